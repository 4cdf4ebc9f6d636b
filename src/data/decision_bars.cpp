#include "data/decision_bars.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/check.hpp"

namespace bot::data {
namespace {

constexpr double kAgreement = 0.001;  // the answer's ratio against the broker's previous close
constexpr double kMaxPayout = 0.15;   // a fall of the previous close that a distribution alone may explain

const Bar* bar_of(const std::vector<Bar>& bars, Date date) {
  const auto found = std::ranges::find(bars, date, &Bar::date);
  return found == bars.end() ? nullptr : &*found;
}

bool apart(double a, double b, double tolerance) { return !(std::abs(a / b - 1.0) <= tolerance); }

void fail_today(TodayOutcome& outcome, std::string why) {
  outcome.today.reset();
  outcome.source = FactorSource::kNone;
  outcome.error = std::move(why);
}

// Where no answer of today vouches for it, a previous close may differ from yesterday's close by a distribution only.
bool check_explained(double yesterday, double previous_close, TodayOutcome& outcome) {
  const double ratio = previous_close / yesterday;
  if (ratio <= 1.0 + kMaxUnexplainedDifference && ratio >= 1.0 - kMaxPayout) return true;
  fail_today(outcome,
             fmt::format("the broker's previous close {} and yesterday's close {} differ by {:+.2f} %: a split "
                         "or distribution we do not know",
                         previous_close, yesterday, 100 * (ratio - 1)));
  return false;
}

void use(TodayOutcome& outcome, const Bar& provisional, double factor, FactorSource source) {
  outcome.today = Today{.provisional = provisional, .factor = factor};
  outcome.today->provisional.adj_close.reset();
  outcome.source = source;
}

void resolve_total_return(const TodayAnswers& answers, const Bar* forming, double yesterday, TodayOutcome& outcome) {
  const double previous = *answers.previous_close;
  const double tick_factor = previous / yesterday;
  const bool of_today = !answers.adjusted_last.empty() && answers.adjusted_last.back().date == answers.session;
  const Bar* adjusted_yesterday = of_today ? bar_of(answers.adjusted_last, answers.final_yesterday->date) : nullptr;
  std::string why = of_today                        ? "ADJUSTED_LAST has no bar of yesterday"
                    : answers.adjusted_last.empty() ? "there is no ADJUSTED_LAST"
                                                    : "ADJUSTED_LAST ends before today";
  if (adjusted_yesterday != nullptr) {
    const double factor = adjusted_yesterday->close / yesterday;
    if (!apart(factor, tick_factor, kAgreement)) {
      use(outcome, answers.adjusted_last.back(), factor, FactorSource::kAdjustedLast);
      return;
    }
    if (apart(previous, yesterday * factor, kMaxUnexplainedDifference)) {
      fail_today(
          outcome,
          fmt::format("the broker's previous close is {}, yesterday's close {} times today's factor {:.6f} is {:.4f}: "
                      "a split or distribution we do not know",
                      previous, yesterday, factor, yesterday * factor));
      return;
    }
    why = fmt::format("ADJUSTED_LAST says {:.6f}", factor);
  } else if (!check_explained(yesterday, previous, outcome)) {
    return;
  }
  if (forming == nullptr) {
    fail_today(outcome, "no bar of today from the broker");
    return;
  }
  outcome.warnings.push_back(
      fmt::format("today's factor {:.6f} is from the broker's previous close: {}", tick_factor, why));
  use(outcome, *forming, tick_factor, FactorSource::kPreviousClose);
}

}  // namespace

std::string_view name(FactorSource source) {
  switch (source) {
    case FactorSource::kNone:
      return "none";
    case FactorSource::kAdjustedLast:
      return "adjusted_last";
    case FactorSource::kPreviousClose:
      return "previous_close";
  }
  BOT_CHECK(false);
}

TodayOutcome resolve_today(const TodayAnswers& answers, Adjust adjust, double max_price_move) {
  TodayOutcome outcome;
  if (!answers.final_yesterday || !(answers.final_yesterday->close > 0)) {
    fail_today(outcome, "no final bar of yesterday");
    return outcome;
  }
  if (!answers.previous_close || !(*answers.previous_close > 0)) {
    fail_today(outcome, "no previous close from the broker: today's factor cannot be checked");
    return outcome;
  }
  const double yesterday = answers.final_yesterday->close;
  const Bar* forming = bar_of(answers.trades, answers.session);
  if (forming == nullptr && answers.from_quote) forming = &*answers.from_quote;

  switch (adjust) {
    case Adjust::kTotalReturn:
      resolve_total_return(answers, forming, yesterday, outcome);
      break;
    case Adjust::kSplits:
      if (!check_explained(yesterday, *answers.previous_close, outcome)) break;
      if (forming == nullptr)
        fail_today(outcome, "no bar of today from the broker");
      else
        use(outcome, *forming, 1.0, FactorSource::kNone);
      break;
  }
  if (outcome.today && answers.quoted && *answers.quoted > 0) {
    const double close = outcome.today->provisional.close;
    if (std::abs(close / *answers.quoted - 1) > max_price_move) {
      outcome.today.reset();
      fail_today(outcome, fmt::format("today's bar is at {:.2f}, and the quote at {:.2f}: more than {:.0f} % apart",
                                      close, *answers.quoted, 100 * max_price_move));
    }
  }
  return outcome;
}

std::vector<Bar> decision_bars(const DecisionBarsInput& input) {
  std::vector<Bar> bars;
  bars.reserve(input.bars.size() + 1);
  for (const Bar& bar : input.bars)
    if (bar.date <= input.asof) bars.push_back(bar);
  const bool adjusted = input.adjust == Adjust::kTotalReturn && !bars.empty() &&
                        std::ranges::all_of(bars, [](const Bar& bar) { return bar.adj_close.has_value(); });
  const bool with_today = input.today && input.today->provisional.date <= input.asof &&
                          (bars.empty() || bars.back().date < input.today->provisional.date);
  // Puts yesterday's decision close at close * factor.
  const double basis = !with_today || bars.empty() ? 1.0
                       : adjusted                  ? bars.back().close * input.today->factor / *bars.back().adj_close
                                                   : input.today->factor;
  for (Bar& bar : bars) {
    const double scale = (adjusted ? *bar.adj_close / bar.close : 1.0) * basis;
    bar.open *= scale;
    bar.high *= scale;
    bar.low *= scale;
    bar.close = adjusted ? *bar.adj_close * basis : bar.close * basis;
    bar.adj_close.reset();
  }
  if (with_today) {
    bars.push_back(input.today->provisional);
    bars.back().adj_close.reset();
  }
  return bars;
}

void drop_before(std::vector<Bar>& bars, Date start) {
  std::erase_if(bars, [&](const Bar& bar) { return bar.date < start; });
}

}  // namespace bot::data
