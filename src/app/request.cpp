#include "app/request.hpp"

namespace bot::app {

std::string_view command_name(const Request& request) {
  return std::visit([](const auto& command) { return command.kName; }, request);
}

}  // namespace bot::app
