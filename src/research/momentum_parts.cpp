#include "research/momentum_parts.hpp"

#include <algorithm>
#include <bit>

#include "decide/formulas.hpp"
#include "decide/target_weights.hpp"
#include "research/kernels.hpp"

namespace bot::research {
namespace {

// The averages a decision looks at, in the order RunningFeatures has them.
enum Average : std::size_t { kFast, kSlow, kMacdFast, kMacdSlow };

RunningFeatures running_features(const Panel& panel, const decide::FeatureOptions& options) {
  std::vector<int> emas{options.ema_fast, options.ema_slow};
  if (options.macd.enabled) emas.insert(emas.end(), {options.macd.fast, options.macd.slow});
  const int atrs[] = {options.atr_window};
  return {panel, emas, atrs};
}

}  // namespace

Gates::Gates(const Panel& panel, const decide::Options& options)
    : panel_(panel), options_(options), features_(running_features(panel, options.features)) {}

void Gates::move_on() {
  features_.move_on();
  if (all_are_old_ || panel_.symbol_count() > kColumnsOfMask) return;
  all_are_old_ = true;
  for (std::size_t s = 0; s < panel_.symbol_count(); ++s)
    all_are_old_ = all_are_old_ && features_.bars(s) >= options_.min_bars;
}

Gates::ScoreParts Gates::score_parts() const {
  return {.close = panel_.close.row(session()), .ema_fast = features_.ema(kFast), .atr = features_.atr(0)};
}

std::uint64_t Gates::passing(std::size_t begin) const {
  const std::size_t width = std::min(kColumnsOfMask, panel_.close.stride() - begin);
  std::uint64_t passing = columns_above(features_.ema(kFast) + begin, features_.ema(kSlow) + begin, width);
  passing &= columns_of_ones(panel_.valid.row(session()) + begin, width);
  const bool needs_macd = options_.features.macd.enabled;
  if (all_are_old_ && !needs_macd) return passing;
  std::uint64_t failing = 0;
  for (std::uint64_t rest = passing; rest != 0; rest &= rest - 1) {
    const std::size_t s = begin + static_cast<std::size_t>(std::countr_zero(rest));
    bool fails = features_.bars(s) < options_.min_bars;
    if (needs_macd) fails = fails || !decide::is_macd_up(features_.ema(kMacdFast)[s] - features_.ema(kMacdSlow)[s]);
    failing |= std::uint64_t{fails} << (s - begin);
  }
  return passing & ~failing;
}

double PanelReturns::at(std::size_t row, std::size_t symbol) const {
  return decide::simple_return_of(panel_.close.at(row, symbol), panel_.close.at(row - 1, symbol));
}

std::size_t PanelReturns::count_until(std::size_t row, std::size_t session, std::size_t symbol) const {
  const std::size_t later = last_row(session, symbol) - row;
  auto bars = static_cast<std::size_t>(features_.bars(symbol));
  for (std::size_t after = session + 1; after < features_.next_row(); ++after) bars -= panel_.has_bar(after, symbol);
  return bars > later ? bars - later - 1 : 0;
}

std::optional<std::span<const Target>> Weighing::weigh(std::size_t session, std::span<const Accepted> accepted) {
  if (accepted.empty()) return std::span<const Target>();
  weights_.resize(accepted.size());
  row_.resize(accepted.size());
  for (std::size_t i = 0; i < accepted.size(); ++i) weights_[i] = accepted[i].volatility;
  const auto returns = [&] { return common_returns(session, accepted); };
  if (!decide::make_target_weights(weights_, returns, options_.weights)) return std::nullopt;
  for (std::size_t i = 0; i < accepted.size(); ++i)
    row_[i] = {static_cast<std::uint32_t>(accepted[i].symbol), weights_[i]};
  return std::span<const Target>(row_);
}

decide::ReturnTable Weighing::common_returns(std::size_t session, std::span<const Accepted> accepted) const {
  std::size_t last = session;
  auto count = static_cast<std::size_t>(std::max(options_.selection.corr_window, 0));
  for (const Accepted& one : accepted) last = std::min(last, returns_.last_row(session, one.symbol));
  for (const Accepted& one : accepted) count = std::min(count, returns_.count_until(last, session, one.symbol));
  decide::ReturnTable table(accepted.size());
  for (std::size_t i = 0; i < table.size(); ++i)
    for (std::size_t row = last + 1 - count; row <= last; ++row)
      table[i].push_back(returns_.at(row, accepted[i].symbol));
  return table;
}

}  // namespace bot::research
