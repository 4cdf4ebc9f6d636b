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
#include "research/kernels.hpp"

namespace bot::research {
namespace {

constexpr std::size_t kMaxSymbols = RollingCorrelations::kMaxColumns;
constexpr std::size_t kKnownSlots = 256;

// Of each lane's marks.
void find_objectives(Objective objective, const Matrix& marks, double* found) {
  const std::size_t last = marks.rows() - 1;
  if (objective == Objective::kCalmar) {
    double depths[kLanes];
    find_deepest_falls(marks.row(0), marks.rows(), depths);
    for (std::size_t i = 0; i < kLanes; ++i)
      found[i] = calmar_objective(marks.at(0, i), marks.at(last, i), last, depths[i]);
    return;
  }
  std::vector<double> own(marks.rows());
  for (std::size_t i = 0; i < kLanes; ++i) {
    for (std::size_t row = 0; row < marks.rows(); ++row) own[row] = marks.at(row, i);
    found[i] = objective_of(objective, own);
  }
}

}  // namespace

bool can_search_quickly(const Panel& panel, std::span<const GridPoint> points, const SearchOptions& options) {
  return options.account.fills == Fills::kClose && options.account.shares == Shares::kFractional &&
         can_decide_quickly(panel, points);
}

bool can_decide_quickly(const Panel& panel, std::span<const GridPoint> points) {
  return !points.empty() && has_layout(points) && can_roll(panel);
}

GridSearch::GridSearch(const GridLayout& layout, const Panel& panel, std::span<const std::uint8_t> due,
                       const SearchOptions& options)
    : layout_(layout),
      panel_(panel),
      due_(due),
      options_(options),
      features_(layout, panel),
      kept_(layout, panel),
      tradable_(panel.session_count()),
      stride_(panel.close.stride()),
      longest_(std::min(kMaxSymbols, layout.top_n.empty() ? 0 : std::ranges::max(layout.top_n))),
      order_(layout.scoring.size(), kMaxSymbols),
      alike_(layout.selection.size()),
      prefix_(layout.selection.size() * (longest_ + 1)),
      chosen_(panel.session_count(), layout.points.size()),
      known_(kKnownSlots),
      waiting_(layout.weighting.size()),
      eligible_now_(layout.scoring.size()),
      passing_(layout.candidates.size()) {
  for (std::size_t i = 0; i < layout.corr_window.size(); ++i)
    correlations_.emplace_back(features_.returns(), layout.corr_window[i], layout.corr_caps[i]);
  for (std::size_t i = 0; i < alike_.size(); ++i) {
    const GridLayout::Selection& own = layout.selection[i];
    for (std::size_t j = 0; j < i; ++j) {
      const GridLayout::Selection& other = layout.selection[j];
      if (layout.candidates[own.candidates].scoring == layout.candidates[other.candidates].scoring &&
          own.corr_window == other.corr_window && own.corr_cap == other.corr_cap && layout.top_n[i] == layout.top_n[j])
        alike_[i].push_back(j);
    }
  }
}

void GridSearch::keep_features_to(std::size_t row) { kept_.move_to(row); }

bool GridSearch::make_decisions(std::size_t first, std::size_t last) {
  has_all_weights_ = true;
  weights_.assign(stride_, 0.0);
  symbols_of_.assign(1, 0);
  for (Known& known : known_) known = {};
  for (RollingCorrelations& correlations : correlations_) correlations.restart();
  features_.copy_from(kept_);
  for (std::size_t row = first; row <= last; ++row) {
    tradable_[row] = columns_of_ones(panel_.valid.row(row), stride_) & columns_of_ones(panel_.age.row(row), stride_);
    if (due_[row] == 0) continue;
    features_.move_to(row);
    features_.look();
    decide_session(row);
  }
  for (std::size_t i = 0; i < waiting_.size(); ++i) weigh_waiting(i);
  return has_all_weights_;
}

GridSearch::Mask GridSearch::eligible(std::size_t index, Mask old_enough) const {
  const GridLayout::Scoring& scoring = layout_.scoring[index];
  static constexpr double kStill[kMaxSymbols] = {};
  return old_enough & columns_from(features_.score(index), scoring.min_score, stride_) &
         columns_above(features_.deviation(scoring.deviation), kStill, stride_);
}

void GridSearch::decide_session(std::size_t row) {
  for (RollingCorrelations& correlations : correlations_) correlations.move_to(row, features_.first_bars());
  Mask old_enough = 0;
  for (std::size_t s = 0; s < panel_.symbol_count(); ++s)
    old_enough |= static_cast<Mask>(features_.bars(row, s) >= static_cast<std::size_t>(layout_.min_bars)) << s;
  old_enough &= tradable_[row];
  for (std::size_t i = 0; i < eligible_now_.size(); ++i) {
    eligible_now_[i] = eligible(i, old_enough);
    rank_columns(features_.score(i), eligible_now_[i], stride_, order_.row(i));
  }
  for (std::size_t i = 0; i < passing_.size(); ++i) {
    const GridLayout::Candidates& candidates = layout_.candidates[i];
    passing_[i] =
        eligible_now_[candidates.scoring] & columns_above(features_.ema(layout_.scoring[candidates.scoring].ema_fast),
                                                          features_.ema(candidates.ema_slow), stride_);
  }
  for (std::size_t i = 0; i < layout_.selection.size(); ++i) {
    const Mask passing = passing_[layout_.selection[i].candidates];
    if (!select_as_before(i, passing)) select(i, passing);
  }
  std::uint32_t* chosen = chosen_.row(row);
  const Mask* prefix = prefix_.data();
  Known last;
  for (const GridLayout::Point& point : layout_.points) {
    const Mask mask = prefix[point.selection * (longest_ + 1) + std::min(point.top_n, longest_)];
    if (mask != last.mask || point.weighting != last.weighting)
      last = {mask, row, point.weighting, mask == 0 ? 0 : weights_of(row, point.weighting, mask)};
    *chosen++ = last.place;
  }
}

bool GridSearch::select_as_before(std::size_t index, Mask passing) {
  for (const std::size_t other : alike_[index]) {
    if (passing_[layout_.selection[other].candidates] != passing) continue;
    std::copy_n(prefix_.data() + other * (longest_ + 1), longest_ + 1, prefix_.data() + index * (longest_ + 1));
    return true;
  }
  return false;
}

void GridSearch::select(std::size_t index, Mask passing) {
  const GridLayout::Selection& selection = layout_.selection[index];
  RollingCorrelations& correlations = correlations_[selection.corr_window];
  Mask* prefix = prefix_.data() + index * (longest_ + 1);
  const std::size_t most = std::min(layout_.top_n[index], longest_);
  Mask accepted = 0;
  Mask doubtful = 0;  // the sums cannot distinguish them from one that was accepted
  std::size_t count = 0;
  prefix[0] = 0;
  const std::uint8_t* next = order_.row(layout_.candidates[selection.candidates].scoring);
  while (passing != 0 && count < most) {
    const std::size_t symbol = *next++;
    const Mask bit = Mask{1} << symbol;
    if ((passing & bit) == 0) continue;
    passing &= ~bit;
    if ((doubtful & bit) != 0 && !correlations.is_diverse(symbol, accepted, selection.corr_cap)) continue;
    accepted |= bit;
    prefix[++count] = accepted;
    if (passing == 0 || count == most) break;
    const RollingCorrelations::Apart apart = correlations.apart_from(symbol, selection.corr_cap);
    passing &= apart.possible;
    doubtful |= apart.doubtful;
  }
  std::fill(prefix + count + 1, prefix + longest_ + 1, accepted);
}

std::uint32_t GridSearch::weights_of(std::size_t row, std::size_t weighting, Mask chosen) {
  const std::size_t hash = (chosen * 0x9e3779b97f4a7c15ULL >> 32) + weighting * 31;
  std::size_t slot = hash % kKnownSlots;
  const auto place = static_cast<std::uint32_t>(symbols_of_.size());
  for (std::size_t tries = 0; tries < kKnownSlots; ++tries, slot = (slot + 1) % kKnownSlots) {
    Known& known = known_[slot];
    const bool fresh = known.mask != 0 && known.row == row;
    if (fresh && known.mask == chosen && known.weighting == weighting) return known.place;
    if (fresh) continue;
    known = {chosen, row, weighting, place};
    break;
  }
  symbols_of_.push_back(chosen);
  weights_.resize(weights_.size() + stride_, 0.0);
  weigh(row, weighting, chosen, place);
  return place;
}

void GridSearch::weigh(std::size_t row, std::size_t weighting, Mask chosen, std::uint32_t place) {
  const GridLayout::Weighting& way = layout_.weighting[weighting];
  const double* deviation = features_.deviation(way.deviation);
  if (way.options.method == decide::WeightMethod::kInvVol) {
    Waiting& waiting = waiting_[weighting];
    double* volatility = waiting.volatilities.data() + waiting.count;
    for (Mask rest = chosen; rest != 0; rest &= rest - 1, volatility += kSessionsTogether)
      *volatility = deviation[static_cast<std::size_t>(std::countr_zero(rest))];
    waiting.most_symbols = std::max(waiting.most_symbols, static_cast<std::size_t>(std::popcount(chosen)));
    waiting.places[waiting.count++] = place;
    if (waiting.count == kSessionsTogether) weigh_waiting(weighting);
    return;
  }
  std::array<double, kMaxSymbols> values;
  std::size_t count = 0;
  for (Mask rest = chosen; rest != 0; rest &= rest - 1)
    values[count++] = deviation[static_cast<std::size_t>(std::countr_zero(rest))];
  const auto returns = [&] { return returns_of(row, way.corr_window, chosen); };
  if (!decide::make_target_weights(std::span(values.data(), count), returns, way.options)) has_all_weights_ = false;
  double* weights = weights_.data() + place * stride_;
  count = 0;
  for (Mask rest = chosen; rest != 0; rest &= rest - 1)
    weights[static_cast<std::size_t>(std::countr_zero(rest))] = values[count++];
}

void GridSearch::weigh_waiting(std::size_t weighting) {
  Waiting& waiting = waiting_[weighting];
  const decide::WeightOptions& options = layout_.weighting[weighting].options;
  const std::span<double> values = std::span(waiting.volatilities).first(waiting.most_symbols * kSessionsTogether);
  weigh_by_session(values, options.max_weight_per_asset, options.cash_buffer);
  for (std::size_t i = 0; i < waiting.count; ++i) {
    double* weights = weights_.data() + waiting.places[i] * stride_;
    const double* value = values.data() + i;
    for (Mask rest = symbols_of_[waiting.places[i]]; rest != 0; rest &= rest - 1, value += kSessionsTogether)
      weights[static_cast<std::size_t>(std::countr_zero(rest))] = *value;
  }
  std::ranges::fill(values, 0.0);
  waiting.count = waiting.most_symbols = 0;
}

decide::ReturnTable GridSearch::returns_of(std::size_t row, std::size_t corr_window, Mask chosen) const {
  auto count = static_cast<std::size_t>(std::max(layout_.corr_window[corr_window], 0));
  for (Mask rest = chosen; rest != 0; rest &= rest - 1)
    count = std::min(count, features_.bars(row, static_cast<std::size_t>(std::countr_zero(rest))) - 1);
  decide::ReturnTable table;
  for (Mask rest = chosen; rest != 0; rest &= rest - 1) {
    auto& column = table.emplace_back();
    for (std::size_t i = count; i > 0; --i)
      column.push_back(features_.returns().at(row + 1 - i, static_cast<std::size_t>(std::countr_zero(rest))));
  }
  return table;
}

void GridSearch::add_targets(std::size_t point, std::size_t row, Targets& targets) const {
  if (due_[row] == 0) return targets.add_undecided();
  const std::uint32_t place = chosen_.at(row, point);
  std::array<Target, kMaxSymbols> wanted;
  std::size_t count = 0;
  for (Mask rest = symbols_of_[place]; rest != 0; rest &= rest - 1) {
    const auto s = static_cast<std::uint32_t>(std::countr_zero(rest));
    wanted[count++] = {s, weights_[place * stride_ + s]};
  }
  targets.add(std::span(wanted.data(), count));
}

void GridSearch::score(const Rows& rows, std::span<double> objectives) const {
  const std::vector<std::uint32_t> first = representatives(rows);
  std::vector<std::size_t> distinct;
  for (std::size_t point = 0; point < first.size(); ++point)
    if (first[point] == point) distinct.push_back(point);
  Matrix marks(rows.count(), kLanes);
  for (std::size_t begin = 0; begin < distinct.size(); begin += kLanes) {
    const std::size_t count = std::min(kLanes, distinct.size() - begin);
    AccountSteps steps{.panel = panel_,
                       .tradable = tradable_,
                       .due = due_,
                       .options = options_.account,
                       .chosen = chosen_,
                       .weights = weights_.data(),
                       .symbols_of = symbols_of_.data()};
    for (std::size_t i = 0; i < kLanes; ++i) {  // where there are fewer, the last one fills up
      const std::size_t point = distinct[begin + std::min(i, count - 1)];
      steps.drift_bands[i] = layout_.points[point].drift_band;
      steps.points[i] = point;
    }
    run_accounts(steps, rows, marks.row(0));
    double found[kLanes];
    find_objectives(options_.objective, marks, found);
    for (std::size_t i = 0; i < count; ++i) objectives[distinct[begin + i]] = found[i];
  }
  for (std::size_t point = 0; point < first.size(); ++point) objectives[point] = objectives[first[point]];
}

std::vector<std::uint32_t> GridSearch::representatives(const Rows& rows) const {
  const std::size_t points = layout_.points.size();
  std::vector<std::uint32_t> first(points);
  for (std::size_t point = 0; point < points; ++point) {
    const auto same_band = [&](const GridLayout::Point& other) {
      return other.drift_band == layout_.points[point].drift_band;
    };
    first[point] = static_cast<std::uint32_t>(std::ranges::find_if(layout_.points, same_band) - layout_.points.begin());
  }
  struct Parted {
    std::uint32_t from = 0;
    std::uint32_t point = 0;
  };
  std::vector<Parted> parted;  // of this row: those that now stand for some of another's
  for (std::size_t row = rows.first; row <= rows.last; ++row) {
    const std::uint32_t* chosen = chosen_.row(row);
    if (!any_differs(chosen, first.data(), points)) continue;
    parted.clear();
    for (std::uint32_t point = 0; point < points; ++point) {
      const std::uint32_t from = first[point];
      if (chosen[point] == chosen[from]) continue;
      const auto other = std::ranges::find_if(
          parted, [&](const Parted& one) { return one.from == from && chosen[one.point] == chosen[point]; });
      first[point] = other == parted.end() ? point : other->point;
      if (other == parted.end()) parted.push_back({from, point});
    }
  }
  return first;
}

}  // namespace bot::research
