// What `bot trade` may be asked for: the options of the rooms it runs through, and what is left for the run itself.
// `config` fills what a key sets; who starts the run adds what only he knows (mode, account, arming facts, version).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "data/options.hpp"
#include "decide/options.hpp"
#include "ledger/arming.hpp"
#include "ledger/holdings.hpp"
#include "model/account_type.hpp"
#include "model/mode.hpp"
#include "model/quote.hpp"
#include "model/symbol.hpp"
#include "plan/options.hpp"
#include "ports/retry.hpp"
#include "safety/options.hpp"
#include "schedule/options.hpp"

namespace bot::run {

enum class Fractional { kAuto, kNever };  // execution.fractional: auto asks by a what-if; else whole shares only
using ledger::Unmanaged;

struct RunOptions {
  // Set by this start, not by the configuration.
  Mode mode = Mode::kPaper;
  bool scheduled = false;
  [[nodiscard]] schedule::Start started_by() const { return schedule::started_by(scheduled); }
  bool simulated = false;      // gateway.kind embedded; a gateway that names itself embedded sets it too
  std::string version;         // of the program
  ledger::ArmingFacts arming;  // of a live run
  std::string options_json;    // the merged configuration, secrets masked; recorded as an input
  AccountId account;
  std::string halt_file;     // the kill switch: while it exists nothing is sent. Empty: none
  std::string plans_folder;  // reports/plans; empty: plans are not kept as files
  std::uint64_t seed = 1;    // of the back-off's jitter

  std::vector<AccountId> ignored_accounts;
  AccountType account_type = AccountType::kUnset;  // for a gateway that does not report it
  int port = 7497;
  std::vector<Symbol> universe;
  std::map<Symbol, Quantity> keep;
  MarketDataMode market_data = MarketDataMode::kDelayed;

  schedule::Options schedule;
  data::Options data;
  data::StrategyFile strategy_file;  // with decide.kind kFile
  decide::Options decide;
  plan::Options plan;
  safety::Options safety;

  Fractional fractional = Fractional::kAuto;
  Duration fill_timeout = std::chrono::seconds{60};
  Unmanaged unmanaged_positions = Unmanaged::kIgnore;
  int extra_settlement_sessions = 1;

  ports::RetryPolicy retry;  // as configured; a run's own is Runtime::retry_policy()
  Duration connect_timeout = std::chrono::seconds{10};
  Duration request_timeout = std::chrono::seconds{20};
};

}  // namespace bot::run
