// One session as its owner should see it in the evening: what the account did, what it cost, and whether the decision
// made at 15:55 was the one the final bars would have given. Pure; numbers are the ledger's, null where unknown.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "decide/decide.hpp"
#include "ledger/state.hpp"
#include "monitor/returns.hpp"

namespace bot::monitor {

struct ShadowSymbol {
  Symbol symbol;
  std::optional<double> score;        // as decided
  std::optional<double> final_score;  // from final bars
  double target = 0;
  double final_target = 0;
  std::optional<double> provisional_close;
  std::optional<double> final_close;
  std::optional<double> close_move_bps;  // final close against the provisional one
};
struct ShadowFill {
  Symbol symbol;
  Side side = Side::kBuy;
  Quantity quantity;
  Price price;
  std::optional<double> final_close;
  std::optional<double> against_close_bps;  // positive is worse than the close
};
struct Shadow {
  bool same = false;  // selection and targets
  std::vector<Symbol> selected, final_selected;
  std::vector<ShadowSymbol> symbols;  // selected in either, or with a provisional bar
  std::vector<ShadowFill> fills;
  std::string explanation;  // sentences
};
// What was decided, as recorded: `json` of the ledger's decision.
struct Decided {
  Date session;
  std::map<Symbol, double> targets;
  std::string json;
  bool continued = false;
};

struct DailySummary {
  Date session;
  std::optional<ledger::RunResult> run;  // the session's last run that planned, else the last one
  std::optional<Money> equity;           // after reconciliation
  std::optional<Money> cash;
  std::optional<Money> deposits;  // since the session before
  Returns returns;
  int orders = 0;
  int filled = 0;
  Money commission;
  bool commission_complete = true;
  Money slippage;  // against the mid at planning, in dollars; positive is a cost
  Money traded;    // both sides
  std::optional<Shadow> shadow;
  std::string no_shadow;  // why there is none
};

struct SummaryInput {
  Date session;
  const std::vector<ledger::LedgerEvent>& events;
  const ledger::LedgerState& state;
};
// Everything but benchmark and shadow.
[[nodiscard]] DailySummary summarize(const SummaryInput& input);
// The decision of the session's plan; none: nothing was decided that day.
[[nodiscard]] std::optional<Decided> decided_on(Date session, const std::vector<ledger::LedgerEvent>& events);
// `final_decision` is what the same functions give from final bars; the closes are real ones, of that session.
[[nodiscard]] Shadow compare_decisions(const Decided& decided, const DailySummary& summary,
                                       const decide::Decision& final_decision,
                                       const std::map<Symbol, double>& final_closes);

}  // namespace bot::monitor
