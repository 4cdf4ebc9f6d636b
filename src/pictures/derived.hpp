// What is shown of a curve beside its metrics. Pure.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "pictures/story.hpp"
#include "research/metrics.hpp"

namespace bot::pictures {

inline constexpr auto kRollingSessions = static_cast<std::size_t>(research::kSessionsPerYear);

// mark / highest mark so far - 1.
[[nodiscard]] std::vector<double> drawdown_curve(std::span<const double> marks);
// From the `sessions` returns up to each mark, annualised; absent before there are so many, or where they do not vary.
[[nodiscard]] std::vector<std::optional<double>> rolling_sharpe(std::span<const double> marks, std::size_t sessions);

struct YearOfMonths {
  int year = 0;
  std::array<std::optional<double>, 12> months{};  // last mark of the month over the last of the month before, - 1
  double whole = 0;
};
// The first month counts from the first mark.
[[nodiscard]] std::vector<YearOfMonths> monthly_returns(std::span<const Date> dates, std::span<const double> marks);

struct CostsOfYear {
  std::string year;  // the last one is "All"
  std::size_t trades = 0;
  double turnover = 0;    // traded over equity, summed
  double commission = 0;  // dollars
  double slippage = 0;    // dollars
  double share = 0;       // both over the mean equity of the year
};
// A year each, and all of them.
[[nodiscard]] std::vector<CostsOfYear> yearly_costs(const Story& story);

struct Histogram {
  std::vector<double> middles;
  std::vector<std::size_t> counts;
  double width = 1;  // of a bin
};
// Bins of one width over the values and `real`.
[[nodiscard]] Histogram histogram(std::span<const double> values, double real);

// With a true minus, and none before a zero: "−1.5", "0.0".
[[nodiscard]] std::string decimal_text(double value, int places);
// "$12,345", "−$20": of any size, which money in cents is not.
[[nodiscard]] std::string whole_dollars(double dollars);

}  // namespace bot::pictures
