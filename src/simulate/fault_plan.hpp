// What goes wrong in one session, drawn from a seed: faults of the gateway, when the program is killed, and days on
// which the machine is off or nobody is logged in. gateway/drawn_faults.hpp draws for a gateway that stays up a year.
#pragma once

#include <string>
#include <vector>

#include "base/rng.hpp"
#include "calendar/calendar.hpp"
#include "gateway/faults.hpp"
#include "model/symbol.hpp"

namespace bot::simulate {

struct FaultPlan {
  gateway::Faults gateway;
  std::vector<int> kills;     // steps at which one start after the other is killed
  bool stays_dead = false;    // nobody starts it again on that day
  bool owner_moves = false;   // shares come or go without an order
  bool machine_off = false;   // nothing runs all day
  bool logged_out = false;    // the gateway is there and answers nobody
  bool webhook_down = false;  // Discord cannot be reached

  // Nothing goes wrong but that the end of one answer is lost.
  [[nodiscard]] bool is_one_lost_answer() const;
  [[nodiscard]] std::string text() const;  // for a table: "killed 2x; drop POSITION nth=2"
};

class FaultPlanner {
 public:
  FaultPlanner(Rng& rng, const calendar::Session& session, std::vector<Symbol> symbols)
      : rng_(rng), session_(session), symbols_(std::move(symbols)) {}
  // A session inside which much goes wrong, with the machine on.
  FaultPlan draw();
  // For a year: mostly quiet days, some with one lost answer; now and then a whole lost day; otherwise as above.
  FaultPlan draw_for_year();

 private:
  // What can go wrong at the gateway, each as likely as the next.
  enum class Fault {
    kDropMessage,
    kDelayMessage,
    kDuplicateMessage,
    kCloseAfterMessage,
    kConnection,
    kRejectOrder,
    kOrderError,
    kSilentOrder,
    kPartialOrder,
    kQuery,
    kLink,
    kMarketOrOwner,
    kForgottenExecutions
  };
  FaultPlan draw_for_quiet_day();
  void add(Fault fault);
  void add_message(gateway::MessageFaultKind kind);
  void add_order(gateway::OrderFaultKind kind);
  void add_query();
  void add_broken_link();
  void add_of_market_or_owner();

  template <class T>
  T pick(const std::vector<T>& from) {
    return from[rng_.below(from.size())];
  }
  std::string symbol() { return symbols_[rng_.below(symbols_.size())].value(); }
  std::int64_t from_to(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(rng_.below(static_cast<std::uint64_t>(high - low + 1)));
  }
  gateway::Occurrences one_of_first(std::int64_t count) { return {from_to(1, count), 1}; }
  gateway::Occurrences one_or_some();
  std::string message();
  std::string end_marker();
  UtcTime instant();

  Rng& rng_;
  calendar::Session session_;
  std::vector<Symbol> symbols_;
  FaultPlan plan_;
};

}  // namespace bot::simulate
