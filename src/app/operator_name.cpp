#include "app/operator_name.hpp"

#include <cstdlib>

namespace bot::app {

std::string operator_name() {
  // Behind sudo it is still the person who typed.
  for (const char* variable : {"SUDO_USER", "USER", "LOGNAME"}) {
    const char* name = std::getenv(variable);  // NOLINT(concurrency-mt-unsafe): nothing sets variables
    if (name != nullptr && *name != '\0') return name;
  }
  return "operator";
}

}  // namespace bot::app
