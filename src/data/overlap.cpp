#include "data/overlap.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace bot::data {
namespace {

constexpr double kRatioTolerance = 1e-4;
constexpr double kHalfCent = 0.005;
constexpr double kSameNumber = 1e-9;

struct Pair {
  const Bar* stored;
  const Bar* fresh;
};

std::vector<Pair> common_dates(std::span<const Bar> stored, std::span<const Bar> fresh) {
  std::vector<Pair> pairs;
  auto at = stored.begin();
  for (const Bar& bar : fresh) {
    while (at != stored.end() && at->date < bar.date) ++at;
    if (at != stored.end() && at->date == bar.date) pairs.push_back({&*at, &bar});
  }
  return pairs;
}

bool same(double a, double b) { return std::abs(a - b) <= kSameNumber * std::max(std::abs(a), std::abs(b)); }

// Whether fresh is stored * ratio within 1e-4 and the cents that both were rounded to.
bool fits(double stored, double fresh, double ratio) {
  const double tolerance = kRatioTolerance * std::abs(fresh) + kHalfCent * (1.0 + std::abs(ratio));
  return std::abs(stored * ratio - fresh) <= tolerance;
}

std::string line(const Bar& stored, const char* name, double before, double after) {
  return fmt::format("{} {} is {} in the cache, {} at the source", to_iso(stored.date), name, before, after);
}

}  // namespace

Overlap compare_prices(std::span<const Bar> stored, std::span<const Bar> answer) {
  Overlap overlap;
  const std::vector<Pair> pairs = common_dates(stored, answer);
  overlap.dates = static_cast<int>(pairs.size());
  if (pairs.empty()) return overlap;
  double sum = 0;
  for (const Pair& pair : pairs) sum += pair.fresh->close / pair.stored->close;
  const double ratio = sum / static_cast<double>(pairs.size());
  const bool constant = std::ranges::all_of(pairs, [&](const Pair& pair) {
    return fits(pair.stored->open, pair.fresh->open, ratio) && fits(pair.stored->high, pair.fresh->high, ratio) &&
           fits(pair.stored->low, pair.fresh->low, ratio) && fits(pair.stored->close, pair.fresh->close, ratio);
  });
  // A cent that moved in one price of one bar is a revision, not a ratio.
  if (constant && std::abs(ratio - 1.0) > kRatioTolerance) {
    overlap.kind = OverlapKind::kRatio;
    overlap.ratio = ratio;
    return overlap;
  }
  for (const Pair& pair : pairs) {
    const Bar& old = *pair.stored;
    const Bar& fresh = *pair.fresh;
    if (!same(old.close, fresh.close))
      overlap.differences.push_back(line(old, "close", old.close, fresh.close));
    else if (!same(old.open, fresh.open))
      overlap.differences.push_back(line(old, "open", old.open, fresh.open));
    else if (!same(old.high, fresh.high))
      overlap.differences.push_back(line(old, "high", old.high, fresh.high));
    else if (!same(old.low, fresh.low))
      overlap.differences.push_back(line(old, "low", old.low, fresh.low));
    else if (!same(old.volume, fresh.volume))
      overlap.differences.push_back(line(old, "volume", old.volume, fresh.volume));
  }
  overlap.kind = overlap.differences.empty() ? OverlapKind::kSame : OverlapKind::kDifferent;
  return overlap;
}

Overlap compare_adjusted(std::span<const Bar> stored, std::span<const Bar> adjusted_last) {
  Overlap overlap;
  std::vector<Pair> pairs = common_dates(stored, adjusted_last);
  std::erase_if(pairs, [](const Pair& pair) { return !pair.stored->adj_close; });
  overlap.dates = static_cast<int>(pairs.size());
  if (pairs.empty()) return overlap;
  double sum = 0;
  for (const Pair& pair : pairs) sum += pair.fresh->close / *pair.stored->adj_close;
  const double ratio = sum / static_cast<double>(pairs.size());
  const auto all_fit = [&](double by) {
    return std::ranges::all_of(pairs,
                               [&](const Pair& pair) { return fits(*pair.stored->adj_close, pair.fresh->close, by); });
  };
  if (std::abs(ratio - 1.0) <= kRatioTolerance && all_fit(1.0)) {
    overlap.kind = OverlapKind::kSame;
  } else if (all_fit(ratio)) {
    overlap.kind = OverlapKind::kRatio;
    overlap.ratio = ratio;
  } else {
    overlap.kind = OverlapKind::kDifferent;
    for (const Pair& pair : pairs)
      if (!fits(*pair.stored->adj_close, pair.fresh->close, 1.0))
        overlap.differences.push_back(line(*pair.stored, "adj_close", *pair.stored->adj_close, pair.fresh->close));
  }
  return overlap;
}

}  // namespace bot::data
