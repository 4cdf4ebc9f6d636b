#include "safety/independent_check.hpp"

#include "base/money_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

// On purpose it shares no arithmetic with plan: everything is in plain binary numbers, with a tolerance far below a
// cent and far below what one share changes.

namespace bot::safety {
namespace {

constexpr double kCent = 1e-6, kNear = 1e-11, kTinyWeight = 1e-12;

struct Checked {
  Symbol symbol{};
  double held = 0, locked = 0, after = 0, target = 0;
  double bid = 0, ask = 0, mid = 0;
  double goal = 0;
  bool exits = false;   // must be sold whole
  bool chosen = false;  // part of the minimisation
};

double whole_below(double shares) { return std::floor(shares + 1e-9); }

class Checker {
 public:
  Checker(const plan::PlanInput& input, const plan::Plan& plan)
      : input_(input), plan_(plan), equity_(input.equity.to_double()) {}

  std::optional<std::string> run() {
    for (const auto step : {&Checker::gather, &Checker::orders_match, &Checker::exits_and_band, &Checker::bounds,
                            &Checker::limits, &Checker::scale_and_goals, &Checker::cost, &Checker::exchanges})
      if (auto wrong = (this->*step)()) return wrong;
    return std::nullopt;
  }

 private:
  using Wrong = std::optional<std::string>;

  [[nodiscard]] bool usable(const plan::QuoteInput& quote) const {
    if (quote.problem || !quote.bid || !quote.ask || !quote.last_close) return false;
    const double bid = quote.bid->to_double(), ask = quote.ask->to_double(), close = quote.last_close->to_double();
    if (bid <= 0 || ask < bid || close <= 0) return false;
    const double mid = (bid + ask) / 2;
    if (std::abs(mid / close - 1) > input_.options.max_price_move + 1e-9) return false;
    return (ask - bid) / mid * 1e4 <= input_.options.max_spread_bps + 1e-6;
  }

  Wrong gather() {
    for (const auto& [symbol, after] : plan_.shares_after) {
      Checked checked{.symbol = symbol, .after = after.to_double()};
      if (const auto found = input_.positions.find(symbol); found != input_.positions.end()) {
        checked.held = found->second.shares.to_double();
        checked.locked = std::max(0.0, found->second.locked.to_double());
      }
      if (const auto found = input_.targets.find(symbol); found != input_.targets.end()) checked.target = found->second;
      const auto quote = input_.quotes.find(symbol);
      const bool may_trade =
          quote != input_.quotes.end() && usable(quote->second) && !input_.excluded.contains(symbol) && equity_ > 0;
      if (may_trade) {
        checked.bid = quote->second.bid->to_double();
        checked.ask = quote->second.ask->to_double();
        checked.mid = (checked.bid + checked.ask) / 2;
        const double held_weight = checked.held * checked.mid / equity_;
        checked.exits = checked.target <= 0 && checked.held > 0;
        const bool inside_band =
            checked.held > 0 && std::abs(held_weight - checked.target) <= input_.options.drift_band + kTinyWeight;
        checked.chosen = checked.target > 0 && !inside_band;
      }
      symbols_.push_back(checked);
    }
    for (const auto& [symbol, holding] : input_.positions)
      if (!plan_.shares_after.contains(symbol))
        return fmt::format("the plan says nothing of {}, which is held", symbol);
    return std::nullopt;
  }

  Wrong orders_match() {
    std::map<Symbol, double> traded;
    for (const plan::PlannedOrder& order : plan_.orders) {
      if (!plan_.shares_after.contains(order.symbol))
        return fmt::format("an order for {}, which is neither held nor wanted", order.symbol);
      if (traded.contains(order.symbol)) return fmt::format("{} has two orders", order.symbol);
      if (order.shares <= Quantity{}) return fmt::format("{} has an order of {} shares", order.symbol, order.shares);
      if (!input_.fractional && !order.shares.is_whole())
        return fmt::format("{} shares of {} are not whole", order.shares, order.symbol);
      traded[order.symbol] = order.side == Side::kBuy ? order.shares.to_double() : -order.shares.to_double();
    }
    for (const Checked& checked : symbols_) {
      const double trade = traded.contains(checked.symbol) ? traded[checked.symbol] : 0;
      if (std::abs(checked.held + trade - checked.after) > 1e-9)
        return fmt::format("{} shares of {} and an order of {} do not make {}", checked.held, checked.symbol, trade,
                           checked.after);
      if (trade != 0 && !checked.exits && !checked.chosen) return fmt::format("{} must not be traded", checked.symbol);
    }
    return std::nullopt;
  }

  Wrong exits_and_band() {
    for (const Checked& checked : symbols_) {
      if (!checked.exits) continue;
      const double free = std::max(0.0, checked.held - checked.locked);
      const double expected = input_.fractional ? std::floor(free * 1e4 + 1e-6) / 1e4 : whole_below(free);
      if (std::abs(checked.held - checked.after - expected) > 1e-9)
        return fmt::format("{} has no target: {} shares must be sold, the plan sells {}", checked.symbol, expected,
                           checked.held - checked.after);
    }
    return std::nullopt;
  }

  // The most shares of a symbol after a buy.
  [[nodiscard]] double most_after(const Checked& checked) const {
    const double cap = input_.weight_cap.fixed_strategy ? checked.target : input_.weight_cap.max_weight_per_asset;
    return cap * equity_ / checked.mid;
  }

  [[nodiscard]] bool is_allowed(const Checked& checked, double after) const {
    const double trade = after - checked.held;
    if (std::abs(trade) < 1e-9) return true;
    if (trade < 0 && -trade > whole_below(std::max(0.0, checked.held - checked.locked)) + 1e-9) return false;
    if (trade > 0 && after > most_after(checked) + 1e-9) return false;
    return std::abs(trade) * checked.mid >= input_.options.min_order_notional.to_double() - kCent;
  }

  Wrong bounds() {
    for (const Checked& checked : symbols_) {
      if (checked.after < std::min(checked.held, checked.locked) - 1e-9)
        return fmt::format("{} shares of {} would be left of {} locked", checked.after, checked.symbol, checked.locked);
      if (checked.chosen && !input_.fractional && !is_allowed(checked, checked.after))
        return fmt::format("an order that brings {} from {} to {} shares breaks the minimum, the cap or a lock",
                           checked.symbol, checked.held, checked.after);
    }
    return std::nullopt;
  }

  Wrong limits() {
    for (const plan::PlannedOrder& order : plan_.orders) {
      const Checked& checked = *std::ranges::find(symbols_, order.symbol, &Checked::symbol);
      const double tick = input_.quotes.at(order.symbol).tick.to_double();
      const double offset = (checked.exits ? input_.options.exit_offset_bps : input_.options.limit_offset_bps) / 1e4;
      const double exact = order.side == Side::kBuy ? checked.ask * (1 + offset) : checked.bid * (1 - offset);
      const double inward =
          order.side == Side::kBuy ? exact - order.limit_price.to_double() : order.limit_price.to_double() - exact;
      if (inward < -1e-9 || inward > tick - 1e-10)
        return fmt::format("the limit {} of {} is not {} on the tick", order.limit_price, order.symbol, exact);
    }
    return std::nullopt;
  }

  Wrong scale_and_goals() {
    const bool with_sells = input_.options.cash_rule == plan::CashRule::kAuto;
    const double offset = input_.options.limit_offset_bps / 1e4;
    double granted = input_.settled_cash.to_double() + (with_sells ? input_.unsettled_proceeds.to_double() : 0);
    if (input_.available_funds) granted = std::min(granted, input_.available_funds->to_double());
    budget_ = granted - std::max(50.0, 0.005 * equity_) - input_.options.cash_reserve.to_double();
    if (std::abs(budget_ - plan_.budget.to_double()) > kCent)
      return fmt::format("the budget is {}, the plan says {}", money_text(Money::from_double(budget_)),
                         money_text(plan_.budget));
    double cost = 0, proceeds = 0;
    for (const Checked& checked : symbols_) {
      const double free = std::max(0.0, checked.held - checked.locked);
      if (checked.exits) proceeds += (input_.fractional ? free : whole_below(free)) * checked.bid * (1 - offset);
      if (!checked.chosen) continue;
      const double wanted = checked.target * equity_ / checked.mid - checked.held;
      if (wanted > 0) cost += wanted * checked.ask * (1 + offset);
      if (wanted < 0) proceeds += std::min(-wanted, free) * checked.bid * (1 - offset);
    }
    const double available = std::max(0.0, budget_ + (with_sells ? proceeds : 0));
    const double scale = cost > available ? available / cost : 1;
    if (std::abs(scale - plan_.scale) > 1e-6)
      return fmt::format("the scale is {}, the plan says {}", scale, plan_.scale);
    for (Checked& checked : symbols_) {
      const double held = checked.mid * checked.held / (equity_ > 0 ? equity_ : 1);
      checked.goal = checked.target > held ? held + scale * (checked.target - held) : checked.target;
    }
    return std::nullopt;
  }

  [[nodiscard]] double order_cost(const Checked& checked, double after) const {
    const double trade = after - checked.held, count = std::abs(trade);
    if (count < 1e-9) return 0;
    const double fee =
        std::max(input_.options.costs.minimum.to_double(), count * input_.options.costs.per_share.to_double());
    if (trade > 0) return count * checked.ask * (1 + input_.options.limit_offset_bps / 1e4) + fee;
    if (input_.options.cash_rule != plan::CashRule::kAuto) return 0;
    const double offset = (checked.exits ? input_.options.exit_offset_bps : input_.options.limit_offset_bps) / 1e4;
    return fee - count * checked.bid * (1 - offset);
  }

  Wrong cost() {
    bool buys = false;
    spent_ = 0;
    buys_ = 0;
    for (const Checked& checked : symbols_) {
      if (!checked.exits && !checked.chosen) continue;
      spent_ += order_cost(checked, checked.after);
      if (checked.after > checked.held + 1e-9) ++buys_;
      buys = buys_ > 0;
    }
    if (buys && spent_ > budget_ + kCent)
      return fmt::format("the plan spends {:.6f} of a budget of {:.6f}", spent_, budget_);
    return std::nullopt;
  }

  [[nodiscard]] double off(const Checked& checked, double after) const {
    const double distance = after * checked.mid / equity_ - checked.goal;
    return distance * distance;
  }

  struct Step {
    std::size_t index = 0;
    double shares = 0;
  };

  // How much nearer the goals these steps lead; 0 when they are not allowed.
  [[nodiscard]] double gain(const std::vector<Step>& steps) const {
    double nearer = 0, spent = spent_;
    int buys = buys_;
    for (const Step& step : steps) {
      const Checked& checked = symbols_[step.index];
      const double after = checked.after + step.shares;
      if (!is_allowed(checked, after)) return 0;
      nearer += off(checked, checked.after) - off(checked, after);
      spent += order_cost(checked, after) - order_cost(checked, checked.after);
      buys += (after > checked.held + 1e-9 ? 1 : 0) - (checked.after > checked.held + 1e-9 ? 1 : 0);
    }
    return buys > 0 && spent > budget_ - kCent ? 0 : nearer;
  }

  Wrong exchanges() {
    if (input_.fractional) return std::nullopt;
    std::vector<Step> single;
    for (std::size_t i = 0; i < symbols_.size(); ++i)
      if (symbols_[i].chosen)
        for (const double shares : {-2.0, -1.0, 1.0, 2.0}) single.push_back({i, shares});
    for (const Step& one : single) {
      if (const double nearer = gain({one}); nearer > kNear)
        return fmt::format("{:+} shares of {} would bring the sum of squares {:.3e} nearer", one.shares,
                           symbols_[one.index].symbol, nearer);
      for (const Step& other : single) {
        if (other.index <= one.index || std::abs(one.shares) > 1 || std::abs(other.shares) > 1) continue;
        if (const double nearer = gain({one, other}); nearer > kNear)
          return fmt::format("{:+} share of {} against {:+} of {} would bring the sum of squares {:.3e} nearer",
                             one.shares, symbols_[one.index].symbol, other.shares, symbols_[other.index].symbol,
                             nearer);
      }
    }
    return std::nullopt;
  }

  const plan::PlanInput& input_;
  const plan::Plan& plan_;
  double equity_;
  double budget_ = 0, spent_ = 0;
  int buys_ = 0;
  std::vector<Checked> symbols_;
};

}  // namespace

std::optional<std::string> independent_check(const plan::PlanInput& input, const plan::Plan& plan) {
  return Checker(input, plan).run();
}

}  // namespace bot::safety
