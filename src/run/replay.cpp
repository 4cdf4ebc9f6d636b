#include "run/replay.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/sha256.hpp"
#include "decide/decision_text.hpp"
#include "ledger/bars_hash.hpp"
#include "run/decision_record.hpp"

namespace bot::run {
namespace {

constexpr std::size_t kShownAround = 60;  // characters on both sides of the first difference

struct ReplayedSeries {
  std::vector<Bar> bars;
  std::optional<data::Today> today;
};

// Everything one walk over the ledger gathers on its way to the run.
struct Gathered {
  std::map<Symbol, ReplayedSeries> series;
  bool seen = false;
  AccountId account;
  std::optional<Date> session;
  std::string version;
  std::optional<std::string> decision_inputs;  // of the next decision
  std::optional<std::string> plan_inputs;
};

tl::unexpected<Error> no_such_run(const RunId& run) {
  return fail(ErrorCode::kUsage, fmt::format("there is no run {}", run.value()), "RUN_ID",
              "bot status names the last run.");
}

Result<void> check_inputs(const ledger::InputsRecorded& inputs) {
  if (sha256_hex(inputs.json) == inputs.sha256) return {};
  return fail(ErrorCode::kIo, fmt::format("the recorded {} do not have their recorded hash", name(inputs.what)),
              "ledger", "bot audit verify says more.");
}

Result<void> take_bars(Gathered& gathered, const ledger::BarsRecorded& record) {
  ReplayedSeries& series = gathered.series[record.symbol];
  if (record.kept_rows > series.bars.size())
    return fail(ErrorCode::kIo, fmt::format("the recorded bars of {} have a hole", record.symbol), "ledger",
                "bot audit verify says more.");
  series.bars.resize(static_cast<std::size_t>(record.kept_rows));
  series.bars.insert(series.bars.end(), record.rows.begin(), record.rows.end());
  series.today.reset();
  if (record.today) series.today = data::Today{.provisional = *record.today, .factor = record.factor};
  if (ledger::bars_sha256(series.bars) != record.sha256)
    return fail(ErrorCode::kIo, fmt::format("the recorded bars of {} do not have their recorded hash", record.symbol),
                "ledger", "bot audit verify says more.");
  return {};
}

// What stands around the first difference of two texts.
Difference first_difference(std::string where, const std::string& recorded, const std::string& recomputed) {
  const auto at = static_cast<std::size_t>(std::ranges::mismatch(recorded, recomputed).in1 - recorded.begin());
  const std::size_t from = at < kShownAround ? 0 : at - kShownAround;
  const auto around = [&](const std::string& text) {
    return from >= text.size() ? std::string("(ends before)") : text.substr(from, 2 * kShownAround);
  };
  return {.where = std::move(where), .recorded = around(recorded), .recomputed = around(recomputed)};
}

Result<void> replay_decision(const Gathered& gathered, const ledger::DecisionRecorded& recorded,
                             const ReplayOptions& options, Replay& replay) {
  if (!gathered.decision_inputs)
    return fail(ErrorCode::kData, "this run did not record what its decision was made from", "ledger",
                fmt::format("It was made by bot {}, which did not record that.", gathered.version));
  BOT_TRY(const DecisionInputs inputs, decode_decision_inputs(*gathered.decision_inputs));
  std::vector<SymbolBars> bars;
  for (const UsableSymbol& symbol : inputs.symbols) {
    const auto found = gathered.series.find(symbol.symbol);
    const ReplayedSeries none;
    const ReplayedSeries& series = found == gathered.series.end() ? none : found->second;
    bars.push_back({.symbol = symbol.symbol,
                    .bars = data::decision_bars({.symbol = symbol.symbol,
                                                 .bars = series.bars,
                                                 .asof = inputs.asof,
                                                 .adjust = options.adjust,
                                                 .today = series.today}),
                    .valid = symbol.usable,
                    .invalid_reason = symbol.reason});
  }
  decide::Options decided_by = options.decide;
  if (inputs.file_row) decided_by.file_row = inputs.file_row->row;
  const std::string text = decide::decision_text(decide::decide(bars, inputs.asof, decided_by));
  replay.decisions.push_back({.recorded = recorded.sha256, .recomputed = sha256_hex(text)});
  if (text != recorded.json)
    replay.differences.push_back(
        first_difference(fmt::format("decision {}", replay.decisions.size()), recorded.json, text));
  return {};
}

std::string order_text(Side side, Quantity shares, Price limit) {
  return fmt::format("{} {} at {}", name(side), shares, limit);
}

void compare_orders(const ledger::PlanWritten& recorded, const plan::Plan& plan, Replay& replay) {
  std::map<Symbol, std::string> was;
  std::map<Symbol, std::string> is;
  for (const ledger::Intent& intent : recorded.intents)
    was[intent.symbol] = order_text(intent.side, intent.quantity, intent.limit);
  for (const plan::PlannedOrder& order : plan.orders)
    is[order.symbol] = order_text(order.side, order.shares, order.limit_price);
  std::map<Symbol, std::string> all = was;
  all.insert(is.begin(), is.end());
  const auto words = [](const std::map<Symbol, std::string>& orders, const Symbol& symbol) {
    const auto found = orders.find(symbol);
    return found == orders.end() ? std::string("no order") : found->second;
  };
  for (const auto& [symbol, ignored] : all)
    if (words(was, symbol) != words(is, symbol))
      replay.differences.push_back(
          {.where = fmt::format("plan: {}", symbol), .recorded = words(was, symbol), .recomputed = words(is, symbol)});
}

Result<void> replay_plan(const Gathered& gathered, const ledger::PlanWritten& recorded, Replay& replay) {
  if (!gathered.plan_inputs)
    return fail(ErrorCode::kData, "this run did not record what its plan was made from", "ledger",
                fmt::format("It was made by bot {}, which did not record that.", gathered.version));
  BOT_TRY(const plan::PlanInput input, decode_plan_input(*gathered.plan_inputs));
  const plan::Plan plan = plan::make_plan(input);
  const std::string text = plan_text({.session = recorded.session,
                                      .account_sha256 = sha256_hex(gathered.account.value()),
                                      .targets = recorded.targets,
                                      .input = input,
                                      .plan = plan});
  replay.plan = Compared{.recorded = recorded.sha256, .recomputed = sha256_hex(text)};
  compare_orders(recorded, plan, replay);
  if (!replay.plan->same() && replay.differences.empty())
    replay.differences.push_back({.where = "plan", .recorded = recorded.sha256, .recomputed = replay.plan->recomputed});
  return {};
}

}  // namespace

Result<std::string> recorded_configuration(const std::vector<ledger::LedgerEvent>& events, const RunId& run) {
  bool seen = false;
  for (const ledger::LedgerEvent& event : events) {
    if (event.run != run) continue;
    seen = true;
    if (const auto* inputs = std::get_if<ledger::InputsRecorded>(&event.body);
        inputs != nullptr && inputs->what == ledger::InputsOf::kOptions) {
      BOT_TRY_VOID(check_inputs(*inputs));
      return inputs->json;
    }
  }
  if (!seen) return no_such_run(run);
  return fail(ErrorCode::kData, fmt::format("run {} recorded no configuration", run.value()), "ledger",
              "It ended before it decided anything.");
}

Result<Replay> replay(const std::vector<ledger::LedgerEvent>& events, const RunId& run, const ReplayOptions& options) {
  Gathered gathered;
  Replay replay;
  for (const ledger::LedgerEvent& event : events) {
    if (const auto* bars = std::get_if<ledger::BarsRecorded>(&event.body)) BOT_TRY_VOID(take_bars(gathered, *bars));
    if (event.run != run) continue;
    gathered.seen = true;
    if (const auto* started = std::get_if<ledger::RunStarted>(&event.body)) {
      gathered.account = started->account;
      gathered.version = started->version;
      gathered.session = started->session;
    } else if (const auto* inputs = std::get_if<ledger::InputsRecorded>(&event.body)) {
      BOT_TRY_VOID(check_inputs(*inputs));
      switch (inputs->what) {
        case ledger::InputsOf::kOptions:
          break;
        case ledger::InputsOf::kDecision:
          gathered.decision_inputs = inputs->json;
          break;
        case ledger::InputsOf::kPlan:
          gathered.plan_inputs = inputs->json;
          break;
      }
    } else if (const auto* decision = std::get_if<ledger::DecisionRecorded>(&event.body)) {
      BOT_TRY_VOID(replay_decision(gathered, *decision, options, replay));
      gathered.decision_inputs.reset();
    } else if (const auto* plan = std::get_if<ledger::PlanWritten>(&event.body)) {
      BOT_TRY_VOID(replay_plan(gathered, *plan, replay));
    }
  }
  if (!gathered.seen) return no_such_run(run);
  if (replay.decisions.empty())
    return fail(ErrorCode::kData,
                fmt::format("run {} decided nothing, so there is nothing to compute again", run.value()), "ledger",
                fmt::format("bot report {} says how it ended.", run.value()));
  replay.session = gathered.session;
  replay.version = gathered.version;
  return replay;
}

}  // namespace bot::run
