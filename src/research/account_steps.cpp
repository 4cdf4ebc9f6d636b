#include "research/account_steps.hpp"

#include <array>
#include <vector>

#include "research/account_rules.hpp"

namespace bot::research {
namespace {

constexpr std::size_t kMaxBlocks = 8;  // of eight symbols

// One session's prices and the account's rules, as its trades need them.
struct Session {
  const double* close = nullptr;
  const double* real_close = nullptr;
  const double* weights = nullptr;
  const std::uint8_t* valid = nullptr;
  const BarAge* age = nullptr;
};

struct Holdings {
  alignas(64) std::array<double, kMaxBlocks * kLanes> units{};
  double cash = 0;
};

BOT_INLINE Lanes commissions(const Lanes& notional, const Lanes& real, const Costs& costs) {
  const Lanes by_share = notional * (Lanes::all(costs.commission_per_share) / real);
  const Lanes least = Lanes::all(costs.min_commission);
  return pick(by_share.v > least.v, by_share, least);
}

BOT_INLINE Lanes tradable(const Session& session, std::size_t at) {
  double flags[kLanes];
  for (std::size_t i = 0; i < kLanes; ++i)
    flags[i] = session.valid[at + i] != 0 && session.age[at + i] == kBarToday ? 1.0 : 0.0;
  return Lanes::load(flags);
}

// The buys of which not everything is in the cash: as run_backtest has it.
[[gnu::noinline]] void buy_what_fits(const Session& session, const double* bought, std::size_t symbols,
                                     const BacktestOptions& options, Holdings& holdings) {
  std::vector<Buy> buys;
  for (std::size_t s = 0; s < symbols; ++s)
    if (bought[s] > 0) buys.push_back({s, bought[s], session.close[s], session.real_close[s]});
  fit_into_cash(buys, holdings.cash, options);
  LaneSum paid;
  for (const Buy& buy : buys) {
    const double notional = buy.units * buy.price;
    if (!(notional > 0)) continue;
    paid.add(buy.symbol, notional + notional * slippage_rate(options.costs) +
                             commission_of(notional, buy.real_price, options.costs));
    holdings.units[buy.symbol] += buy.units;
  }
  holdings.cash -= paid.total();
}

BOT_INLINE void trade(const Session& session, std::size_t blocks, std::size_t symbols, double equity, double drift_band,
                      const BacktestOptions& options, Holdings& holdings) {
  const Lanes none = Lanes::all(0.0);
  const double band = (drift_band + kWeightTie) * equity;
  const double slip = slippage_rate(options.costs);
  alignas(64) std::array<double, kMaxBlocks * kLanes> bought;
  Lanes proceeds = none, costs = none, fees = none, orders = none;
  for (std::size_t b = 0; b < blocks; ++b) {
    const std::size_t at = b * kLanes;
    const Lanes close = Lanes::load(session.close + at);
    const Lanes real = Lanes::load(session.real_close + at);
    const Lanes weight = Lanes::load(session.weights + at);
    const Lanes units = Lanes::load(holdings.units.data() + at);
    const Lanes held = units * close;
    const Lanes wanted = weight * equity - held;
    const Lanes size = abs(wanted);
    const Lanes::Mask is_held = held.v > 0.0;
    const Lanes::Mask is_target = weight.v > 0.0;
    const Lanes::Mask in_band = is_held & (size.v <= band);
    const Lanes::Mask adjusts =
        is_target & ~in_band & (size.v >= options.min_order_notional) & (size.v > 0.0) & (Lanes::all(equity).v > 0.0);
    const Lanes::Mask exits = ~is_target & is_held;
    const Lanes::Mask trades = (adjusts | exits) & (tradable(session, at).v > 0.0);
    const Lanes moved = pick(trades, pick(exits, none - units, wanted / close), none);
    const Lanes notional = abs(moved) * close;
    const Lanes fee = commissions(notional, real, options.costs);
    const Lanes::Mask sells = moved.v < 0.0;
    const Lanes::Mask buys = moved.v > 0.0;
    proceeds += pick(sells, notional - notional * slip - fee, none);
    costs += pick(buys, notional, none);
    fees += pick(buys, fee, none);
    orders += pick(buys, notional + notional * slip + fee, none);
    (units + pick(sells, moved, none)).store(holdings.units.data() + at);
    pick(buys, moved, none).store(bought.data() + at);
  }
  holdings.cash += proceeds.total();
  const double needed = costs.total() * (1.0 + slip);
  if (needed + fees.total() > holdings.cash && needed > 0) {
    buy_what_fits(session, bought.data(), symbols, options, holdings);
    return;
  }
  holdings.cash -= orders.total();
  for (std::size_t at = 0; at < blocks * kLanes; at += kLanes)
    (Lanes::load(holdings.units.data() + at) + Lanes::load(bought.data() + at)).store(holdings.units.data() + at);
}

}  // namespace

[[gnu::target_clones("avx512f", "avx2", "default")]] void roll_sums(const RollingSums& sums, const double* comes,
                                                                    const double* leaves) {
  for (std::size_t at = 0; at < sums.stride; at += kLanes) {
    const Lanes in = Lanes::load(comes + at);
    const Lanes out = Lanes::load(leaves + at);
    (Lanes::load(sums.sum + at) + in - out).store(sums.sum + at);
    const Lanes squares = Lanes::load(sums.squares + at) + in * in - out * out;
    squares.store(sums.squares + at);
    max(Lanes::load(sums.most_squares + at), squares).store(sums.most_squares + at);
  }
  for (std::size_t s = 0; s < sums.symbols; ++s) {
    double* row = sums.products + s * sums.stride;
    for (std::size_t at = 0; at < sums.stride; at += kLanes)
      (Lanes::load(row + at) + comes[s] * Lanes::load(comes + at) - leaves[s] * Lanes::load(leaves + at))
          .store(row + at);
  }
}

[[gnu::target_clones("avx512f", "avx2", "default")]] void run_account(const AccountSteps& steps, const Rows& rows,
                                                                      std::span<double> marks) {
  const Panel& panel = steps.panel;
  const std::size_t stride = panel.close.stride();
  const std::size_t blocks = stride / kLanes;
  Holdings holdings{.cash = steps.options.initial_equity};
  for (std::size_t row = rows.first; row <= rows.last; ++row) {
    const Session session{.close = panel.close.row(row),
                          .real_close = panel.real_close.row(row),
                          .weights = steps.weights + steps.chosen[row] * stride,
                          .valid = panel.valid.row(row),
                          .age = panel.age.row(row)};
    Lanes value = Lanes::all(0.0);
    for (std::size_t at = 0; at < stride; at += kLanes)
      value += Lanes::load(holdings.units.data() + at) * Lanes::load(session.close + at);
    const double equity = value.total() + holdings.cash;
    marks[row - rows.first] = equity;
    if (row == rows.last || steps.due[row] == 0) continue;
    trade(session, blocks, panel.symbol_count(), equity, steps.drift_band, steps.options, holdings);
  }
}

}  // namespace bot::research
