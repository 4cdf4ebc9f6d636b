// The account the checks around a run look at, and what is expected of it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/fixed.hpp"
#include "base/id.hpp"
#include "data/options.hpp"
#include "ledger/holdings.hpp"
#include "model/account_type.hpp"
#include "model/mode.hpp"
#include "model/symbol.hpp"
#include "schedule/options.hpp"

namespace bot::monitor {

struct MonitoredAccount {
  AccountId id;
  Mode mode = Mode::kPaper;
  bool simulated = false;       // against an embedded gateway
  bool execution_live = false;  // execution.live
  std::vector<AccountId> ignored_accounts{};
  AccountType configured_type = AccountType::kUnset;  // for a gateway that does not report it
  std::vector<Symbol> universe{};
  std::map<Symbol, Quantity> keep{};  // positions the owner keeps apart
  ledger::Unmanaged unmanaged_positions = ledger::Unmanaged::kIgnore;
  schedule::Options schedule{};
  std::string ledger_folder{};
  std::string halt_file{};                            // the kill switch: while it exists nothing is sent
  std::optional<data::StrategyFile> strategy_file{};  // with strategy.kind file
};

}  // namespace bot::monitor
