#include "decide/selection.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "decide/returns.hpp"

namespace bot::decide {
namespace {

// Calls use(return of a, return of b) for the last `window` dates on which both have one, newest first; how many.
template <class Use>
std::size_t for_each_common_return(std::span<const Bar> a, std::span<const Bar> b, std::size_t window, const Use& use) {
  std::size_t count = 0;
  std::size_t end_a = a.size();
  std::size_t end_b = b.size();
  while (count < window && end_a >= 2 && end_b >= 2) {
    const Date date_a = a[end_a - 1].date;
    const Date date_b = b[end_b - 1].date;
    if (date_a > date_b) {
      --end_a;
    } else if (date_b > date_a) {
      --end_b;
    } else {
      use(simple_return(a, --end_a), simple_return(b, --end_b));
      ++count;
    }
  }
  return count;
}

}  // namespace

std::optional<double> correlation(std::span<const Bar> a, std::span<const Bar> b, int window) {
  if (window < 2) return std::nullopt;
  const auto count = static_cast<std::size_t>(window);
  double sum_a = 0;
  double sum_b = 0;
  const auto add = [&](double return_a, double return_b) {
    sum_a += return_a;
    sum_b += return_b;
  };
  if (for_each_common_return(a, b, count, add) < count) return std::nullopt;
  const double mean_a = sum_a / static_cast<double>(count);
  const double mean_b = sum_b / static_cast<double>(count);
  double squares_a = 0;
  double squares_b = 0;
  double products = 0;
  for_each_common_return(a, b, count, [&](double return_a, double return_b) {
    const double deviation_a = return_a - mean_a;
    const double deviation_b = return_b - mean_b;
    squares_a += deviation_a * deviation_a;
    squares_b += deviation_b * deviation_b;
    products += deviation_a * deviation_b;
  });
  if (is_constant(squares_a, count) || is_constant(squares_b, count)) return std::nullopt;
  return std::clamp(products / (std::sqrt(squares_a) * std::sqrt(squares_b)), -1.0, 1.0);
}

std::vector<SelectionStep> select(std::span<const Ranked> candidates, const SelectionOptions& options,
                                  const std::function<std::optional<double>(std::size_t, std::size_t)>& rho) {
  std::vector<std::size_t> order(candidates.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t i, std::size_t j) {
    if (candidates[i].score != candidates[j].score) return candidates[i].score > candidates[j].score;
    return candidates[i].symbol < candidates[j].symbol;
  });
  const auto top = static_cast<std::size_t>(std::max(options.top_n, 0));
  std::vector<std::size_t> accepted;
  std::vector<SelectionStep> steps;
  steps.reserve(order.size());
  for (const std::size_t index : order) {
    SelectionStep step{.index = index, .accepted = false, .full = accepted.size() >= top};
    if (!step.full) {
      for (const std::size_t other : accepted) {
        const std::optional<double> value = rho(index, other);
        if (value && std::abs(*value) <= options.corr_cap) continue;
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
