// What was traded by hand before there were units: whether an installation takes it over, and from where.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/environment.hpp"
#include "base/result.hpp"
#include "ports/files.hpp"
#include "systemd/install.hpp"

namespace bot::app {

struct HandRecords {
  std::vector<systemd::Takeover> takeovers;
  std::vector<std::string> warnings;                    // what the person must do instead
  std::vector<std::unique_ptr<ports::FileLock>> locks;  // held while the records move: no run begins with them
};

// Where the scheduled runs of an installation keep their ledger, without a prefix.
[[nodiscard]] std::string units_ledger(const systemd::Layout& layout, const systemd::Options& options);

// kLocked: a run is on, here or under the units.
[[nodiscard]] Result<HandRecords> find_hand_records(Environment& environment,
                                                    const systemd::Installation& installation);

}  // namespace bot::app
