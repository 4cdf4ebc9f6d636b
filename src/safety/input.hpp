// Everything the safety rules look at, gathered in one place by whoever runs them. What is absent is refused, not
// assumed, unless the field says otherwise.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/fixed.hpp"
#include "base/id.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "calendar/calendar.hpp"
#include "model/instrument.hpp"
#include "model/mode.hpp"
#include "model/quote.hpp"
#include "model/weight_cap.hpp"
#include "plan/options.hpp"
#include "safety/options.hpp"

namespace bot::safety {

// What `bot arm`, in force now, allows.
struct Armed {
  Money max_order{};
  Money max_day{};
};

// What is pinned for a symbol, from the first time it was met.
struct Pin {
  ConId con_id{};
  std::string primary_exchange{};
};

struct SymbolFacts {
  std::optional<Instrument> instrument{};  // as the gateway describes it now
  std::optional<Pin> pin{};                // absent: first meeting, nothing to compare with
  std::optional<Quote> quote{};
  std::optional<Price> research_close{};      // yesterday's final close x today's factor; absent: not compared
  std::optional<double> average_volume_20{};  // shares; absent: not compared
  Quantity broker_position{};                 // kept shares included
  Quantity sellable{};                        // plan::sellable over managed shares
  Quantity working_sells{};
  bool fractions_proven = false;
  bool full_exit = false;  // the plan sells it for want of a target
};

struct LastNav {
  Date session{};
  Money net_liquidation{};
  Money flows_since{};  // deposits less withdrawals booked since
};

struct SafetyInput {
  Mode mode = Mode::kDryRun;
  Options options{};
  plan::Options plan{};  // as configured
  WeightCap weight_cap{};
  AccountId account{};                        // the configured one of this mode
  std::vector<AccountId> ignored_accounts{};  // accounts.ignore
  std::vector<AccountId> gateway_accounts{};  // all the gateway named
  int port = 0;
  bool embedded = false;  // the gateway is our own simulated one
  // Without what is armed: why R03 refuses.
  Expected<Armed, std::string> armed = Unexpected<std::string>("nobody asked whether live trading is armed");
  std::optional<std::string> kill_file{};   // present: that it is set, and why
  std::optional<std::string> halt_latch{};  // present: why
  UtcTime now{};
  std::optional<calendar::Session> session{};  // of the calendar, for today
  std::optional<Date> previous_session{};
  std::optional<Duration> clock_skew{};  // ours less the gateway's; absent: the gateway could not be asked
  std::map<Symbol, SymbolFacts> symbols{};
  std::map<Symbol, double> targets{};
  Money managed_equity{};
  std::optional<Money> net_liquidation{};  // tag
  std::optional<Money> own_sum{};          // cash + positions at our prices
  std::optional<LastNav> last_nav{};       // none: the first run
  int bad_sessions_in_a_row = 0;           // ended unknown or with a reject
  int orders_today = 0;                    // sent by all earlier runs of the day, and by this one so far
  Money gross_today{};                     // sells and buys, at limit price, likewise
  std::optional<Money> buy_budget_left{};  // of the buy phase: budget less what was already sent; sells do not need it
};

}  // namespace bot::safety
