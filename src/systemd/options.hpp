// What the unit texts depend on, taken from the configuration by whoever installs.
#pragma once

#include <string>
#include <vector>

#include "model/mode.hpp"
#include "ports/notifier.hpp"
#include "schedule/options.hpp"

namespace bot::systemd {

struct Options {
  Mode mode = Mode::kPaper;  // paper or live
  schedule::Options schedule;
  std::string account;
  std::string records_folder;   // paths.state; relative: of the state folder
  std::string ledger_folder;    // of the account, in records_folder
  bool embedded = true;         // gateway.kind
  std::string gateway_address;  // numeric, or localhost
  // Absolute folders of the configuration that a run writes to; the state folder is always writable.
  std::vector<std::string> outside_folders;
  ports::AlertVariables variables;
  bool notifier_needs_loopback = false;     // the webhook itself is on this machine
  std::vector<std::string> name_servers{};  // on loopback, from resolv.conf: the notifier must reach them
};

}  // namespace bot::systemd
