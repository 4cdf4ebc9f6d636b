#include "base/wording.hpp"

namespace bot {

std::string with_full_stop(std::string text) {
  if (!text.empty() && !text.ends_with('.')) text += '.';
  return text;
}

}  // namespace bot
