#include "report/search_report.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/wording.hpp"
#include "report/json.hpp"
#include "report/numbers.hpp"
#include "report/paragraph.hpp"

namespace bot::report {
namespace {

Json dates_json(const research::Rows& rows, const research::Panel& panel) {
  return Json::array({to_iso(panel.sessions[rows.first]), to_iso(panel.sessions[rows.last])});
}

std::string span_text(const research::Rows& rows, const research::Panel& panel) {
  return fmt::format("{} to {}", to_iso(panel.sessions[rows.first]), to_iso(panel.sessions[rows.last]));
}

// 20 and not 20.0: a whole number is one.
Json parameter_json(double value) {
  return value == std::floor(value) ? Json(static_cast<std::int64_t>(value)) : number(value);
}

}  // namespace

Json walkforward_json(const WalkforwardReport& report) {
  Json json = document("walkforward");
  json["windows"] = Json::array();
  for (const research::WindowChoice& choice : report.choices) {
    Json parameters = Json::object();
    for (std::size_t key = 0; key < report.grid.size(); ++key)
      parameters[report.grid[key].first] = parameter_json(report.points[choice.point].values[key]);
    json["windows"].push_back({{"train", dates_json(choice.window.train, report.panel)},
                               {"test", dates_json(choice.window.test, report.panel)},
                               {"parameters", parameters},
                               {"objective", number(choice.objective)}});
  }
  json["stability"] = Json::object();
  for (const auto& [key, stability] : report.stability)
    json["stability"][key] = {
        {"mode", parameter_json(stability.mode)}, {"share", number(stability.share)}, {"changes", stability.changes}};
  Json equity = Json::array();
  for (std::size_t i = 0; i < report.history.equity.size(); ++i)
    equity.push_back(
        Json::array({to_iso(report.panel.sessions[report.history.first + i]), number(report.history.equity[i])}));
  json["oos"] = {{"metrics", metrics_json(report.metrics, report.panel, report.history.first)}, {"equity", equity}};
  return json;
}

std::string walkforward_text(const WalkforwardReport& report, const TextStyle& style) {
  std::vector<Column> columns{{.title = "trained on", .align = Align::kLeft, .spare = true},
                              {.title = "tried on", .align = Align::kLeft, .essential = true}};
  for (const auto& [key, values] : report.grid) columns.push_back({.title = key});
  columns.push_back({.title = "objective"});
  Table windows(columns);
  for (const research::WindowChoice& choice : report.choices) {
    std::vector<Cell> row{span_text(choice.window.train, report.panel), span_text(choice.window.test, report.panel)};
    for (const double value : report.points[choice.point].values) row.emplace_back(fmt::format("{:g}", value));
    row.emplace_back(decimal(choice.objective, 3));
    windows.add(std::move(row));
  }
  Table stability({{.title = "parameter", .align = Align::kLeft},
                   {.title = "mostly"},
                   {.title = "of the windows"},
                   {.title = "changes"}});
  for (const auto& [key, steady] : report.stability)
    stability.add({key, fmt::format("{:g}", steady.mode), percent(steady.share), fmt::format("{}", steady.changes)});
  return windows.render(style) + "\n" + stability.render(style) + "\nOut of sample, one account that goes on:\n\n" +
         metrics_text(report.metrics, style);
}

Json permutation_json(const PermutationReport& report) {
  Json json = document("permute");
  json["seed"] = report.seed;
  json["runs"] = report.runs;
  json["p"] = number(report.result.p);
  json["p_bound"] = number(report.result.p_bound);
  json["windows"] = Json::array();
  for (const research::PermutationResult::OfWindow& window : report.result.windows) {
    Json permuted = Json::array();
    for (const double value : window.permuted) permuted.push_back(number(value));
    json["windows"].push_back({{"train", dates_json(window.train, report.panel)},
                               {"real", number(window.real)},
                               {"permuted", permuted},
                               {"p", number(window.p)}});
  }
  return json;
}

namespace {

constexpr double kRare = 0.05;

std::string too_few(std::size_t runs) {
  return fmt::format("Too few runs to tell: with {} of them p can be no less than {:.3f}.", runs,
                     1.0 / static_cast<double>(runs + 1));
}

// With few runs even the best record of all is no evidence.
std::string verdict_of_order(const research::PermutationResult& result, std::size_t runs) {
  constexpr std::size_t kFewRuns = 99;  // p can be no less than 1 in 100
  const double least = 1.0 / static_cast<double>(runs + 1);
  const bool is_few = runs < kFewRuns;
  if (result.p >= kRare && result.p <= least) return too_few(runs);
  if (result.p >= kRare) return "Days in random order often look as good: this may well be luck.";
  // More runs take no more than that from the bound.
  const bool might_fall = is_few && result.p_bound - 2 * least < kRare;
  if (result.p_bound >= kRare && !might_fall)
    return "The windows together look better than days in random order, but they share most of their years, and taken "
           "by themselves they do not: this may be luck.";
  if (is_few) return too_few(runs);
  return "Days in random order seldom look as good as the real ones.";
}

}  // namespace

std::string permutation_text(const PermutationReport& report, const TextStyle& style) {
  Table table({{.title = "trained on", .align = Align::kLeft},
               {.title = "best, real days"},
               {.title = "median, permuted"},
               {.title = "95 % of them below"},
               {.title = "p", .essential = true}});
  for (const research::PermutationResult::OfWindow& window : report.result.windows)
    table.add({span_text(window.train, report.panel), decimal(window.real, 3),
               decimal(research::quantile(window.permuted, 0.5), 3),
               decimal(research::quantile(window.permuted, 0.95), 3), decimal(window.p, 4)});
  return table.render(style) + "\n" +
         paragraph(
             fmt::format("{} of each window, seed {}: over all windows p = {:.4f}, and at most {:.4f} however much "
                         "the windows share. {}",
                         counted(report.runs, "permutation"), report.seed, report.result.p, report.result.p_bound,
                         verdict_of_order(report.result, report.runs)),
             style);
}

}  // namespace bot::report
