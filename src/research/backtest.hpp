// A back-test: an account that lives by target weights. Decided at a session's close on the bars up to it, traded at
// that close (or the next open), held to the closes that follow: weights lag returns by one bar. Positions earn the
// adjusted return (distributions reinvested), cash earns nothing, nothing is borrowed.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "model/order.hpp"
#include "research/panel.hpp"
#include "research/targets.hpp"

namespace bot::research {

enum class Fills {
  kClose,    // at the close the decision was made on
  kNextOpen  // units fixed at that close, filled at the next session's open; needs a panel with opens
};

enum class Shares {
  kFractional,
  kWhole  // an order that is not an exit is cut to whole shares of the real close
};

struct Costs {
  double commission_per_share = 0.0035;  // US dollars; shares are notional / real price
  double min_commission = 0.35;          // an order
  double slippage_bps = 1.0;             // bought above, sold below the price by so much
  bool operator==(const Costs&) const = default;
};

struct BacktestOptions {
  std::size_t first = 0;  // row of the panel: the account starts here, in cash
  std::size_t last = 0;   // row: marked, not traded
  double initial_equity = 10'000;
  Fills fills = Fills::kClose;
  Shares shares = Shares::kFractional;
  Costs costs;
  double min_order_notional = 50;     // an exit may be smaller
  double drift_band = 0.02;           // of equity: a position this near to its target is left alone
  std::vector<double> drift_bands{};  // one a row of the panel, where it changes; empty: drift_band
};

struct Fill {
  std::size_t session = 0;  // row
  std::size_t symbol = 0;   // column
  Side side = Side::kBuy;
  double shares = 0;  // of the real price, above zero
  double price = 0;   // real price, before slippage
  double notional = 0;
  double commission = 0;
  double slippage = 0;  // dollars
  bool operator==(const Fill&) const = default;
};

// One row a session from `first` to `last`.
struct AccountHistory {
  std::size_t first = 0;         // row of the panel of the first mark
  std::vector<double> equity;    // marked at the close, before that session's trades
  std::vector<double> invested;  // share of the equity after trades that is invested
  std::vector<double> turnover;  // traded notional, both sides, over the session's mark
  std::vector<double> cash;      // after trades
  double commission = 0;         // dollars, of all orders
  double slippage = 0;           // dollars, of all orders
  std::vector<Fill> fills;       // in order of session, sells first, by symbol
  std::vector<Target> holdings;  // values after trades as shares of equity, session after session (holding_ends)
  std::vector<std::size_t> holding_ends;
  bool operator==(const AccountHistory&) const = default;
};

// first <= last < session_count(). Rules, each session but the last: equity is marked; where something was decided, a
// symbol held without a target is sold whole; one held and wanted is left alone within drift_band of its target; else
// it is brought there, if that is min_order_notional; a symbol that fails validation or has no bar is left as it is.
// Sells first; buys, with their costs more than the cash, shrink together, and those that fall below the least order
// go.
[[nodiscard]] AccountHistory run_backtest(const Panel& panel, const Targets& targets, const BacktestOptions& options);

// The first row on which a symbol has `min_bars` valid bars; none: no symbol ever has.
[[nodiscard]] std::optional<std::size_t> first_tradable_row(const Panel& panel, int min_bars);

}  // namespace bot::research
