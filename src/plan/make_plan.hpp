// From target weights to orders: a pure function with a reason for every symbol. Weights are doubles up to here, shares
// and prices of orders fixed-point from here on.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/fixed.hpp"
#include "base/time.hpp"
#include "model/order.hpp"
#include "model/symbol.hpp"
#include "model/weight_cap.hpp"
#include "plan/options.hpp"

namespace bot::plan {

// bid, ask and last_close as quoted; all three are needed for an order. `problem` says why a quote must not be used at
// all (stale, halted, ...; quote_check.hpp makes it from a model Quote).
struct QuoteInput {
  std::optional<Price> bid, ask, last_close{};
  Price tick = Price::from_raw(10'000'000);  // 0.01
  std::optional<std::string> problem{};
  bool operator==(const QuoteInput&) const = default;
};

struct Holding {
  Quantity shares{};                   // managed shares, fraction included, kept ones not
  Quantity locked{};                   // of these, not to be sold today
  std::optional<Date> locked_until{};  // for the reason only
  bool operator==(const Holding&) const = default;
};

struct PlanInput {
  Money equity{};                          // managed equity (managed_equity.hpp)
  Money settled_cash{};                    // S, signed
  Money unsettled_proceeds{};              // U as known before this plan's sells
  std::optional<Money> available_funds{};  // F; absent: no ceiling
  std::map<Symbol, Holding> positions{};   // managed symbols only
  std::map<Symbol, QuoteInput> quotes{};
  std::map<Symbol, double> targets{};        // weights; 0 is no target
  std::map<Symbol, std::string> excluded{};  // symbols not to be traded in this run and why (failed data, open order)
  bool fractional = false;                   // fractions are proven for every symbol: quantities in steps of 0.0001
  WeightCap weight_cap{};
  Options options{};
};

struct PlannedOrder {
  Symbol symbol{};
  Side side = Side::kBuy;
  Quantity shares{};
  Price limit_price{};
  Money notional{};    // shares x limit price
  Money commission{};  // estimate
  Price mid{};         // at planning; the buy phase keeps its prices near it (replan_buys.hpp)
  bool full_exit = false;
  std::string reason{};
  bool operator==(const PlannedOrder&) const = default;
};

struct Skipped {
  Symbol symbol{};
  std::string reason{};
  bool bad_quote = false;  // wants an alert
  bool operator==(const Skipped&) const = default;
};

struct Plan {
  std::vector<PlannedOrder> orders{};         // sells first, each by symbol
  std::map<Symbol, Quantity> shares_after{};  // every symbol held or wanted
  double scale = 1;                           // of the wanted buys
  std::map<Symbol, double> goals{};           // goal weights of the symbols the minimisation ran over
  double distance = 0;                        // square root of the sum of squared distances to the goals
  Money budget{};                             // min(S + U, F) - reserve, before this plan's own sells
  Money reserve{};
  std::vector<Skipped> skipped{};           // every symbol without an order, by symbol
  std::map<Symbol, std::string> reasons{};  // every symbol held or wanted
  bool exact = true;                        // false: too large to search whole (possible above 30 symbols only)
};

[[nodiscard]] Plan make_plan(const PlanInput& input);

// (bid + ask) / 2 in billionths, rounded down.
[[nodiscard]] Price mid_of(Price bid, Price ask);
// Why these quotes cannot be traded on; none when they can.
[[nodiscard]] std::optional<std::string> quote_problem(const QuoteInput& quote, const Options& options);
// ask x (1 + offset) down to the tick; bid x (1 - offset) up to the tick.
[[nodiscard]] Price buy_limit(Price ask, double offset_bps, Price tick);
[[nodiscard]] Price sell_limit(Price bid, double offset_bps, Price tick);

}  // namespace bot::plan
