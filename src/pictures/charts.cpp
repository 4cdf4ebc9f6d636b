#include "pictures/charts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/check.hpp"
#include "pictures/cairo.hpp"
#include "pictures/derived.hpp"

namespace bot::pictures {
namespace {

constexpr int kWidth = 1400;
constexpr Colour kInk{.red = 0.11, .green = 0.12, .blue = 0.14};
constexpr Colour kFaint{.red = 0.38, .green = 0.42, .blue = 0.47};
constexpr Colour kGrid{.red = 0.87, .green = 0.89, .blue = 0.91};
constexpr Colour kLoss{.red = 0.78, .green = 0.21, .blue = 0.17};
constexpr Colour kGain{.red = 0.10, .green = 0.54, .blue = 0.29};

Colour faded(Colour colour, double alpha) {
  colour.alpha = alpha;
  return colour;
}

Colour colour_of(Role role) {
  switch (role) {
    case Role::kStrategy:
      return {.red = 0.09, .green = 0.39, .blue = 0.78};
    case Role::kAccount:
      return {.red = 0.05, .green = 0.54, .blue = 0.45};
    case Role::kBenchmark:
      return {.red = 0.71, .green = 0.41, .blue = 0.05};
    case Role::kSecondBenchmark:
      return {.red = 0.49, .green = 0.34, .blue = 0.76};
  }
  BOT_CHECK(false);
}

// The area of a chart: sessions from left to right, values from bottom to top.
struct Plot {
  double left = 100, top = 90, right = kWidth - 40, bottom = 0;
  std::size_t sessions = 1;
  double low = 0, high = 1;
  [[nodiscard]] double x(std::size_t session) const {
    return left +
           (right - left) * static_cast<double>(session) / static_cast<double>(std::max<std::size_t>(1, sessions - 1));
  }
  [[nodiscard]] double y(double value) const { return bottom - (bottom - top) * (value - low) / (high - low); }
};

void draw_title(Canvas& canvas, const Story& story, const std::string& what) {
  canvas.text(40, 44, story.title + ": " + what, 24, kInk, Anchor::kLeft, Weight::kBold);
  canvas.text(40, 70, (story.simulated ? "SIMULATED \u00b7 " : "") + story.subtitle, 15, kFaint);
}

void draw_years(Canvas& canvas, const Plot& plot, const std::vector<Date>& dates) {
  for (std::size_t i = 1; i < dates.size(); ++i) {
    const auto year = civil(dates[i]).year();
    if (civil(dates[i - 1]).year() == year) continue;
    canvas.move_to(plot.x(i), plot.top);
    canvas.line_to(plot.x(i), plot.bottom);
    canvas.stroke(kGrid, 1);
    canvas.text(plot.x(i), plot.bottom + 24, std::to_string(static_cast<int>(year)), 14, kFaint, Anchor::kMiddle);
  }
}

void draw_level(Canvas& canvas, const Plot& plot, double value, const std::string& label) {
  canvas.move_to(plot.left, plot.y(value));
  canvas.line_to(plot.right, plot.y(value));
  canvas.stroke(kGrid, 1);
  canvas.text(plot.left - 10, plot.y(value) + 5, label, 14, kFaint, Anchor::kRight);
}

void draw_curve(Canvas& canvas, const Plot& plot, const std::vector<double>& values) {
  for (std::size_t i = 0; i < values.size(); ++i)
    i == 0 ? canvas.move_to(plot.x(i), plot.y(values[i])) : canvas.line_to(plot.x(i), plot.y(values[i]));
}

// Between a curve and its highest value so far.
void shade_drawdown(Canvas& canvas, const Plot& plot, const std::vector<double>& values) {
  std::vector<double> peaks;
  for (const double value : values) peaks.push_back(peaks.empty() ? value : std::max(peaks.back(), value));
  draw_curve(canvas, plot, peaks);
  for (std::size_t i = values.size(); i-- > 0;) canvas.line_to(plot.x(i), plot.y(values[i]));
  canvas.fill(faded(kLoss, 0.16));
}

std::vector<double> logarithms(const std::vector<double>& values) {
  std::vector<double> logs;
  for (const double value : values) logs.push_back(std::log(value));
  return logs;
}

// Round dollars at equal distances, some five of them.
std::vector<double> even_steps(double low, double high) {
  const double rough = (high - low) / 5;
  const double power = std::pow(10, std::floor(std::log10(rough)));
  const double digit = rough / power;
  const double step = power * (digit < 1.5 ? 1 : digit < 3.5 ? 2 : digit < 7.5 ? 5 : 10);
  std::vector<double> steps;
  for (double at = std::ceil(low / step); at * step <= high; ++at) steps.push_back(at * step);
  return steps;
}

// Round dollars between the ends of a logarithmic axis.
std::vector<double> round_steps(double low, double high) {
  static constexpr std::array kFine = {1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0};
  static constexpr std::array kCoarse = {1.0, 2.0, 5.0};
  if (high / low < 2) return even_steps(low, high);
  const bool is_wide = high / low > 8;
  std::vector<double> steps;
  for (double power = std::pow(10, std::floor(std::log10(low))); power <= high; power *= 10)
    for (const double digit : is_wide ? std::span<const double>(kCoarse) : std::span<const double>(kFine))
      if (digit * power >= low && digit * power <= high) steps.push_back(digit * power);
  return steps;
}

void draw_legend(Canvas& canvas, const Story& story, double y) {
  double x = 100;
  for (const Curve& curve : story.curves) {
    canvas.rectangle(x, y - 11, 22, 4, colour_of(curve.role));
    const std::string label = fmt::format("{}  {}", curve.name, whole_dollars(curve.equity.back()));
    canvas.text(x + 30, y - 4, label, 15, kInk);
    x += 60 + 9.5 * static_cast<double>(label.size());
  }
}

std::string percent_label(double share) { return decimal_text(share * 100, 0) + " %"; }

}  // namespace

void load_fonts() {
  auto canvas = Canvas::open(1, 1);
  if (!canvas) return;
  for (const Weight weight : {Weight::kNormal, Weight::kBold}) canvas->text(0, 0, "0", 15, kInk, Anchor::kLeft, weight);
}

Result<std::string> equity_picture(const Story& story) {
  constexpr int kHeight = 760;
  BOT_TRY(Canvas canvas, Canvas::open(kWidth, kHeight));
  double low = story.curves.front().equity.front(), high = low;
  for (const Curve& curve : story.curves) {
    low = std::min(low, std::ranges::min(curve.equity));
    high = std::max(high, std::ranges::max(curve.equity));
  }
  const Plot plot{.bottom = kHeight - 100.0,
                  .sessions = story.dates.size(),
                  .low = std::log(low * 0.97),
                  .high = std::log(high * 1.03)};
  draw_title(canvas, story, "equity, logarithmic");
  draw_years(canvas, plot, story.dates);
  for (const double step : round_steps(low * 0.97, high * 1.03))
    draw_level(canvas, plot, std::log(step), whole_dollars(step));
  shade_drawdown(canvas, plot, logarithms(story.curves.front().equity));
  for (std::size_t i = story.curves.size(); i-- > 0;) {
    draw_curve(canvas, plot, logarithms(story.curves[i].equity));
    canvas.stroke(colour_of(story.curves[i].role), i == 0 ? 2.4 : 1.5);
  }
  draw_legend(canvas, story, kHeight - 30);
  return canvas.png();
}

Result<std::string> drawdown_picture(const Story& story) {
  constexpr int kHeight = 480;
  BOT_TRY(Canvas canvas, Canvas::open(kWidth, kHeight));
  const std::vector<double> falls = drawdown_curve(story.curves.front().equity);
  const double deepest = std::min(-0.01, std::ranges::min(falls));
  Plot plot{.bottom = kHeight - 50.0, .sessions = story.dates.size(), .low = deepest * 1.05, .high = 0};
  draw_title(canvas, story, "drawdown");
  draw_years(canvas, plot, story.dates);
  const double step = deepest < -0.25 ? 0.1 : deepest < -0.1 ? 0.05 : deepest < -0.04 ? 0.02 : 0.01;
  for (int i = 0; - step * i >= plot.low; ++i) draw_level(canvas, plot, -step * i, percent_label(-step * i));
  draw_curve(canvas, plot, falls);
  canvas.line_to(plot.right, plot.top);
  canvas.line_to(plot.left, plot.top);
  canvas.fill(faded(kLoss, 0.2));
  draw_curve(canvas, plot, falls);
  canvas.stroke(kLoss, 1.5);
  return canvas.png();
}

Result<std::string> heatmap_picture(const Story& story) {
  constexpr double kTop = 130, kRow = 40, kLeft = 110, kGap = 3;
  constexpr std::size_t kColumns = 13;
  constexpr double kColumn = (kWidth - kLeft - 40) / static_cast<double>(kColumns);
  constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul",
                                  "Aug", "Sep", "Oct", "Nov", "Dec", "Year"};
  const std::vector<YearOfMonths> years = monthly_returns(story.dates, story.curves.front().equity);
  BOT_TRY(Canvas canvas, Canvas::open(kWidth, static_cast<int>(kTop + kRow * static_cast<double>(years.size())) + 40));
  draw_title(canvas, story, "monthly returns in percent");
  for (std::size_t i = 0; i < kColumns; ++i)
    canvas.text(kLeft + (static_cast<double>(i) + 0.5) * kColumn, kTop - 14, kMonths[i], 15, kFaint, Anchor::kMiddle);
  for (std::size_t row = 0; row < years.size(); ++row) {
    const double y = kTop + kRow * static_cast<double>(row);
    canvas.text(kLeft - 16, y + 25, std::to_string(years[row].year), 15, kFaint, Anchor::kRight);
    for (std::size_t i = 0; i < kColumns; ++i) {
      const std::optional<double> value = i < 12 ? years[row].months[i] : years[row].whole;
      if (!value) continue;
      const double strength = std::min(1.0, std::abs(*value) / (i < 12 ? 0.08 : 0.3));
      const double x = kLeft + static_cast<double>(i) * kColumn;
      canvas.rectangle(x, y, kColumn - kGap, kRow - kGap, faded(*value < 0 ? kLoss : kGain, 0.06 + 0.6 * strength));
      canvas.text(x + (kColumn - kGap) / 2, y + 24, decimal_text(*value * 100, 1), 15, kInk, Anchor::kMiddle,
                  i < 12 ? Weight::kNormal : Weight::kBold);
    }
  }
  return canvas.png();
}

}  // namespace bot::pictures
