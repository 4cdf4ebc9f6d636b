#include "pictures/derived.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/check.hpp"

namespace bot::pictures {
namespace {

int year_of(Date date) { return static_cast<int>(civil(date).year()); }
unsigned month_of(Date date) { return static_cast<unsigned>(civil(date).month()); }

}  // namespace

std::vector<double> drawdown_curve(std::span<const double> marks) {
  std::vector<double> falls;
  double peak = 0;
  for (const double mark : marks) {
    peak = std::max(peak, mark);
    falls.push_back(mark / peak - 1);
  }
  return falls;
}

std::vector<std::optional<double>> rolling_sharpe(std::span<const double> marks, std::size_t sessions) {
  std::vector<std::optional<double>> ratios(marks.size());
  const std::vector<double> returns = research::daily_returns(marks);
  for (std::size_t end = sessions; end <= returns.size(); ++end)
    ratios[end] = research::sharpe_of(std::span(returns).subspan(end - sessions, sessions));
  return ratios;
}

std::vector<YearOfMonths> monthly_returns(std::span<const Date> dates, std::span<const double> marks) {
  BOT_CHECK(dates.size() == marks.size() && !dates.empty());
  std::vector<YearOfMonths> years;
  double before_month = marks.front(), before_year = marks.front();
  for (std::size_t i = 0; i < dates.size(); ++i) {
    const int year = year_of(dates[i]);
    const unsigned month = month_of(dates[i]);
    if (years.empty() || years.back().year != year) years.push_back({.year = year});
    const bool is_last = i + 1 == dates.size();
    if (!is_last && month_of(dates[i + 1]) == month && year_of(dates[i + 1]) == year) continue;
    years.back().months[month - 1] = marks[i] / before_month - 1;
    years.back().whole = marks[i] / before_year - 1;
    before_month = marks[i];
    if (!is_last && year_of(dates[i + 1]) != year) before_year = marks[i];
  }
  return years;
}

std::vector<CostsOfYear> yearly_costs(const Story& story) {
  const std::vector<double>& equity = story.curves.front().equity;
  std::vector<CostsOfYear> years;
  CostsOfYear all{.year = "All"};
  double sum = 0, sum_of_all = 0;
  std::size_t sessions = 0;
  auto trade = story.trades.begin();
  for (std::size_t i = 0; i < story.dates.size(); ++i) {
    const int year = year_of(story.dates[i]);
    if (i == 0 || year_of(story.dates[i - 1]) != year) {
      years.push_back({.year = std::to_string(year)});
      sum = 0;
      sessions = 0;
    }
    CostsOfYear& costs = years.back();
    for (; trade != story.trades.end() && trade->date <= story.dates[i]; ++trade) {
      ++costs.trades;
      costs.commission += trade->commission;
      costs.slippage += trade->slippage;
    }
    costs.turnover += story.turnover[i];
    sum += equity[i];
    sum_of_all += equity[i];
    costs.share = (costs.commission + costs.slippage) / (sum / static_cast<double>(++sessions));
  }
  for (const CostsOfYear& year : years) {
    all.trades += year.trades;
    all.turnover += year.turnover;
    all.commission += year.commission;
    all.slippage += year.slippage;
  }
  all.share = (all.commission + all.slippage) / (sum_of_all / static_cast<double>(equity.size()));
  years.push_back(all);
  return years;
}

Histogram histogram(std::span<const double> values, double real) {
  constexpr std::size_t kBins = 24;
  const double low = std::min(real, std::ranges::min(values));
  const double high = std::max(real, std::ranges::max(values));
  const double width = high > low ? (high - low) / kBins : 1;
  Histogram shown{.middles = {}, .counts = std::vector<std::size_t>(kBins), .width = width};
  const auto bin = [&](double value) { return std::min(kBins - 1, static_cast<std::size_t>((value - low) / width)); };
  for (std::size_t i = 0; i < kBins; ++i) shown.middles.push_back(low + (static_cast<double>(i) + 0.5) * width);
  for (const double value : values) ++shown.counts[bin(value)];
  return shown;
}

std::string decimal_text(double value, int places) {
  const std::string digits = fmt::format("{:.{}f}", std::abs(value), places);
  const bool is_zero = digits.find_first_of("123456789") == std::string::npos;
  return value < 0 && !is_zero ? "\u2212" + digits : digits;
}

std::string whole_dollars(double dollars) {
  std::string digits = decimal_text(std::abs(dollars), 0);
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
    digits.insert(static_cast<std::size_t>(at), ",");
  return fmt::format("{}${}", dollars < 0 && digits != "0" ? "\u2212" : "", digits);
}

}  // namespace bot::pictures
