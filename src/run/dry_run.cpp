// The same questions and the same plan as a run, but nothing sent and nothing written.
#include "data/refresh.hpp"
#include "run/context.hpp"

namespace bot::run {
namespace {

// A dry run's record: the fold in memory, nothing on the disk.
class ScratchLedger final : public ledger::Ledger {
 public:
  explicit ScratchLedger(const ledger::LedgerState& state) { begin_with(state); }
  [[nodiscard]] Result<std::vector<ledger::LedgerEvent>> read_all() const override {
    return std::vector<ledger::LedgerEvent>{};
  }

 protected:
  Result<void> store(const std::vector<ledger::LedgerEvent>&) override { return {}; }
};

std::vector<ledger::OrderLine> planned_lines(const RunContext& run) {
  std::vector<ledger::OrderLine> lines;
  for (const plan::PlannedOrder& order : run.plan.orders)
    lines.push_back({.key = {},
                     .symbol = order.symbol,
                     .side = order.side,
                     .shares = order.shares,
                     .limit = order.limit_price,
                     .state = OrderState::kPlanned,
                     .filled = {},
                     .average_price = std::nullopt,
                     .commission = order.commission,
                     .slippage_bps = 0,
                     .reason = order.reason});
  return lines;
}

StepAnswer plan_only(RunContext& run) {
  if (auto stop = start_up(run)) return stop;
  if (auto stop = explain_positions(run)) return stop;
  if (auto stop = decide_and_plan(run)) return stop;
  run.result.orders = planned_lines(run);
  read_final_account(run);
  end_with(run,
           {.outcome = run.plan.orders.empty() ? ledger::Outcome::kNothingToDo : ledger::Outcome::kDone,
            .exit_code = run.first_meeting ? 7 : 0,
            .message = run.plan.orders.empty() ? std::string("positions are inside the band of their targets")
                                               : fmt::format("{} order(s) planned, none sent", run.plan.orders.size()),
            .error = std::nullopt});
  return std::nullopt;
}

}  // namespace

DryPlan dry_plan(const ReaderPorts& ports, const ledger::LedgerState& ledger, const RunOptions& options) {
  RunOptions dry = options;
  dry.mode = Mode::kDryRun;
  dry.scheduled = false;
  ScratchLedger scratch(ledger);
  RunContext run = context_of(ports, dry, scratch);
  const schedule::Window window = schedule::window_at(run.now(), dry.started_by(), dry.schedule, ports.calendar);
  if (window.answer == schedule::WindowAnswer::kOpen) {
    run.session = window.session;
    run.asof = window.session->date;
    run.deadlines = schedule::deadlines_of(*window.session, dry.schedule);
    run.result.session = run.asof;
  } else {
    // Outside: final bars and last closes, so the plan is only an indication.
    run.result.indicative = true;
    const auto final_session = data::last_final_session(ports.calendar, run.now());
    if (!final_session) {
      end_with(run, stop_of(Error{.code = ErrorCode::kData,
                                  .what = "there is no session to plan for",
                                  .where = {},
                                  .fix = "the calendar reaches from 1990 to 2035"}));
      return {.result = std::move(run.result), .plan = std::nullopt};
    }
    run.asof = *final_session;
    run.result.session = run.asof;
  }
  DryPlan dry_plan;
  if (const auto stop = plan_only(run))
    end_with(run, *stop);
  else
    dry_plan.plan = std::move(run.plan);
  run.result.ended = run.now();
  ports.broker.disconnect();
  dry_plan.result = std::move(run.result);
  return dry_plan;
}

ledger::RunResult dry_run(const ReaderPorts& ports, const ledger::LedgerState& ledger, const RunOptions& options) {
  return dry_plan(ports, ledger, options).result;
}

}  // namespace bot::run
