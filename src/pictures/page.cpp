#include "pictures/page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <nlohmann/json.hpp>

#include "base/check.hpp"
#include "base/text.hpp"
#include "base/wording.hpp"
#include "pictures/derived.hpp"
#include "pictures/page_parts.hpp"
#include "research/metrics.hpp"

namespace bot::pictures {
namespace {

using Json = nlohmann::ordered_json;
using research::Metrics;

constexpr const char* kNone = "\u2013";

std::string percent_text(const std::optional<double>& share, int places = 1) {
  return share ? decimal_text(*share * 100, places) + " %" : kNone;
}
std::string ratio_text(const std::optional<double>& value) { return value ? decimal_text(*value, 2) : kNone; }

// Six digits are more than a screen shows. Zeros are most of what was held.
void append_short(const std::optional<double>& value, std::string& text) {
  if (!value || !std::isfinite(*value))
    text += "null";
  else if (*value == 0)
    text += '0';
  else
    fmt::format_to(std::back_inserter(text), "{:.6g}", *value);
}
Json short_number(const std::optional<double>& value) {
  std::string text;
  append_short(value, text);
  return Json::parse(text);
}

// JSON of one list, or of one object, as it grows: the numbers of a page are ten thousands, and a tree of them takes as
// long as its pictures.
template <class Values>
std::string short_numbers(const Values& values) {
  std::string text = "[";
  for (const auto& value : values) {
    if (text.size() > 1) text += ',';
    append_short(value, text);
  }
  return text += ']';
}
class Members {
 public:
  Members& add(std::string_view name, const Json& value) {
    return add_text(name, value.dump(-1, ' ', false, Json::error_handler_t::replace));
  }
  // `json`: as it stands.
  Members& add_text(std::string_view name, std::string_view json) {
    text_ += text_.empty() ? "{\"" : ",\"";
    text_ += name;
    text_ += "\":";
    text_ += json;
    return *this;
  }
  [[nodiscard]] std::string object() { return text_ + "}"; }

 private:
  std::string text_;
};
std::string list_of(const std::vector<std::string>& items) {
  return "[" + fmt::format("{}", fmt::join(items, ",")) + "]";
}

Json day_number(Date date) { return date.time_since_epoch().count(); }

std::optional<double> depth_of(const Metrics& metrics) {
  if (!metrics.returns.max_drawdown) return std::nullopt;
  return metrics.returns.max_drawdown->depth;
}

std::string_view name(Role role) {
  switch (role) {
    case Role::kStrategy:
      return "strategy";
    case Role::kAccount:
      return "account";
    case Role::kBenchmark:
      return "benchmark";
    case Role::kSecondBenchmark:
      return "benchmark2";
  }
  BOT_CHECK(false);
}

Json tiles_json(const Story& story) {
  const Curve& own = story.curves.front();
  const Metrics& metrics = own.metrics;
  return {{"Return a year", percent_text(metrics.returns.cagr)},
          {"Worst fall", percent_text(depth_of(metrics))},
          {"Sharpe ratio", ratio_text(metrics.returns.sharpe)},
          {whole_dollars(own.equity.front()) + " became", whole_dollars(metrics.final_equity)},
          {"Commission and slippage", whole_dollars(metrics.commission + metrics.slippage)},
          {"Turnover a year", percent_text(metrics.turnover, 0)}};
}

bool trades(const Curve& curve) { return curve.role == Role::kStrategy || curve.role == Role::kAccount; }

Json figures_json(const Story& story) {
  Json columns = Json::array(), rows = Json::array();
  for (const Curve& curve : story.curves) columns.push_back(curve.name);
  const auto row = [&](const char* title, const auto& text) {
    Json cells = Json::array({title});
    for (const Curve& curve : story.curves) cells.push_back(text(curve));
    rows.push_back(std::move(cells));
  };
  row("Total return", [](const Curve& c) { return percent_text(c.metrics.returns.total_return); });
  row("Return a year (CAGR)", [](const Curve& c) { return percent_text(c.metrics.returns.cagr); });
  row("Volatility a year", [](const Curve& c) { return percent_text(c.metrics.returns.volatility); });
  row("Sharpe ratio", [](const Curve& c) { return ratio_text(c.metrics.returns.sharpe); });
  row("Sortino ratio", [](const Curve& c) { return ratio_text(c.metrics.returns.sortino); });
  row("Calmar ratio", [](const Curve& c) { return ratio_text(c.metrics.returns.calmar); });
  row("Worst fall", [](const Curve& c) { return percent_text(depth_of(c.metrics)); });
  row("1 day in 20 is worse than", [](const Curve& c) { return percent_text(c.metrics.returns.var_95, 2); });
  row("and then on average", [](const Curve& c) { return percent_text(c.metrics.returns.cvar_95, 2); });
  row("Profit factor of days", [](const Curve& c) { return ratio_text(c.metrics.returns.profit_factor); });
  row("Days with a gain", [](const Curve& c) { return percent_text(c.metrics.returns.hit_rate); });
  const auto of_account = [](const Curve& c, std::string text) { return trades(c) ? std::move(text) : kNone; };
  row("Invested on average", [&](const Curve& c) { return of_account(c, percent_text(c.metrics.exposure)); });
  row("Turnover a year", [&](const Curve& c) { return of_account(c, percent_text(c.metrics.turnover, 0)); });
  row("Orders", [&](const Curve& c) { return of_account(c, std::to_string(c.metrics.trades)); });
  row("Commission", [&](const Curve& c) { return of_account(c, whole_dollars(c.metrics.commission)); });
  row("Slippage", [&](const Curve& c) { return of_account(c, whole_dollars(c.metrics.slippage)); });
  return {{"columns", std::move(columns)}, {"rows", std::move(rows)}};
}

Json months_json(const Story& story) {
  Json years = Json::array();
  for (const YearOfMonths& year : monthly_returns(story.dates, story.curves.front().equity))
    years.push_back(Json::array({year.year, Json::parse(short_numbers(year.months)), short_number(year.whole)}));
  return years;
}

Json drawdowns_json(const Story& story) {
  constexpr std::size_t kShown = 10;
  const std::vector<double>& equity = story.curves.front().equity;
  Json list = Json::array();
  for (const research::Drawdown& fall : research::worst_drawdowns(equity, kShown))
    list.push_back({{"depth", short_number(fall.depth)},
                    {"peak", to_iso(story.dates[fall.peak])},
                    {"trough", to_iso(story.dates[fall.trough])},
                    {"recovery", fall.recovery ? Json(to_iso(story.dates[*fall.recovery])) : Json(nullptr)},
                    {"sessions", fall.sessions(equity.size())}});
  return list;
}

Json costs_json(const Story& story) {
  Json list = Json::array();
  for (const CostsOfYear& costs : yearly_costs(story))
    list.push_back({{"year", costs.year},
                    {"trades", costs.trades},
                    {"turnover", short_number(costs.turnover)},
                    {"commission", short_number(costs.commission)},
                    {"slippage", short_number(costs.slippage)},
                    {"share", short_number(costs.share)}});
  return list;
}

std::string weights_text(const Story& story) {
  Json symbols = Json::array();
  std::vector<std::string> columns;
  for (std::size_t i = 0; i < story.symbols.size(); ++i) {
    if (std::ranges::all_of(story.weights[i], [](double weight) { return weight == 0; })) continue;
    symbols.push_back(story.symbols[i]);
    columns.push_back(short_numbers(story.weights[i]));
  }
  return Members().add("symbols", symbols).add_text("columns", list_of(columns)).object();
}

std::string equity_text(const Story& story) {
  std::vector<std::string> curves;
  for (const Curve& curve : story.curves)
    curves.push_back(Members()
                         .add("name", curve.name)
                         .add("role", name(curve.role))
                         .add_text("values", short_numbers(curve.equity))
                         .object());
  return list_of(curves);
}

std::string rolling_sharpe_text(std::span<const double> equity) {
  return Members()
      .add("sessions", kRollingSessions)
      .add_text("values", short_numbers(rolling_sharpe(equity, kRollingSessions)))
      .object();
}

Json verdict_json(const research::Dossier& dossier) {
  Json rows = Json::array();
  const auto row = [&](const std::string& what, const std::string& value, const std::string& meaning) {
    rows.push_back(Json::array({what, value, meaning}));
  };
  if (dossier.sharpe_per_session)
    row("Sharpe ratio a year", ratio_text(*dossier.sharpe_per_session * std::sqrt(research::kSessionsPerYear)),
        dossier.intervals
            ? fmt::format("90 % interval {} to {}, by a bootstrap of blocks of days",
                          ratio_text(dossier.intervals->sharpe.low), ratio_text(dossier.intervals->sharpe.high))
            : "");
  if (dossier.intervals) {
    row("Return a year, 90 % interval",
        percent_text(dossier.intervals->cagr.low) + " to " + percent_text(dossier.intervals->cagr.high),
        "What the same days in another order and number might have come to");
    row("Worst fall, 90 % interval",
        percent_text(dossier.intervals->max_drawdown.low) + " to " + percent_text(dossier.intervals->max_drawdown.high),
        "A worse fall than the one seen is to be expected some day");
  }
  row("Probability that the true ratio is above 0", percent_text(dossier.psr),
      "Probabilistic Sharpe ratio: knows the length and shape of the record, not how many settings were tried");
  row(dossier.trials == 1 ? std::string("Probability that it is more than luck")
                          : fmt::format("Probability that it is more than the luck of {} tries", dossier.trials),
      percent_text(dossier.dsr), "Deflated Sharpe ratio");
  row("Probability of backtest overfitting", percent_text(dossier.pbo, 0),
      dossier.pbo
          ? fmt::format("How often the best setting of one half of the record fell below the middle in the other, "
                        "of {} halves",
                        dossier.combinations)
          : "Nothing to choose between: one setting, settings that are all alike, or too few sessions");
  row("Reality check against cash (p)", percent_text(dossier.reality_check),
      "White: how often some setting earns this much on resampled days, were none of them better than cash");
  if (dossier.reality_check_benchmark)
    row("Reality check against the benchmark (p)", percent_text(dossier.reality_check_benchmark),
        "The same, were none of them better than buying and holding");
  row("Record needed, in years",
      dossier.min_track_record_sessions ? ratio_text(*dossier.min_track_record_sessions / research::kSessionsPerYear)
                                        : kNone,
      fmt::format("Minimum track record length at 95 %; there are {:.1f}",
                  static_cast<double>(dossier.observations) / research::kSessionsPerYear));
  return {{"name", name(dossier.verdict)}, {"sentence", dossier.sentence}, {"rows", std::move(rows)}};
}

std::string chosen_note(const ChosenParameter& parameter) {
  const research::Stability& stability = parameter.stability;
  const auto windows = static_cast<double>(parameter.chosen.size());
  return fmt::format("Chosen most often: {:g} ({:.0f} of {}); changed {}.", stability.mode, stability.share * windows,
                     counted(parameter.chosen.size(), "window"), counted(stability.changes, "time"));
}

Json walkforward_json(const WalkforwardStory& walkforward) {
  Json windows = Json::array(), keys = Json::array();
  for (const Date window : walkforward.windows) windows.push_back({{"day", day_number(window)}});
  for (const ChosenParameter& parameter : walkforward.parameters) {
    const double span = parameter.grid.empty() ? 0 : parameter.grid.back() - parameter.grid.front();
    keys.push_back({{"name", parameter.name},
                    {"note", chosen_note(parameter)},
                    {"grid", parameter.grid},
                    {"pad", span > 0 ? span * 0.15 : 1},
                    {"values", parameter.chosen}});
  }
  return {{"note", fmt::format("{}: the best settings of {}, lived with for {} after that.",
                               counted(walkforward.windows.size(), "window"), counted(walkforward.train_years, "year"),
                               counted(walkforward.oos_months, "month"))},
          {"windows", std::move(windows)},
          {"keys", std::move(keys)}};
}

Json permutation_json(const PermutationStory& permutation) {
  const Histogram shown = histogram(permutation.permuted, permutation.real);
  return {{"note", fmt::format("{} markets with the same days in another order, searched as the real one was in {} "
                               "windows: p = {:.3f}. Windows that overlap make that too small; at most {:.3f} holds "
                               "however much they share.",
                               permutation.permuted.size(), permutation.windows, permutation.p, permutation.p_bound)},
          {"objective", "Best " + permutation.objective},
          {"bins", Json::parse(short_numbers(shown.middles))},
          {"width", short_number(shown.width)},
          {"counts", shown.counts},
          {"real", short_number(permutation.real)}};
}

std::string figures_note(const Story& story) {
  const bool has_account =
      std::ranges::any_of(story.curves, [](const Curve& curve) { return curve.role == Role::kAccount; });
  return fmt::format("{}, benchmarks without. What each is: docs/metrics.md.",
                     has_account ? "Strategy and account with their costs" : "The strategy with its costs");
}

std::string data_text(const Story& story) {
  const Curve& own = story.curves.front();
  Json tiles = Json::array(), dates = Json::array();
  const Json shown = tiles_json(story);
  for (const auto& [label, value] : shown.items()) tiles.push_back(Json::array({label, value}));
  for (const Date date : story.dates) dates.push_back(day_number(date));
  Members data;
  data.add("tiles", tiles)
      .add("dates", dates)
      .add("figures_note", figures_note(story))
      .add("figures", figures_json(story))
      .add_text("equity", equity_text(story))
      .add_text("drawdown", short_numbers(drawdown_curve(own.equity)))
      .add_text("rolling_sharpe", rolling_sharpe_text(own.equity))
      .add_text("weights", weights_text(story))
      .add("months", months_json(story))
      .add("drawdowns", drawdowns_json(story))
      .add("costs_note",
           "Turnover: bought and sold, over equity. Of equity: commission and slippage over the mean equity of the "
           "year.")
      .add("costs", costs_json(story))
      .add("verdict", story.dossier ? verdict_json(*story.dossier) : Json(nullptr))
      .add("walkforward", story.walkforward ? walkforward_json(*story.walkforward) : Json(nullptr))
      .add("permutation", story.permutation ? permutation_json(*story.permutation) : Json(nullptr));
  return data.object();
}

std::string escaped(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    if (c == '&')
      safe += "&amp;";
    else if (c == '<')
      safe += "&lt;";
    else if (c == '>')
      safe += "&gt;";
    else
      safe += c;
  }
  return safe;
}

// As the text of a script element: no tag may begin in it.
std::string as_script(std::string json) {
  for (std::size_t at = json.find('<'); at != std::string::npos; at = json.find('<', at))
    json.replace(at, 1, "\\u003c");
  return json;
}

// {name} becomes the part of that name; every name of the page is one.
std::string put_together(std::string_view page, const std::map<std::string_view, std::string_view>& parts) {
  std::string text;
  while (true) {
    const std::size_t open = page.find('{');
    text += page.substr(0, open);
    if (open == std::string_view::npos) return text;
    const std::size_t close = page.find('}', open);
    BOT_CHECK(close != std::string_view::npos);
    const auto part = parts.find(page.substr(open + 1, close - open - 1));
    BOT_CHECK(part != parts.end(), "{}", page.substr(open, close - open));
    text += part->second;
    page.remove_prefix(close + 1);
  }
}

}  // namespace

std::string report_page(const Story& story) {
  BOT_CHECK(!story.dates.empty() && !story.curves.empty());
  const PageParts& parts = page_parts();
  const std::string title = escaped(story.title), subtitle = escaped(story.subtitle),
                    data = as_script(data_text(story));
  const std::string footer =
      fmt::format("Made by bot {}. Past results are no promise.{}", escaped(story.version),
                  story.simulated ? " SIMULATED: the bars are drawn from a seed, not those of a market." : "");
  return put_together(parts.page, {{"title", title},
                                   {"subtitle", subtitle},
                                   {"simulated", story.simulated ? "<div class=\"simulated\">SIMULATED</div>\n" : ""},
                                   {"footer", footer},
                                   {"style", parts.style},
                                   {"script", parts.script},
                                   {"data", data},
                                   {"uplot_style", parts.uplot_style},
                                   {"uplot_script", parts.uplot_script},
                                   {"uplot_licence", parts.uplot_licence},
                                   {"uplot_version", parts.uplot_version}});
}

}  // namespace bot::pictures
