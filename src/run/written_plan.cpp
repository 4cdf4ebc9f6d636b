#include "run/written_plan.hpp"

#include "base/check.hpp"
#include "base/sha256.hpp"
#include "model/order_key.hpp"
#include "run/decision_record.hpp"

namespace bot::run {
namespace {

void keep_plan_file(Runtime& runtime, const std::string& json, const std::string& sha256) {
  const std::string& folder = runtime.options.plans_folder;
  if (folder.empty()) return;
  auto kept = runtime.ports.files.make_folders(folder);
  if (kept) kept = runtime.ports.files.write_atomically(plan_path(folder, sha256), json);
  if (!kept) runtime.warn(std::nullopt, ledger::FindingCode::kPlanFile, kept.error().text());
}

ledger::Intent make_intent(const Runtime& runtime, int sequence, const plan::PlannedOrder& order,
                           const Instrument& instrument) {
  const OrderKeyParts parts{
      .session = runtime.timing.asof, .sequence = sequence, .symbol = order.symbol, .side = order.side};
  return {.key = make_order_key(parts, runtime.options.account),
          .symbol = order.symbol,
          .con_id = instrument.con_id,
          .primary_exchange = instrument.primary_exchange,
          .side = order.side,
          .quantity = order.shares,
          .limit = order.limit_price,
          .planned_mid = order.mid,
          .full_exit = order.full_exit,
          .reason = order.reason};
}

}  // namespace

WrittenPlan WrittenPlan::in_ledger(const Runtime& runtime, TradeFacts facts) {
  const auto session = runtime.state().sessions.find(runtime.timing.asof);
  BOT_CHECK(session != runtime.state().sessions.end() && session->second.sequence > 0, "no plan of {} in the ledger",
            to_iso(runtime.timing.asof));
  return WrittenPlan(std::move(facts));
}

Staged<WrittenPlan> write_plan(Runtime& runtime, const Decided& decided, const CheckedPlan& checked) {
  const Planned& planned = checked.planned();
  const std::string json = plan_text({.session = runtime.timing.asof,
                                      .account_sha256 = sha256_hex(runtime.options.account.value()),
                                      .targets = decided.targets,
                                      .input = planned.input,
                                      .plan = planned.plan});
  const std::string sha256 = sha256_hex(json);
  keep_plan_file(runtime, json, sha256);
  const auto session = runtime.state().sessions.find(runtime.timing.asof);
  const PositionMap& positions = planned.facts.account.positions;
  ledger::PlanWritten written{.session = runtime.timing.asof,
                              .sequence = session == runtime.state().sessions.end() ? 1 : session->second.sequence + 1,
                              .targets = decided.targets,
                              .decided = decided.decided,
                              .managed_equity = planned.facts.managed_equity,
                              .sha256 = sha256};
  for (const Symbol& symbol : symbols_of_interest(runtime, positions))
    if (is_managed(runtime, symbol)) written.baseline[symbol] = shares_in(positions, symbol);
  for (const plan::PlannedOrder& order : planned.plan.orders)
    written.intents.push_back(
        make_intent(runtime, written.sequence, order, planned.facts.quotes.instruments.at(order.symbol)));
  const std::string inputs = encode_plan_input(planned.input);
  BOT_STAGE_VOID(runtime.record(
      ledger::InputsRecorded{.what = ledger::InputsOf::kPlan, .json = inputs, .sha256 = sha256_hex(inputs)}));
  BOT_STAGE_VOID(runtime.record(written));
  return WrittenPlan::in_ledger(runtime, planned.facts);
}

Staged<WrittenPlan> take_up_plan(Runtime& runtime, const Opened& opened) {
  const ledger::SessionRecord& session = runtime.state().sessions.at(runtime.timing.asof);
  BOT_STAGE(Quotes quotes, read_quotes(runtime, {}, symbols_of_interest(runtime, opened.account.positions)));
  Exclusions excluded;
  for (const auto& [symbol, weight] : session.targets)
    if (!is_managed(runtime, symbol)) excluded[symbol] = "no longer in the universe";
  return WrittenPlan::in_ledger(runtime, {.account = opened.account,
                                          .series = load_series_table(runtime),
                                          .quotes = std::move(quotes),
                                          .targets = session.targets,
                                          .excluded = std::move(excluded),
                                          .planned_by = PlannedBy::kEarlierStart,
                                          .managed_equity = session.managed_equity,
                                          .clock_skew = opened.connected.clock_skew,
                                          .probed = opened.connected.probed});
}

}  // namespace bot::run
