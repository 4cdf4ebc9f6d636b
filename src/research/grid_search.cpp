#include "research/grid_search.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "base/check.hpp"
#include "decide/formulas.hpp"
#include "decide/selection.hpp"
#include "decide/target_weights.hpp"
#include "research/account_rules.hpp"
#include "research/account_steps.hpp"

namespace bot::research {
namespace {

constexpr std::size_t kMaxSymbols = 64;
constexpr std::size_t kKnownSlots = 256;

}  // namespace

bool can_search_quickly(const Panel& panel, std::span<const GridPoint> points, const SearchOptions& options) {
  return options.account.fills == Fills::kClose && options.account.shares == Shares::kFractional &&
         can_decide_quickly(panel, points);
}

bool can_decide_quickly(const Panel& panel, std::span<const GridPoint> points) {
  if (panel.symbol_count() > kMaxSymbols || points.empty() || !has_layout(points)) return false;
  for (std::size_t row = 0; row < panel.session_count(); ++row)
    for (std::size_t symbol = 0; symbol < panel.symbol_count(); ++symbol)
      if (panel.valid.at(row, symbol) != 0 && !panel.has_bar(row, symbol)) return false;
  return true;
}

GridSearch::GridSearch(const GridLayout& layout, const Panel& panel, std::span<const std::uint8_t> due,
                       const SearchOptions& options)
    : layout_(layout),
      panel_(panel),
      due_(due),
      options_(options),
      features_(layout, panel),
      tradable_(panel.session_count(), panel.symbol_count()),
      stride_(panel.close.stride()),
      sums_(layout.corr_window.size()),
      order_(layout.scoring.size()),
      prefix_(layout.selection.size()),
      chosen_(layout.points.size() * panel.session_count(), 0),
      known_(kKnownSlots),
      no_returns_(stride_, 0.0) {
  for (std::size_t row = 0; row < panel.session_count(); ++row)
    for (std::size_t s = 0; s < panel.symbol_count(); ++s)
      tradable_.at(row, s) = panel.valid.at(row, s) != 0 && panel.has_bar(row, s) ? 1.0 : 0.0;
  for (auto& order : order_)
    for (std::size_t s = 0; s < panel.symbol_count(); ++s) order.push_back(static_cast<std::uint32_t>(s));
}

void GridSearch::make_decisions(std::size_t first, std::size_t last) {
  weights_.assign(stride_, 0.0);
  symbols_of_.assign(1, 0);
  for (Known& known : known_) known = {};
  for (auto& sums : sums_) sums.through = 0;
  for (std::size_t row = first; row <= last; ++row) {
    if (due_[row] == 0) continue;
    decide_session(row);
  }
}

GridSearch::Mask GridSearch::eligible(std::size_t row, std::size_t index) const {
  const GridLayout::Scoring& scoring = layout_.scoring[index];
  const double* score = features_.score[index].row(row);
  const double* deviation = features_.deviation[scoring.deviation].row(row);
  const std::uint8_t* valid = panel_.valid.row(row);
  Mask mask = 0;
  for (std::size_t s = 0; s < panel_.symbol_count(); ++s) {
    const bool passes = valid[s] != 0 && features_.bars(row, s) >= static_cast<std::size_t>(layout_.min_bars) &&
                        decide::is_scored_enough(score[s], scoring.min_score) && decide::is_moving(deviation[s]);
    mask |= static_cast<Mask>(passes) << s;
  }
  return mask;
}

// Those that are not eligible keep a place, which nobody asks for.
void GridSearch::rank(std::size_t row, std::size_t scoring, Mask eligible_now) {
  struct Ranked {
    double score;
    std::uint32_t symbol;
  };
  const double* score = features_.score[scoring].row(row);
  std::vector<std::uint32_t>& order = order_[scoring];
  const auto ranked = [&](std::uint32_t symbol) {
    const bool counts = (eligible_now >> symbol & 1) != 0;
    return Ranked{counts ? score[symbol] : -1e300, symbol};
  };
  // Nearly in order since the session before.
  for (std::size_t i = 1; i < order.size(); ++i) {
    const std::uint32_t symbol = order[i];
    const Ranked moving = ranked(symbol);
    std::size_t place = i;
    for (; place > 0 && decide::ranks_before(moving, ranked(order[place - 1])); --place)
      order[place] = order[place - 1];
    order[place] = symbol;
  }
}

void GridSearch::decide_session(std::size_t row) {
  for (std::size_t window = 0; window < sums_.size(); ++window) roll_correlations(row, window);
  std::vector<Mask>& masks = eligible_now_;
  masks.resize(layout_.scoring.size());
  for (std::size_t i = 0; i < masks.size(); ++i) {
    masks[i] = eligible(row, i);
    rank(row, i, masks[i]);
  }
  passing_.resize(layout_.candidates.size());
  for (std::size_t i = 0; i < passing_.size(); ++i) {
    const GridLayout::Candidates& candidates = layout_.candidates[i];
    const double* fast = features_.ema[layout_.scoring[candidates.scoring].ema_fast].row(row);
    const double* slow = features_.ema[candidates.ema_slow].row(row);
    Mask trending = 0;
    for (std::size_t s = 0; s < panel_.symbol_count(); ++s)
      trending |= static_cast<Mask>(decide::is_trending(fast[s], slow[s])) << s;
    passing_[i] = masks[candidates.scoring] & trending;
  }
  for (std::size_t i = 0; i < layout_.selection.size(); ++i) select(row, i, passing_[layout_.selection[i].candidates]);
  const std::size_t rows = panel_.session_count();
  for (std::size_t i = 0; i < layout_.points.size(); ++i) {
    const GridLayout::Point& point = layout_.points[i];
    const std::vector<Mask>& prefix = prefix_[point.selection];
    const Mask mask = prefix[std::min(point.top_n, prefix.size() - 1)];
    chosen_[i * rows + row] = mask == 0 ? 0 : weights_of(row, point.weighting, mask);
  }
}

void GridSearch::select(std::size_t row, std::size_t index, Mask passing) {
  const GridLayout::Selection& selection = layout_.selection[index];
  const std::vector<std::uint32_t>& order = order_[layout_.candidates[selection.candidates].scoring];
  std::vector<Mask>& prefix = prefix_[index];
  prefix.assign(1, 0);
  if (passing == 0) return;
  std::array<std::uint32_t, kMaxSymbols> accepted;
  std::size_t count = 0;
  for (const std::uint32_t symbol : order) {
    if (count == layout_.top_n[index]) return;
    if ((passing >> symbol & 1) == 0) continue;
    bool diverse = true;
    for (std::size_t i = 0; i < count && diverse; ++i)
      diverse = is_diverse(row, selection.corr_window, selection.corr_cap, symbol, accepted[i]);
    if (!diverse) continue;
    accepted[count++] = symbol;
    prefix.push_back(prefix.back() | Mask{1} << symbol);
  }
}

// Sums over a window move by one return in and one out, which rounds; so they decide only what is not close, and what
// is close is computed as decide does. Two numbers of the size of the largest sum so far are off by a rounding each
// step: with a sum of squares of at least a hundred thousandth of that size, some 1e-6 of a squared correlation after a
// hundred years.
bool GridSearch::is_diverse(std::size_t row, std::size_t index, double cap, std::size_t a, std::size_t b) {
  constexpr double kMargin = 1e-5;
  constexpr double kLeastShare = 1e-5;
  const auto count = static_cast<std::size_t>(layout_.corr_window[index]);
  if (count < 2 || features_.bars(row, a) <= count || features_.bars(row, b) <= count) return false;
  const Sums& sums = sums_[index];
  const double n = static_cast<double>(count);
  const double var_a = sums.squares[a] - sums.sum[a] * sums.sum[a] / n;
  const double var_b = sums.squares[b] - sums.sum[b] * sums.sum[b] / n;
  const bool sure = var_a > kLeastShare * sums.most_squares[a] && var_b > kLeastShare * sums.most_squares[b] &&
                    !decide::is_constant(var_a * 1e-6, count) && !decide::is_constant(var_b * 1e-6, count);
  if (sure) {
    const double together = sums.products[a * stride_ + b] - sums.sum[a] * sums.sum[b] / n;
    const double squared = together * together;
    const double limit = cap * cap * var_a * var_b;
    const double doubt = kMargin * var_a * var_b;
    if (squared < limit - doubt) return true;
    if (squared > limit + doubt) return false;
  }
  return is_diverse_exactly(row, count, cap, a, b);
}

bool GridSearch::is_diverse_exactly(std::size_t row, std::size_t count, double cap, std::size_t a,
                                    std::size_t b) const {
  const Matrix& returns = features_.returns;
  const decide::Comovement moved = decide::comovement(
      count, [&](std::size_t i) { return returns.at(row - i, a); },
      [&](std::size_t i) { return returns.at(row - i, b); });
  return !decide::is_undefined(moved, count) && decide::is_diverse(decide::correlation_of(moved), cap);
}

void GridSearch::roll_correlations(std::size_t row, std::size_t index) {
  const auto count = static_cast<std::size_t>(layout_.corr_window[index]);
  Sums& sums = sums_[index];
  if (row <= count) return;
  const bool begins = sums.through == 0;
  if (begins) {
    sums.sum.assign(stride_, 0.0);
    sums.squares.assign(stride_, 0.0);
    sums.most_squares.assign(stride_, 0.0);
    sums.products.assign(panel_.symbol_count() * stride_, 0.0);
    sums.through = row - count;
  }
  const RollingSums rolling{.sum = sums.sum.data(),
                            .squares = sums.squares.data(),
                            .most_squares = sums.most_squares.data(),
                            .products = sums.products.data(),
                            .symbols = panel_.symbol_count(),
                            .stride = stride_};
  while (sums.through < row) {
    const std::size_t next = ++sums.through;
    roll_sums(rolling, features_.returns.row(next), begins ? no_returns_.data() : features_.returns.row(next - count));
  }
}

std::uint32_t GridSearch::weights_of(std::size_t row, std::size_t weighting, Mask chosen) {
  const std::size_t hash = (chosen * 0x9e3779b97f4a7c15ULL >> 32) + weighting * 31;
  std::size_t slot = hash % kKnownSlots;
  for (std::size_t tries = 0; tries < kKnownSlots; ++tries, slot = (slot + 1) % kKnownSlots) {
    Known& known = known_[slot];
    const bool fresh = known.mask != 0 && known.row == row;
    if (fresh && known.mask == chosen && known.weighting == weighting) return known.place;
    if (fresh) continue;
    known = {chosen, row, weighting, static_cast<std::uint32_t>(weights_.size() / stride_)};
    break;
  }
  const GridLayout::Weighting& way = layout_.weighting[weighting];
  const double* deviation = features_.deviation[way.deviation].row(row);
  std::array<double, kMaxSymbols> values;
  std::size_t count = 0;
  for (Mask rest = chosen; rest != 0; rest &= rest - 1)
    values[count++] = deviation[static_cast<std::size_t>(std::countr_zero(rest))];
  decide::make_target_weights(
      std::span(values.data(), count), [&] { return returns_of(row, way.corr_window, chosen); }, way.options);
  const std::size_t place = weights_.size() / stride_;
  weights_.resize(weights_.size() + stride_, 0.0);
  symbols_of_.push_back(chosen);
  double* weights = weights_.data() + place * stride_;
  count = 0;
  for (Mask rest = chosen; rest != 0; rest &= rest - 1)
    weights[static_cast<std::size_t>(std::countr_zero(rest))] = values[count++];
  return static_cast<std::uint32_t>(place);
}

decide::ReturnTable GridSearch::returns_of(std::size_t row, std::size_t corr_window, Mask chosen) const {
  auto count = static_cast<std::size_t>(std::max(layout_.corr_window[corr_window], 0));
  for (Mask rest = chosen; rest != 0; rest &= rest - 1)
    count = std::min(count, features_.bars(row, static_cast<std::size_t>(std::countr_zero(rest))) - 1);
  decide::ReturnTable table;
  for (Mask rest = chosen; rest != 0; rest &= rest - 1) {
    auto& column = table.emplace_back();
    for (std::size_t i = count; i > 0; --i)
      column.push_back(features_.returns.at(row + 1 - i, static_cast<std::size_t>(std::countr_zero(rest))));
  }
  return table;
}

Targets GridSearch::targets(std::size_t point) const {
  Targets targets(panel_.session_count());
  std::vector<Target> wanted;
  for (std::size_t row = 0; row < panel_.session_count(); ++row) {
    if (due_[row] == 0) {
      targets.add_undecided();
      continue;
    }
    const std::uint32_t place = chosen_[point * panel_.session_count() + row];
    wanted.clear();
    for (Mask rest = symbols_of_[place]; rest != 0; rest &= rest - 1) {
      const auto s = static_cast<std::uint32_t>(std::countr_zero(rest));
      wanted.push_back({s, weights_[place * stride_ + s]});
    }
    targets.add(wanted);
  }
  return targets;
}

void GridSearch::score(const Rows& rows, std::span<double> objectives) const {
  const std::vector<std::size_t> first = representatives(rows);
  std::vector<std::size_t> distinct;
  for (std::size_t point = 0; point < first.size(); ++point)
    if (first[point] == point) distinct.push_back(point);
  Table<double> marks(rows.count(), kLanes);
  std::vector<double> own(rows.count());
  for (std::size_t begin = 0; begin < distinct.size(); begin += kLanes) {
    const std::size_t count = std::min(kLanes, distinct.size() - begin);
    AccountSteps steps{.panel = panel_,
                       .tradable = tradable_,
                       .due = due_,
                       .options = options_.account,
                       .weights = weights_.data(),
                       .symbols_of = symbols_of_.data()};
    for (std::size_t i = 0; i < kLanes; ++i) {  // where there are fewer, the last one fills up
      const std::size_t point = distinct[begin + std::min(i, count - 1)];
      steps.drift_bands[i] = layout_.points[point].drift_band;
      steps.chosen[i] = chosen_.data() + point * panel_.session_count();
    }
    run_accounts(steps, rows, marks.row(0));
    for (std::size_t i = 0; i < count; ++i) {
      for (std::size_t row = 0; row < own.size(); ++row) own[row] = marks.row(row)[i];
      objectives[distinct[begin + i]] = objective_of(options_.objective, own);
    }
  }
  for (std::size_t point = 0; point < first.size(); ++point) objectives[point] = objectives[first[point]];
}

std::vector<std::size_t> GridSearch::representatives(const Rows& rows) const {
  const std::size_t sessions = panel_.session_count();
  const auto decisions = [&](std::size_t point) {
    return std::span(chosen_).subspan(point * sessions + rows.first, rows.count());
  };
  std::vector<std::size_t> first(layout_.points.size());
  std::vector<std::pair<std::uint64_t, std::size_t>> seen;  // hash, point
  for (std::size_t point = 0; point < first.size(); ++point) {
    std::uint64_t hash = 0;
    for (const std::uint32_t place : decisions(point)) hash = hash * 0x9e3779b97f4a7c15ULL + place + 1;
    first[point] = point;
    for (const auto& [known_hash, known] : seen) {
      if (known_hash != hash || layout_.points[known].drift_band != layout_.points[point].drift_band ||
          !std::ranges::equal(decisions(known), decisions(point)))
        continue;
      first[point] = known;
      break;
    }
    if (first[point] == point) seen.emplace_back(hash, point);
  }
  return first;
}

}  // namespace bot::research
