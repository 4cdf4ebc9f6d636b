#include "app/tested_targets.hpp"

#include <fmt/format.h>

namespace bot::app {
namespace {

std::string strategy_name(decide::StrategyKind kind) {
  return kind == decide::StrategyKind::kFixed ? "fixed weights" : "momentum";
}

}  // namespace

Result<TestedTargets> tested_targets(const research::Panel& panel, const research::Rows& rows,
                                     const std::optional<std::string>& weights, const CommandContext& context) {
  const run::RunOptions& run = context.environment.settings().run;
  const auto due = research::due_sessions(panel, run.schedule.frequency, context.calendar);
  const bool is_file = run.decide.kind == decide::StrategyKind::kFile;
  if (!weights && !is_file) {
    TestedTargets tested{.name = strategy_name(run.decide.kind),
                         .targets = research::strategy_targets(panel, run.decide, due),
                         .weight_cap = decide::weight_cap(run.decide),
                         .refused = {},
                         .without_weights = {},
                         .first_row = std::nullopt};
    for (std::size_t row = rows.first; row < rows.last; ++row)
      if (due[row] != 0 && !tested.targets.decided(row)) tested.without_weights.push_back(panel.sessions[row]);
    return tested;
  }
  const std::string& path = weights ? *weights : run.strategy_file.path;
  BOT_TRY(ports::WeightFile file, context.weights.read(path));
  research::FileTargets read = research::file_targets(panel, decide::WeightRows(std::move(file.table)),
                                                      {.cash_buffer = run.decide.weights.cash_buffer,
                                                       .max_age_sessions = run.strategy_file.max_age_sessions,
                                                       .universe = run.universe},
                                                      due);
  decide::Options of_file = run.decide;
  of_file.kind = decide::StrategyKind::kFile;
  if (!read.first_decided)
    return fail(ErrorCode::kData,
                read.refused.empty()
                    ? std::string("no row of the file is of a session of the cached bars")
                    : fmt::format("no row of the file may be traded on; {}: {}", to_iso(read.refused.front().session),
                                  read.refused.front().row.text()),
                path, "docs/own-strategy.md says what the file has to hold.");
  // The last session trades nothing.
  std::erase_if(read.refused, [&](const research::RefusedSession& refused) {
    return refused.session < panel.sessions[rows.first] || refused.session >= panel.sessions[rows.last];
  });
  return TestedTargets{.name = path,
                       .targets = std::move(read.targets),
                       .weight_cap = decide::weight_cap(of_file),
                       .refused = std::move(read.refused),
                       .without_weights = {},
                       .first_row = read.first_decided};
}

}  // namespace bot::app
