// A checker of the settlement rules that knows only the list of trades and the calendar: shares are not sold before
// their own settlement, those bought with money that had not settled not before `margin` sessions after that money has.
// Independent of plan/lots on purpose. Sources: Regulation T 220.8 (free riding), IBKR's cash account rules.
#pragma once

#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/fixed.hpp"
#include "calendar/calendar.hpp"
#include "model/order.hpp"

namespace bot::simulate {

class SettlementChecker {
 public:
  explicit SettlementChecker(const calendar::Calendar& calendar) : calendar_(calendar) {}
  struct Day {
    calendar::Session session;
    Money settled_cash;               // when the session began
    std::map<Symbol, Quantity> held;  // when the session began
    int margin = 1;                   // execution.lock_margin_sessions
    std::vector<Execution> trades;    // in the order they were made
  };
  // Answers what was broken.
  [[nodiscard]] std::vector<std::string> session(const Day& day);

 private:
  struct Bought {
    Quantity quantity;
    Date sellable_from;  // may be sold on this day and later
  };
  const calendar::Calendar& calendar_;
  std::map<Symbol, std::deque<Bought>> lots_;
  std::set<Date> unsettled_until_;  // settlement days of sales whose money is not there yet
};

}  // namespace bot::simulate
