// Programs of this machine behind ports::Processes.
#pragma once

#include "ports/processes.hpp"

namespace bot::os {

class SystemProcesses final : public ports::Processes {
 public:
  Result<ports::ProcessEnd> run(const std::vector<std::string>& arguments) override;
};

// The file this process was started from, links resolved.
[[nodiscard]] Result<std::string> own_program();
[[nodiscard]] bool is_root();

}  // namespace bot::os
