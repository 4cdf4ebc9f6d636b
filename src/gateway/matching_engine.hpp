// Matches orders against the market's path and books fills into the account. A state machine on time: every order has
// the instant of its next step, and advance() takes all steps up to an instant in order, so that catching up after a
// stop and living are the same code.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gateway/order_validation.hpp"
#include "gateway/venue.hpp"

namespace bot::gateway {

class MatchingEngine {
 public:
  MatchingEngine(const Venue& venue, UtcTime now);

  // All that happens up to and including `to`: steps of orders, midnights with settlement and corporate actions.
  void advance(UtcTime to);
  [[nodiscard]] UtcTime next_due() const;
  // Orders that reach IBKR only when the link is back (1100); nothing: the link is up.
  void set_link_back(std::optional<UtcTime> back) { link_back_ = back; }
  [[nodiscard]] bool link_is_down() const { return link_back_.has_value(); }

  // Symbols whose position or cash changed since the last call; one may stand there twice.
  [[nodiscard]] std::vector<Symbol> take_moved() { return std::exchange(moved_, {}); }
  [[nodiscard]] const std::vector<Execution>& trades() const { return trades_; }

  struct Saved {
    Date day;
    UtcTime at{};
    OrderBook::Saved book;
  };
  // The part for purchases of the symbol that no COMMISSION_REPORT has reported yet.
  [[nodiscard]] Money unreported_commission(const Symbol& symbol) const;
  // The New York date up to which the account is brought.
  [[nodiscard]] Date day() const { return day_; }
  // Whether something of its fills is still to be reported.
  [[nodiscard]] bool is_reporting(const Order& order) const;
  // Takes over what was saved; advance() then catches up.
  void restore(Saved saved);

 private:
  struct Report {  // what follows a fill a moment later
    UtcTime due{};
    Fill fill;
  };

  void begin_day(Date day);
  void step_next(UtcTime at);
  void step(Order& order, UtcTime at);
  void acknowledge(Order& order, UtcTime at);
  void warn_if_closed(const Order& order, UtcTime at);
  void route(Order& order, UtcTime at);
  void fill(Order& order, UtcTime at);
  Fill book_fill(Order& order, const BidAsk& quote, UtcTime at);
  void finish(Order& order, Status status, std::string completed_status, UtcTime at);
  void report(const Report& report);
  void push_completed(const Order& order);
  [[nodiscard]] double compute_fill_price(const Order& order, const BidAsk& quote) const;
  void send_state(const Order& order);

  Venue venue_;
  OrderValidator validator_;
  Date day_;
  std::vector<Report> reports_;
  std::vector<Execution> trades_;
  std::vector<Symbol> moved_;
  std::optional<UtcTime> link_back_;
};

}  // namespace bot::gateway
