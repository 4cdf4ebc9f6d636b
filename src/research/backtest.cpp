#include "research/backtest.hpp"

#include <algorithm>
#include <cmath>

#include "base/check.hpp"
#include "research/account_rules.hpp"

namespace bot::research {
namespace {

struct Order {
  std::size_t symbol = 0;
  double units = 0;  // signed
  bool exit = false;
};

// Whole shares where only they go.
double shrunk(const Buy& buy, double factor, Shares shares) {
  if (shares == Shares::kFractional) return buy.units * factor;
  return std::trunc(buy.units * factor * buy.price / buy.real_price) * buy.real_price / buy.price;
}

class Account {
 public:
  Account(const Panel& panel, const Targets& targets, const BacktestOptions& options)
      : panel_(panel),
        targets_(targets),
        options_(options),
        cash_(options.initial_equity),
        units_(panel.symbol_count(), 0.0) {}

  AccountHistory run() {
    BOT_CHECK(options_.first <= options_.last && options_.last < panel_.session_count(), "{} {}", options_.first,
              options_.last);
    BOT_CHECK(targets_.session_count() == panel_.session_count(), "{}", targets_.session_count());
    BOT_CHECK(options_.fills == Fills::kClose || panel_.has_opens());
    history_.first = options_.first;
    reserve(options_.last - options_.first + 1);
    for (std::size_t session = options_.first; session <= options_.last; ++session) {
      traded_ = 0;
      if (!orders_.empty()) fill(session, panel_.open.row(session), panel_.real_open.row(session));
      const double held = value(session);
      const double equity = held + cash_;
      history_.equity[session - options_.first] = equity;
      if (session < options_.last && targets_.decided(session)) {
        decide(session, equity);
        if (options_.fills == Fills::kClose) fill(session, panel_.close.row(session), panel_.real_close.row(session));
      }
      record(session, equity, traded_ > 0 ? value(session) : held);
    }
    return std::move(history_);
  }

 private:
  void reserve(std::size_t sessions) {
    for (std::vector<double>* list : {&history_.equity, &history_.invested, &history_.turnover, &history_.cash})
      list->resize(sessions);
    history_.holding_ends.resize(sessions);
    history_.holdings.reserve(2 * sessions);
    history_.fills.reserve(sessions);
  }

  // Held symbols in order of column.
  [[nodiscard]] double value(std::size_t session) const {
    const double* close = panel_.close.row(session);
    double sum = 0;
    for (const std::size_t symbol : held_) sum += units_[symbol] * close[symbol];
    return sum;
  }

  [[nodiscard]] double band(std::size_t session) const {
    return options_.drift_bands.empty() ? options_.drift_band : options_.drift_bands[session];
  }

  void decide(std::size_t session, double equity) {
    const double* close = panel_.close.row(session);
    const double* real_close = panel_.real_close.row(session);
    const std::uint8_t* valid = panel_.valid.row(session);
    const double in_band = (band(session) + kWeightTie) * equity;
    orders_.clear();
    // Held or wanted, by column.
    auto held_place = held_.begin();
    const std::span<const Target> targets = targets_.at(session);
    auto target = targets.begin();
    while (held_place != held_.end() || target != targets.end()) {
      const bool is_wanted = target != targets.end() && (held_place == held_.end() || target->symbol <= *held_place);
      const std::size_t symbol = is_wanted ? target->symbol : *held_place;
      const double weight = is_wanted ? (target++)->weight : 0.0;
      if (held_place != held_.end() && *held_place == symbol) ++held_place;
      if (valid[symbol] == 0 || !panel_.has_bar(session, symbol)) continue;
      const double held = units_[symbol] * close[symbol];
      if (weight <= 0) {
        if (held > 0) orders_.push_back({symbol, -units_[symbol], true});
        continue;
      }
      if (equity <= 0) continue;
      double notional = weight * equity - held;
      if (held > 0 && std::abs(notional) <= in_band) continue;
      if (options_.shares == Shares::kWhole) notional = std::trunc(notional / real_close[symbol]) * real_close[symbol];
      if (notional == 0 || std::abs(notional) < options_.min_order_notional) continue;
      orders_.push_back({symbol, notional / close[symbol], false});
    }
  }

  void fill(std::size_t session, const double* price, const double* real_price) {
    const auto can_fill = [&](const Order& order) { return panel_.has_bar(session, order.symbol); };
    double proceeds = 0;
    for (const Order& order : orders_) {
      if (order.units >= 0 || !can_fill(order)) continue;
      const double sold = order.exit ? units_[order.symbol] : std::min(-order.units, units_[order.symbol]);
      proceeds += book(session, order.symbol, -sold, price, real_price);
    }
    cash_ += proceeds;
    buys_.clear();
    for (const Order& order : orders_)
      if (order.units > 0 && can_fill(order))
        buys_.push_back({order.symbol, order.units, price[order.symbol], real_price[order.symbol]});
    fit_into_cash(buys_, cash_, options_);
    double paid = 0;
    for (const Buy& buy : buys_) paid += book(session, buy.symbol, buy.units, price, real_price);
    cash_ -= paid;
    orders_.clear();
  }

  // Dollars a sale brings or a purchase takes, costs included.
  double book(std::size_t session, std::size_t symbol, double units, const double* price, const double* real_price) {
    const double notional = std::abs(units) * price[symbol];
    if (!(notional > 0)) return 0;
    const double commission = commission_of(notional, real_price[symbol], options_.costs);
    const double slippage = notional * slippage_rate(options_.costs);
    const bool was_held = units_[symbol] > 0;
    units_[symbol] += units;
    if (const bool is_held = units_[symbol] > 0; is_held != was_held) {
      const auto place = std::ranges::lower_bound(held_, symbol);
      if (was_held)
        held_.erase(place);
      else
        held_.insert(place, symbol);
    }
    traded_ += notional;
    history_.commission += commission;
    history_.slippage += slippage;
    history_.fills.push_back({.session = session,
                              .symbol = symbol,
                              .side = units < 0 ? Side::kSell : Side::kBuy,
                              .shares = notional / real_price[symbol],
                              .price = real_price[symbol],
                              .notional = notional,
                              .commission = commission,
                              .slippage = slippage});
    return units < 0 ? notional - slippage - commission : notional + slippage + commission;
  }

  void record(std::size_t session, double equity, double invested) {
    const double after = invested + cash_;
    const std::size_t row = session - options_.first;
    history_.invested[row] = after > 0 ? invested / after : 0;
    history_.turnover[row] = equity > 0 ? traded_ / equity : 0;
    history_.cash[row] = cash_;
    const double* close = panel_.close.row(session);
    for (const std::size_t symbol : held_)
      history_.holdings.push_back({static_cast<std::uint32_t>(symbol), units_[symbol] * close[symbol] / after});
    history_.holding_ends[row] = history_.holdings.size();
  }

  const Panel& panel_;
  const Targets& targets_;
  const BacktestOptions& options_;
  double cash_;
  double traded_ = 0;
  std::vector<double> units_;      // decision units: value / decision close
  std::vector<std::size_t> held_;  // columns with units, ascending
  std::vector<Order> orders_;      // decided and not yet filled
  std::vector<Buy> buys_;          // of one session
  AccountHistory history_;
};

}  // namespace

void fit_into_cash(std::vector<Buy>& buys, double cash, const BacktestOptions& options) {
  while (!buys.empty()) {
    double notional = 0;
    double commissions = 0;
    double paid = 0;
    for (const Buy& buy : buys) {
      const double cost = buy.units * buy.price;
      const double commission = commission_of(cost, buy.real_price, options.costs);
      notional += cost;
      commissions += commission;
      paid += cost + cost * slippage_rate(options.costs) + commission;
    }
    if (paid <= cash) return;
    const double needed = notional * (1.0 + slippage_rate(options.costs));
    const double factor = std::max(0.0, cash - commissions) / needed;
    for (Buy& buy : buys) buy.units = shrunk(buy, factor, options.shares);
    const auto too_small = [&](const Buy& buy) {
      return buy.units <= 0 || buy.units * buy.price < options.min_order_notional;
    };
    // What fits but for the rounding of the division is as good as fitting.
    if (std::erase_if(buys, too_small) == 0) return;
  }
}

AccountHistory run_backtest(const Panel& panel, const Targets& targets, const BacktestOptions& options) {
  return Account(panel, targets, options).run();
}

std::optional<std::size_t> first_tradable_row(const Panel& panel, int min_bars) {
  std::vector<int> counts(panel.symbol_count(), 0);
  for (std::size_t session = 0; session < panel.session_count(); ++session)
    for (std::size_t symbol = 0; symbol < counts.size(); ++symbol)
      if (panel.has_bar(session, symbol) && ++counts[symbol] >= min_bars && panel.valid.at(session, symbol) != 0)
        return session;
  return std::nullopt;
}

}  // namespace bot::research
