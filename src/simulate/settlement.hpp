// A checker of the settlement rules that knows only the list of trades and the calendar: shares bought with money that
// had not settled may not be sold before that money has, and nothing is bought with money the account does not have.
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
  // The trades of one session in the order they were made, and the cash that had settled when it began. Answers what
  // was broken.
  [[nodiscard]] std::vector<std::string> session(const calendar::Session& session, Money settled_cash,
                                                 const std::vector<Execution>& trades);

 private:
  struct Bought {
    Quantity quantity;
    Date free_from;  // may be sold on this day and later
  };
  std::map<Symbol, std::deque<Bought>> lots_;
  std::set<Date> unsettled_until_;  // settlement days of sales whose money is not there yet
};

}  // namespace bot::simulate
