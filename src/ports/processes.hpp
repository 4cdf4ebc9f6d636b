// Other programs of this machine, run to their end: systemctl, useradd, chown.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"

namespace bot::ports {

struct ProcessEnd {
  int status = 0;  // exit status; 128 + signal when it was killed
  std::string out;
  std::string err;
};

class Processes {
 public:
  virtual ~Processes() = default;
  // arguments[0] is looked up in PATH. kIo when it cannot be started at all.
  virtual Result<ProcessEnd> run(const std::vector<std::string>& arguments) = 0;
};

}  // namespace bot::ports
