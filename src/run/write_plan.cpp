// The one durable transaction that uses up the session, and the plan's file beside it.
#include "base/sha256.hpp"
#include "plan/order_key.hpp"
#include "run/decision_record.hpp"
#include "run/planning.hpp"

namespace bot::run {
namespace {

void keep_plan_file(RunContext& run, const std::string& json, const std::string& sha256) {
  if (run.options.plans_folder.empty()) return;
  const std::string path = fmt::format("{}/{}.json", run.options.plans_folder, sha256.substr(0, 12));
  auto made = run.ports.files.make_folders(run.options.plans_folder);
  if (made) made = run.ports.files.write_atomically(path, json);
  if (!made) run.find(std::nullopt, false, ledger::FindingCode::kPlanFile, made.error().text());
}

}  // namespace

StepAnswer write_plan(RunContext& run) {
  const std::string json = plan_text({.session = run.asof,
                                      .account_sha256 = sha256_hex(run.options.account.value()),
                                      .targets = run.targets,
                                      .input = run.plan_input,
                                      .plan = run.plan});
  const std::string sha256 = sha256_hex(json);
  keep_plan_file(run, json, sha256);
  const auto session = run.state().sessions.find(run.asof);
  ledger::PlanWritten written;
  written.session = run.asof;
  written.sequence = session == run.state().sessions.end() ? 1 : session->second.sequence + 1;
  for (const Symbol& symbol : symbols_of_interest(run))
    if (is_managed(run, symbol)) {
      const auto held = run.positions.find(symbol);
      written.baseline[symbol] = held == run.positions.end() ? Quantity{} : held->second;
    }
  written.targets = run.targets;
  written.decided = run.decided;
  written.managed_equity = run.managed_equity;
  written.sha256 = sha256;
  for (const plan::PlannedOrder& order : run.plan.orders) {
    const Instrument* instrument = run.instruments.contains(order.symbol) ? &run.instruments.at(order.symbol) : nullptr;
    written.intents.push_back(
        {.key = plan::make_order_key(
             {.session = run.asof, .sequence = written.sequence, .symbol = order.symbol, .side = order.side},
             run.options.account),
         .symbol = order.symbol,
         .con_id = instrument == nullptr ? ConId{} : instrument->con_id,
         .primary_exchange = instrument == nullptr ? std::string() : instrument->primary_exchange,
         .side = order.side,
         .quantity = order.shares,
         .limit = order.limit_price,
         .planned_mid = order.mid,
         .full_exit = order.full_exit,
         .reason = order.reason});
  }
  const std::string inputs = encode_plan_input(run.plan_input);
  if (auto recorded = run.record(ledger::InputsRecorded{.what = "plan", .json = inputs, .sha256 = sha256_hex(inputs)});
      !recorded)
    return stop_of(recorded.error());
  // From here on the session is used up; nothing was sent before this is on the disk.
  if (auto recorded = run.record(written); !recorded) return stop_of(recorded.error());
  return std::nullopt;
}

}  // namespace bot::run
