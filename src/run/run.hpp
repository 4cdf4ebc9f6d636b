// The run of `bot trade`: lock, halted?, session and time, connect, snapshot, recover, positions
// explained, bars, validate, decide, quotes, plan, safety, permission, sells, proof, buys, reconcile, record, alert.
// Two ways in: run_trade sends orders; dry_run is given no OrderDoor, so no path from it reaches one.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/backoff.hpp"
#include "base/error.hpp"
#include "calendar/calendar.hpp"
#include "data/decision_bars.hpp"
#include "data/validate.hpp"
#include "decide/options.hpp"
#include "ledger/arming.hpp"
#include "ledger/ledger.hpp"
#include "ledger/run_result.hpp"
#include "model/quote.hpp"
#include "plan/cash_rule.hpp"
#include "plan/make_plan.hpp"
#include "ports/bar_source.hpp"
#include "ports/bar_store.hpp"
#include "ports/broker.hpp"
#include "ports/event_loop.hpp"
#include "ports/files.hpp"
#include "ports/log.hpp"
#include "ports/notifier.hpp"
#include "schedule/options.hpp"

namespace bot::run {

enum class Fractional { kAuto, kNever };    // execution.fractional: auto asks by a what-if; else whole shares only
enum class Unmanaged { kIgnore, kRefuse };  // execution.unmanaged_positions
using bot::MarketDataMode;

// Everything configurable, with the defaults of config/config.yaml. `config` fills it.
struct RunOptions {
  Mode mode = Mode::kPaper;
  bool scheduled = false;
  [[nodiscard]] schedule::Start started_by() const {
    return scheduled ? schedule::Start::kTimer : schedule::Start::kHand;
  }
  bool simulated = false;      // gateway.kind embedded; a gateway that names itself embedded sets it too
  std::string version;         // of the program
  ledger::ArmingFacts arming;  // of a live run
  std::string options_json;    // the merged configuration, secrets masked; recorded as an input
  AccountId account;
  std::vector<AccountId> ignored_accounts;
  std::string account_type;  // accounts.type, for a gateway that does not tell
  int port = 7497;

  std::vector<Symbol> universe;
  std::map<Symbol, Quantity> keep;
  schedule::Options schedule;

  MarketDataMode market_data = MarketDataMode::kDelayed;
  Date start = make_date(2015, 1, 1);
  data::Adjust adjust = data::Adjust::kTotalReturn;
  decide::Options decide;
  data::ValidationOptions validation;

  bool execution_live = false;
  double limit_offset_bps = 10;
  double exit_offset_bps = 30;
  Fractional fractional = Fractional::kAuto;
  Money min_order_notional = Money::from_whole(50);
  int max_orders_per_day = 20;
  Duration fill_timeout = std::chrono::seconds{60};
  Unmanaged unmanaged_positions = Unmanaged::kIgnore;
  plan::CashRule cash_rule = plan::CashRule::kAuto;
  int lock_margin_sessions = 1;
  Money cash_reserve;
  double drift_band = 0.02;
  plan::Costs costs;

  double max_order_notional = 0.60;
  double max_turnover_per_day = 2.2;
  double max_price_move = 0.15;
  double max_quote_age_s = 30;
  double max_quote_age_delayed_s = 1200;
  double max_spread_bps = 50;

  BackoffOptions retry;
  std::vector<ErrorCode> retry_on = {ErrorCode::kRefused, ErrorCode::kTimeout, ErrorCode::kDisconnected,
                                     ErrorCode::kPacing};
  std::uint64_t seed = 1;  // of the back-off's jitter

  std::string halt_file;     // the kill switch: while it exists nothing is sent. Empty: none
  std::string plans_folder;  // reports/plans; empty: plans are not kept as files
  Duration connect_timeout = std::chrono::seconds{10};
  Duration request_timeout = std::chrono::seconds{20};
};

// What a dry run may touch. It reads the ledger's state and writes nothing but the plan's file.
struct ReaderPorts {
  ports::EventLoop& loop;
  ports::BrokerReader& broker;
  ports::BarSource& bars;
  ports::BarStore& store;
  ports::Files& files;
  ports::Log& log;
  const calendar::Calendar& calendar;
};
struct TradePorts {
  ReaderPorts read;
  ports::OrderDoor& door;
  ledger::Ledger& ledger;  // whoever has it has the account's lock
  ports::Notifier& notifier;
  // What the owner is told of a run that ended; `report` has the words. Empty: only halts and cash movements are told.
  std::function<std::vector<ports::Alert>(const ledger::RunResult&)> alerts;
};

[[nodiscard]] ledger::RunResult dry_run(const ReaderPorts& ports, const ledger::LedgerState& ledger,
                                        const RunOptions& options);
// The same with the plan itself; none where the run did not get that far.
struct DryPlan {
  ledger::RunResult result;
  std::optional<plan::Plan> plan;
};
[[nodiscard]] DryPlan dry_plan(const ReaderPorts& ports, const ledger::LedgerState& ledger, const RunOptions& options);
[[nodiscard]] ledger::RunResult run_trade(const TradePorts& ports, const RunOptions& options);

// For the start that did not even get the ledger (locked, damaged): the result and its alert.
[[nodiscard]] ledger::RunResult failed_before_start(const Error& error, const RunOptions& options, UtcTime now);

}  // namespace bot::run
