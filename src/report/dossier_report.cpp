#include "report/dossier_report.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "report/json.hpp"
#include "report/numbers.hpp"
#include "report/paragraph.hpp"
#include "research/metrics.hpp"

namespace bot::report {
namespace {

Json interval_json(const research::Interval& interval) {
  return Json::array({number(interval.low), number(interval.high)});
}

std::string share_text(const std::optional<double>& share) { return share ? percent(*share) : "n/a"; }

}  // namespace

Json dossier_json(const research::Dossier& dossier) {
  Json intervals = nullptr;
  if (dossier.intervals)
    intervals = {{"sharpe", interval_json(dossier.intervals->sharpe)},
                 {"cagr", interval_json(dossier.intervals->cagr)},
                 {"max_drawdown", interval_json(dossier.intervals->max_drawdown)}};
  return {{"trials", dossier.trials},
          {"observations", dossier.observations},
          {"sharpe_per_session", number(dossier.sharpe_per_session)},
          {"skewness", number(dossier.skewness)},
          {"kurtosis", number(dossier.kurtosis)},
          {"psr", number(dossier.psr)},
          {"dsr", number(dossier.dsr)},
          {"min_track_record_sessions", number(dossier.min_track_record_sessions)},
          {"blocks", dossier.blocks},
          {"combinations", dossier.combinations},
          {"pbo", number(dossier.pbo)},
          {"reality_check", number(dossier.reality_check)},
          {"reality_check_benchmark", number(dossier.reality_check_benchmark)},
          {"intervals", intervals},
          {"verdict", name(dossier.verdict)},
          {"sentence", dossier.sentence}};
}

std::string dossier_text(const research::Dossier& dossier, const TextStyle& style) {
  Table table({{.title = "how much of it is luck", .align = Align::kLeft}, {.title = ""}});
  table.add({"settings tried", std::to_string(dossier.trials)});
  table.add({"sessions", std::to_string(dossier.observations)});
  if (dossier.sharpe_per_session)
    table.add(
        {"Sharpe ratio of the best", decimal(*dossier.sharpe_per_session * std::sqrt(research::kSessionsPerYear), 2)});
  if (dossier.intervals)
    table.add({"  90 % interval", fmt::format("{} to {}", decimal(dossier.intervals->sharpe.low, 2),
                                              decimal(dossier.intervals->sharpe.high, 2))});
  table.add({"probability that it is above 0 (PSR)", share_text(dossier.psr)});
  table.add({"probability that it is more than the luck of the search (DSR)", share_text(dossier.dsr)});
  table.add({"probability of backtest overfitting (PBO)", share_text(dossier.pbo)});
  table.add({"the best this good by luck, were none above cash (reality check)", share_text(dossier.reality_check)});
  if (dossier.reality_check_benchmark)
    table.add({"the same, were none above the benchmark", share_text(dossier.reality_check_benchmark)});
  table.add({"record needed, years", dossier.min_track_record_sessions
                                         ? decimal(*dossier.min_track_record_sessions / research::kSessionsPerYear, 1)
                                         : std::string("n/a")});
  return table.render(style) + "\n" + paragraph(dossier.sentence, style);
}

}  // namespace bot::report
