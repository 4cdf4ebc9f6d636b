// What the ledger knows of an account right now: `bot status`. No gateway is asked.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "calendar/calendar.hpp"
#include "ledger/arming.hpp"
#include "ledger/state.hpp"
#include "monitor/account.hpp"
#include "monitor/history.hpp"
#include "ports/files.hpp"

namespace bot::monitor {

struct HaltInForce {
  std::string id;    // what bot resume --halt names; FILE: the kill switch
  std::string code;  // stable
  std::string why;
};

// Of the shares that are managed now, at the prices of the last run.
struct Drift {
  std::optional<double> held;  // share of the managed equity; none: nothing said what the shares are worth
  double wanted = 0;
  [[nodiscard]] std::optional<double> difference() const { return held ? std::optional(*held - wanted) : std::nullopt; }
};

struct AccountStatus {
  MonitoredAccount account;
  ledger::LedgerState state;
  ledger::NextRun next_run;
  bool has_webhook = false;
  std::string silence;                   // why no alert gets through; empty: they do, as far as is known
  std::optional<Error> outbox;           // why it cannot be read: then no alert goes out
  std::optional<RecordedRun> not_ended;  // the newest run, where it was cut off or runs still
  std::optional<HaltInForce> halt;
  std::optional<std::string> not_armed;      // why live trading is refused; none: armed and in force
  std::map<Symbol, Drift> drift;             // of what is held or wanted
  std::map<Symbol, Quantity> kept;           // the owner's own shares of managed symbols
  std::vector<ledger::OutsideLine> outside;  // as of the last run, and what is kept now
  std::vector<std::string> warnings;         // new in the last 24 hours, each once, newest run last
};

// `arming_facts` is asked where something was armed.
[[nodiscard]] AccountStatus gather_status(const MonitoredAccount& account, ledger::LedgerState state,
                                          const std::vector<ledger::LedgerEvent>& events, const ports::Files& files,
                                          const std::function<Result<ledger::ArmingFacts>()>& arming_facts, UtcTime now,
                                          const calendar::Calendar& calendar);

}  // namespace bot::monitor
