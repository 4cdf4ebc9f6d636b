#include "data/merge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "data/overlap.hpp"

namespace bot::data {
namespace {

constexpr std::size_t kMaxLines = 3;  // differences listed one by one

const char* const kForceFix =
    "Look at the source; bot fetch --force-refresh takes its bars in place of the stored ones.";

const Bar* bar_on(const std::vector<Bar>& bars, Date date) {
  const auto found = std::ranges::lower_bound(bars, date, {}, &Bar::date);
  return found != bars.end() && found->date == date ? &*found : nullptr;
}

bool has_adjusted_closes(const std::vector<Bar>& bars) {
  return std::ranges::any_of(bars, [](const Bar& bar) { return bar.adj_close.has_value(); });
}

void warn_of(const std::vector<std::string>& differences, Merged& merged) {
  for (std::size_t i = 0; i < std::min(differences.size(), kMaxLines); ++i)
    merged.warnings.push_back(differences[i] + "; the stored value was kept");
  if (differences.size() > kMaxLines)
    merged.warnings.push_back(fmt::format("{} more bars differ from the source", differences.size() - kMaxLines));
}

// What new bars have beside their prices: the source's adjusted closes times this; none: no adjusted close.
using AdjustedBasis = std::optional<double>;
constexpr AdjustedBasis kUnadjusted = std::nullopt;
constexpr AdjustedBasis kAsTheSource = 1.0;

// The bars of `trades` that are not in `stored`. Where an adjusted close is lacking the rest waits for the next time.
void append_new(const std::vector<Bar>& stored, const FreshBars& fresh, AdjustedBasis basis, Merged& merged) {
  merged.bars = stored;
  for (Bar bar : fresh.trades) {
    if (bar_on(stored, bar.date) != nullptr) continue;
    bar.adj_close.reset();
    if (basis) {
      const Bar* adjusted = bar_on(fresh.adjusted, bar.date);
      if (adjusted == nullptr) {
        merged.warnings.push_back(
            fmt::format("the source has no adjusted close of {} yet: bars from then on wait", to_iso(bar.date)));
        break;
      }
      bar.adj_close = basis == kAsTheSource ? adjusted->close : adjusted->close * *basis;
    }
    merged.bars.push_back(bar);
    ++merged.added;
  }
  std::ranges::sort(merged.bars, {}, &Bar::date);
}

}  // namespace

Merged take_fresh(const FreshBars& fresh) {
  Merged merged;
  append_new({}, fresh, fresh.adjusted.empty() ? kUnadjusted : kAsTheSource, merged);
  return merged;
}

Result<Merged> merge(const std::vector<Bar>& stored, const FreshBars& fresh) {
  Merged merged;
  if (fresh.trades.empty()) {
    merged.bars = stored;
    merged.warnings.push_back("the source has no bars of the sessions that are missing");
    return merged;
  }
  const Overlap prices = compare_prices(stored, fresh.trades);
  switch (prices.kind) {
    case OverlapKind::kNone:
      return fail(ErrorCode::kData, "the source's bars share no date with the stored ones, so nothing can be compared",
                  {}, kForceFix);
    case OverlapKind::kRatio:
      merged.need = MergeNeed::kEverything;
      merged.ratio = prices.ratio;
      return merged;
    case OverlapKind::kDifferent:
      merged.revised = static_cast<int>(prices.differences.size());
      warn_of(prices.differences, merged);
      break;
    case OverlapKind::kSame:
      break;
  }
  if (!has_adjusted_closes(stored)) {
    if (!fresh.adjusted.empty())
      merged.warnings.push_back(
          "the cache has no adjusted closes and the source has: bot fetch --force-refresh takes them");
    append_new(stored, fresh, kUnadjusted, merged);
    return merged;
  }
  const Overlap adjusted = compare_adjusted(stored, fresh.adjusted);
  AdjustedBasis basis = kAsTheSource;
  switch (adjusted.kind) {
    case OverlapKind::kNone:
      return fail(ErrorCode::kData, "the source gave no adjusted closes to compare with the stored ones", {},
                  kForceFix);
    case OverlapKind::kRatio:
      merged.need = MergeNeed::kAdjusted;
      merged.ratio = adjusted.ratio;
      return merged;
    case OverlapKind::kDifferent: {
      merged.revised = std::max(merged.revised, static_cast<int>(adjusted.differences.size()));
      warn_of(adjusted.differences, merged);
      // New bars on the basis of the last stored one.
      for (auto bar = stored.rbegin(); bar != stored.rend(); ++bar) {
        const Bar* now = bar_on(fresh.adjusted, bar->date);
        if (now == nullptr || !bar->adj_close) continue;
        basis = *bar->adj_close / now->close;
        break;
      }
      break;
    }
    case OverlapKind::kSame:
      break;
  }
  append_new(stored, fresh, basis, merged);
  return merged;
}

Result<Merged> rebase_adjusted(const std::vector<Bar>& stored, const FreshBars& fresh, double ratio) {
  Merged merged;
  merged.ratio = ratio;
  std::vector<Bar> rebased = stored;
  for (Bar& bar : rebased) {
    const Bar* adjusted = bar_on(fresh.adjusted, bar.date);
    if (adjusted == nullptr)
      return fail(ErrorCode::kData,
                  fmt::format("a new distribution, but the source has no adjusted close of {}", to_iso(bar.date)), {},
                  kForceFix);
    bar.adj_close = adjusted->close;
  }
  append_new(rebased, fresh, kAsTheSource, merged);
  return merged;
}

Result<Merged> rebase_everything(const std::vector<Bar>& stored, const FreshBars& fresh, double ratio) {
  std::vector<std::string> off;
  for (const Bar& bar : stored) {
    const Bar* now = bar_on(fresh.trades, bar.date);
    if (now == nullptr)
      return fail(ErrorCode::kData,
                  fmt::format("a split, but the source no longer has the bar of {}", to_iso(bar.date)), {}, kForceFix);
    // The source rounds to cents, and both sides did.
    const double tolerance = 1e-4 * now->close + 0.005 * (1.0 + ratio);
    if (std::abs(bar.close * ratio - now->close) > tolerance)
      off.push_back(
          fmt::format("{} close is {} in the cache, {} at the source, off the ratio {:.6f} of the other bars; "
                      "the source's was taken with the rest",
                      to_iso(bar.date), bar.close, now->close, ratio));
  }
  Merged merged = take_fresh(fresh);
  merged.ratio = ratio;
  merged.revised = static_cast<int>(off.size());
  merged.added = std::max(0, static_cast<int>(merged.bars.size()) - static_cast<int>(stored.size()));
  for (std::size_t i = 0; i < std::min(off.size(), kMaxLines); ++i) merged.warnings.push_back(off[i]);
  if (off.size() > kMaxLines)
    merged.warnings.push_back(fmt::format("{} more bars are off the ratio", off.size() - kMaxLines));
  return merged;
}

}  // namespace bot::data
