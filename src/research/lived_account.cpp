#include "research/lived_account.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/check.hpp"
#include "plan/cash_rule.hpp"
#include "plan/lots.hpp"
#include "plan/make_plan.hpp"
#include "plan/replan_buys.hpp"
#include "schedule/schedule.hpp"

namespace bot::research {
namespace {

struct PendingProceeds {
  Date settles{};
  Money amount{};
};

class LivedAccount {
 public:
  LivedAccount(const Panel& panel, const Targets& targets, const LivedAccountOptions& options,
               const calendar::Calendar& calendar)
      : panel_(panel),
        targets_(targets),
        options_(options),
        backtest_(options.backtest),
        calendar_(calendar),
        cash_(Money::from_double(options.backtest.initial_equity)),
        shares_(panel.symbol_count()) {}

  AccountHistory run() {
    BOT_CHECK(backtest_.first <= backtest_.last && backtest_.last < panel_.session_count(), "{} {}", backtest_.first,
              backtest_.last);
    BOT_CHECK(backtest_.fills == Fills::kClose || panel_.has_opens());
    history_.first = backtest_.first;
    for (std::size_t session = backtest_.first; session <= backtest_.last; ++session) {
      traded_ = 0;
      begin(session);
      if (pending_) fill_at_open(session);
      const double equity = equity_at(session).to_double();
      history_.equity.push_back(equity);
      if (session < backtest_.last && is_due(session)) trade(session);
      record(session, equity);
    }
    return std::move(history_);
  }

 private:
  [[nodiscard]] Date date_of(std::size_t session) const { return panel_.sessions[session]; }
  [[nodiscard]] Price real_close(std::size_t session, std::size_t symbol) const {
    return Price::from_double(panel_.real_close.at(session, symbol));
  }

  // What happens overnight: distributions are paid, proceeds settle.
  void begin(std::size_t session) {
    for (std::size_t symbol = 0; session > 0 && symbol < shares_.size(); ++symbol) {
      if (shares_[symbol] <= Quantity{} || !panel_.has_bar(session, symbol)) continue;
      cash_ += Money::from_double(shares_[symbol].to_double() * distribution(session, symbol));
    }
    std::erase_if(unsettled_, [&](const PendingProceeds& one) { return one.settles <= date_of(session); });
  }
  // Dollars a share: what the close before would have been without it is this close over the adjusted return. More than
  // the share's own worth, either way, is a broken adj_close and none.
  [[nodiscard]] double distribution(std::size_t session, std::size_t symbol) const {
    const double grown = panel_.close.at(session, symbol) / panel_.close.at(session - 1, symbol);
    const double before = panel_.real_close.at(session - 1, symbol);
    const double paid = before - panel_.real_close.at(session, symbol) / grown;
    return std::abs(paid) <= before ? paid : 0;
  }

  [[nodiscard]] Money value_at(std::size_t session) const {
    Money sum;
    for (std::size_t symbol = 0; symbol < shares_.size(); ++symbol)
      if (shares_[symbol] > Quantity{})
        sum += multiply(real_close(session, symbol), shares_[symbol], Rounding::kHalfEven);
    return sum;
  }
  [[nodiscard]] Money equity_at(std::size_t session) const { return cash_ + value_at(session); }

  [[nodiscard]] bool is_due(std::size_t session) {
    if (targets_.decided(session)) {
      decided_in_ = session;
      return true;
    }
    return open_ && decided_in_ && session - *decided_in_ <= static_cast<std::size_t>(schedule::kMaxContinuedSessions);
  }

  [[nodiscard]] Money unsettled() const {
    Money sum;
    for (const PendingProceeds& one : unsettled_) sum += one.amount;
    return sum;
  }

  [[nodiscard]] plan::PlanInput input_at(std::size_t session) const {
    plan::PlanInput input{.equity = equity_at(session) - options_.plan.cash_reserve,
                          .settled_cash = cash_ - unsettled(),
                          .unsettled_proceeds = unsettled(),
                          .available_funds = cash_,
                          .weight_cap = options_.weight_cap,
                          .options = options_.plan};
    for (const Target& target : targets_.at(*decided_in_)) input.targets[panel_.symbols[target.symbol]] = target.weight;
    for (std::size_t column = 0; column < shares_.size(); ++column) {
      const Symbol& symbol = panel_.symbols[column];
      const bool held = shares_[column] > Quantity{};
      if (!held && !input.targets.contains(symbol)) continue;
      if (held)
        input.positions[symbol] = {.shares = shares_[column],
                                   .locked = lots_.locked(symbol, date_of(session)),
                                   .locked_until = lots_.locked_until(symbol, date_of(session))};
      if (panel_.valid.at(session, column) == 0)
        input.excluded[symbol] = "fails validation";
      else if (!panel_.has_bar(session, column))
        input.excluded[symbol] = "no bar";
      else
        input.quotes[symbol] = quote_at(session, column);
    }
    return input;
  }
  [[nodiscard]] plan::QuoteInput quote_at(std::size_t session, std::size_t symbol) const {
    const Price price = real_close(session, symbol);
    const double before = session == 0 ? panel_.real_close.at(session, symbol)
                                       : panel_.real_close.at(session, symbol) * panel_.close.at(session - 1, symbol) /
                                             panel_.close.at(session, symbol);
    return {.bid = price, .ask = price, .last_close = Price::from_double(before)};
  }

  void trade(std::size_t session) {
    plan::PlanInput input = input_at(session);
    plan::Plan plan = plan::make_plan(input);
    if (backtest_.fills == Fills::kNextOpen) {
      pending_ = std::move(plan);
      return;
    }
    fill_sells(session, plan, panel_.real_close);
    fill_buys(session, buys_after_sells(session, plan), panel_.real_close);
    open_ = !is_on_target(session);
  }
  [[nodiscard]] plan::Plan buys_after_sells(std::size_t session, const plan::Plan& plan) const {
    std::map<Symbol, plan::BuyIntent> intents;
    for (const plan::PlannedOrder& order : plan.orders)
      if (order.side == Side::kBuy) intents[order.symbol] = {.shares = order.shares, .planned_mid = order.mid};
    if (intents.empty()) return {};
    return plan::replan_buys(input_at(session), intents);
  }
  void fill_at_open(std::size_t session) {
    const plan::Plan plan = std::move(*pending_);
    pending_.reset();
    fill_sells(session, plan, panel_.real_open);
    fill_buys(session, plan, panel_.real_open);
    open_ = !is_on_target(session);
  }

  void fill_sells(std::size_t session, const plan::Plan& plan, const Matrix& prices) {
    for (const plan::PlannedOrder& order : plan.orders) {
      const std::size_t column = *panel_.column_of(order.symbol);
      if (order.side != Side::kSell || !panel_.has_bar(session, column)) continue;
      const Money received = book(session, order.side, column, order.shares, prices.at(session, column));
      cash_ += received;
      unsettled_.push_back({calendar_.next_settlement_day(date_of(session)), received});
      shares_[column] -= order.shares;
      lots_.sell(order.symbol, order.shares);
    }
  }

  // Buys that a higher open made dearer than the cash are cut, the last by symbol first.
  void fill_buys(std::size_t session, const plan::Plan& plan, const Matrix& prices) {
    const Money settled = cash_ - unsettled();
    Money planned;
    std::vector<std::pair<std::size_t, Quantity>> bought;
    for (const plan::PlannedOrder& order : plan.orders) {
      const std::size_t column = *panel_.column_of(order.symbol);
      if (order.side != Side::kBuy || !panel_.has_bar(session, column)) continue;
      const double price = prices.at(session, column);
      const Quantity shares = affordable(order.shares, price, cash_);
      if (shares <= Quantity{}) continue;
      cash_ += book(session, order.side, column, shares, price);
      planned += order.notional + order.commission;
      bought.emplace_back(column, shares);
    }
    if (bought.empty()) return;
    std::optional<Date> funding;
    for (const PendingProceeds& one : unsettled_) funding = funding ? std::max(*funding, one.settles) : one.settles;
    const Date sellable = plan::sellable_from({.today = date_of(session),
                                               .settled_only = planned <= settled - plan.reserve,
                                               .funding_settles = funding,
                                               .extra_settlement_sessions = options_.extra_settlement_sessions},
                                              calendar_);
    for (const auto& [column, shares] : bought) {
      shares_[column] += shares;
      lots_.buy({.symbol = panel_.symbols[column],
                 .quantity = shares,
                 .traded = date_of(session),
                 .settles = calendar_.next_settlement_day(date_of(session)),
                 .sellable_from = sellable});
    }
  }
  [[nodiscard]] Quantity affordable(Quantity shares, double price, Money cash) const {
    while (shares > Quantity{} && cost_of(shares, price) > cash) shares -= Quantity::from_whole(1);
    return max(shares, Quantity{});
  }
  [[nodiscard]] Money cost_of(Quantity shares, double price) const {
    return Money::from_double(shares.to_double() * price * (1.0 + slip())) +
           plan::commission(shares, options_.plan.costs);
  }
  [[nodiscard]] double slip() const { return backtest_.costs.slippage_bps * 1e-4; }

  // What the order brings, its costs taken off: negative for a buy.
  Money book(std::size_t session, Side side, std::size_t column, Quantity shares, double price) {
    const double notional = shares.to_double() * price;
    const Money commission = plan::commission(shares, options_.plan.costs);
    const double slippage = notional * slip();
    traded_ += notional;
    history_.commission += commission.to_double();
    history_.slippage += slippage;
    history_.fills.push_back({.session = session,
                              .symbol = column,
                              .side = side,
                              .shares = shares.to_double(),
                              .price = price,
                              .notional = notional,
                              .commission = commission.to_double(),
                              .slippage = slippage});
    return Money::from_double((side == Side::kSell ? notional : -notional) - slippage) - commission;
  }

  [[nodiscard]] bool is_on_target(std::size_t session) const {
    const double equity = equity_at(session).to_double();
    std::vector<double> wanted(shares_.size(), 0.0);
    for (const Target& target : targets_.at(*decided_in_)) wanted[target.symbol] = target.weight;
    for (std::size_t column = 0; column < shares_.size(); ++column) {
      const double held = shares_[column].to_double() * panel_.real_close.at(session, column);
      if (wanted[column] <= 0 && held > 0) return false;
      if (wanted[column] > 0 && std::abs(held / equity - wanted[column]) > options_.plan.drift_band) return false;
    }
    return true;
  }

  void record(std::size_t session, double equity) {
    const double after = equity_at(session).to_double();
    history_.invested.push_back(after > 0 ? value_at(session).to_double() / after : 0);
    history_.turnover.push_back(equity > 0 ? traded_ / equity : 0);
    history_.cash.push_back(cash_.to_double());
    for (std::size_t column = 0; column < shares_.size(); ++column)
      if (shares_[column] > Quantity{})
        history_.holdings.push_back({static_cast<std::uint32_t>(column),
                                     shares_[column].to_double() * panel_.real_close.at(session, column) / after});
    history_.holding_ends.push_back(history_.holdings.size());
  }

  const Panel& panel_;
  const Targets& targets_;
  const LivedAccountOptions& options_;
  const BacktestOptions& backtest_;
  const calendar::Calendar& calendar_;
  Money cash_;  // all of it, unsettled proceeds included
  std::vector<PendingProceeds> unsettled_;
  std::vector<Quantity> shares_;  // by column
  plan::LotBook lots_;
  std::optional<plan::Plan> pending_;  // decided, to be filled at the next open
  std::optional<std::size_t> decided_in_;
  bool open_ = false;  // positions are outside the band of what was decided
  double traded_ = 0;
  AccountHistory history_;
};

}  // namespace

AccountHistory run_lived_account(const Panel& panel, const Targets& targets, const LivedAccountOptions& options,
                                 const calendar::Calendar& calendar) {
  return LivedAccount(panel, targets, options, calendar).run();
}

}  // namespace bot::research
