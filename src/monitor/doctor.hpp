// `bot doctor`: everything a run needs, each line with its fix. The machine is looked at first, then what only the
// gateway can tell: questions and what-ifs, never an order.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "data/cached_universe.hpp"
#include "ledger/arming.hpp"
#include "ledger/state.hpp"
#include "model/quote.hpp"
#include "monitor/account.hpp"
#include "monitor/check.hpp"
#include "monitor/gateway_access.hpp"
#include "ports/disk.hpp"
#include "ports/event_loop.hpp"
#include "ports/files.hpp"
#include "ports/notifier.hpp"
#include "ports/weight_source.hpp"

namespace bot::monitor {

// What is looked at, as the configuration has it.
struct DoctorOptions {
  MonitoredAccount account;
  MarketDataMode market_data = MarketDataMode::kDelayed;
  int max_stale_sessions = 2;
  std::vector<std::string> config_files;  // that were read
  std::vector<Error> config_warnings;
  std::string secrets_file = ".env";
  std::string seal_key_file;  // the key that seals an arming
  std::string cache_folder, state_folder;
};
// The ways to the owner, as the notifier's files and the secrets at hand show them.
struct AlertChannels {
  ports::AlertVariables variables;
  bool webhook_set = false;
  bool webhook_given_up = false;     // the webhook said that it does not exist any more
  std::string silence{};             // why no alert gets through, and since when; empty: they do, as far as is known
  std::uint64_t alerts_waiting = 0;  // longer than a notifier needs
  std::optional<Error> outbox{};     // why it cannot be read: then nothing here says whether an alert gets through
  bool dead_man_set = false;
  std::optional<UtcTime> dead_man_answered{};
  std::string dead_man_problem{};  // of the last time it was asked
};
struct DoctorPorts {
  ports::EventLoop& loop;
  const ports::Files& files;
  const ports::Disk& disk;
  const ports::BarStore& store;
  const calendar::Calendar& calendar;
  std::function<Result<ledger::ArmingFacts>()> arming_facts;  // asked where execution.live is set
  const ports::WeightSource* weights = nullptr;               // of account.strategy_file
};

// Files, clock data, calendar, cache, disk, ledger and arming.
void check_machine(const DoctorPorts& ports, const DoctorOptions& options, const Result<ledger::LedgerState>& state,
                   CheckList& list);
void check_alert_channels(const AlertChannels& channels, CheckList& list);
// Reachable, its clock, the account, instruments, permissions, data. `refused` are the symbols that the ledger knows
// this account is not allowed, each with why; none: the ledger cannot be read.
void check_gateway(const DoctorPorts& ports, const DoctorOptions& options, const GatewayAccess& gateway,
                   const ledger::LedgerState& state, const std::optional<std::map<Symbol, std::string>>& refused,
                   CheckList& list);

// The symbols whose last permission question was answered with no, and why.
[[nodiscard]] std::map<Symbol, std::string> refused_symbols(const std::vector<ledger::LedgerEvent>& events);

// --- judgements: pure ---
// A file that only this user may read; `what` names it to a person.
[[nodiscard]] Check judge_private_file(const std::string& what, const std::string& path, const ports::FileMode& mode);
[[nodiscard]] Check judge_horizon(Date today, Date last_day);
// Whose systemd has a timer: the computer's, or this user's own.
enum class TimerScope { kSystem, kUser };
// The timer of the runs, as one of them shows it.
struct TradingTimer {
  TimerScope scope = TimerScope::kSystem;
  bool loaded = false;
  std::string active{};           // "active", "inactive", "failed"
  std::optional<UtcTime> next{};  // none: it will not fire again
};
// The best of them; none: systemd does not run here.
[[nodiscard]] Check judge_timers(const std::optional<std::vector<TradingTimer>>& timers);

}  // namespace bot::monitor
