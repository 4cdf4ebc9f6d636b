#include "decide/selection.hpp"

#include <algorithm>
#include <numeric>

#include "decide/returns.hpp"

namespace bot::decide {
namespace {

// For the last `window` dates on which both have a return, newest first: the index of each one's bar. Fewer where there
// are not as many.
struct CommonDates {
  std::vector<std::size_t> a;
  std::vector<std::size_t> b;
};

CommonDates common_dates(std::span<const Bar> a, std::span<const Bar> b, std::size_t window) {
  CommonDates common;
  common.a.reserve(window);
  common.b.reserve(window);
  std::size_t end_a = a.size();
  std::size_t end_b = b.size();
  while (common.a.size() < window && end_a >= 2 && end_b >= 2) {
    const Date date_a = a[end_a - 1].date;
    const Date date_b = b[end_b - 1].date;
    if (date_a > date_b) {
      --end_a;
    } else if (date_b > date_a) {
      --end_b;
    } else {
      common.a.push_back(--end_a);
      common.b.push_back(--end_b);
    }
  }
  return common;
}

}  // namespace

std::optional<double> correlation(std::span<const Bar> a, std::span<const Bar> b, int window) {
  if (window < 2) return std::nullopt;
  const auto count = static_cast<std::size_t>(window);
  const CommonDates common = common_dates(a, b, count);
  if (common.a.size() < count) return std::nullopt;
  const Comovement moved = comovement(
      count, [&](std::size_t i) { return simple_return(a, common.a[i]); },
      [&](std::size_t i) { return simple_return(b, common.b[i]); });
  if (is_undefined(moved, count)) return std::nullopt;
  return correlation_of(moved);
}

std::vector<SelectionStep> select(std::span<const Ranked> candidates, const SelectionOptions& options,
                                  const std::function<std::optional<double>(std::size_t, std::size_t)>& rho) {
  std::vector<std::size_t> order(candidates.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t i, std::size_t j) { return ranks_before(candidates[i], candidates[j]); });
  const auto top = static_cast<std::size_t>(std::max(options.top_n, 0));
  std::vector<std::size_t> accepted;
  std::vector<SelectionStep> steps;
  steps.reserve(order.size());
  for (const std::size_t index : order) {
    SelectionStep step{.index = index, .accepted = false, .full = accepted.size() >= top};
    if (!step.full) {
      for (const std::size_t other : accepted) {
        const std::optional<double> value = rho(index, other);
        if (value && is_diverse(*value, options.corr_cap)) continue;
        step.against = other;
        step.rho = value;
        break;
      }
      step.accepted = !step.against;
      if (step.accepted) accepted.push_back(index);
    }
    steps.push_back(step);
  }
  return steps;
}

}  // namespace bot::decide
