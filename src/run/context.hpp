// What the steps of one run share. A step answers nothing when the run goes on, or a Stop: how it ends and why.
#pragma once

#include <fmt/format.h>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/rng.hpp"
#include "decide/decide.hpp"
#include "orders/order_tracker.hpp"
#include "plan/lots.hpp"
#include "plan/make_plan.hpp"
#include "run/run.hpp"
#include "safety/input.hpp"
#include "schedule/schedule.hpp"

namespace bot::run {

struct Stop {
  ledger::Outcome outcome = ledger::Outcome::kFailed;
  int exit_code = 70;
  std::string message;
  std::optional<Error> error;
};
using StepAnswer = std::optional<Stop>;
using PositionMap = std::map<Symbol, Quantity>;

[[nodiscard]] Stop stop_of(const Error& error);
[[nodiscard]] Stop interrupted_stop();  // with nothing sent

struct SymbolInputs {
  Symbol symbol;
  std::vector<Bar> bars;  // final ones, to the decision's session
  std::optional<data::Today> today;
  bool valid = false;
  std::string invalid_reason;
};

// The ledger as the order tracker sees it.
class LedgerJournal final : public orders::Journal {
 public:
  LedgerJournal(ledger::Ledger& ledger, RunId run) : ledger_(ledger), run_(std::move(run)) {}
  [[nodiscard]] const std::map<OrderKey, orders::OrderRecord>& orders() const override {
    return ledger_.state().orders;
  }
  [[nodiscard]] Result<void> record(UtcTime at, const orders::OrderEvent& event) override {
    return ledger_.append(at, run_, std::visit([](const auto& body) { return ledger::EventBody(body); }, event));
  }

 private:
  ledger::Ledger& ledger_;
  RunId run_;
};

struct RunContext {
  RunContext(const ReaderPorts& reader_ports, const RunOptions& run_options, ledger::Ledger& run_ledger)
      : ports(reader_ports),
        options(run_options),
        ledger(run_ledger),
        rng(run_options.seed, {static_cast<std::uint64_t>(now().time_since_epoch().count())}) {}

  const ReaderPorts& ports;
  const RunOptions& options;
  ledger::Ledger& ledger;
  ports::OrderDoor* door = nullptr;     // none in a dry run
  ports::Notifier* notifier = nullptr;  // none in a dry run
  RunId run;
  ledger::RunResult result;
  Rng rng;

  // session and time
  std::optional<calendar::Session> session;  // none: indicative, outside any session
  schedule::Deadlines deadlines;
  Date asof;  // session the decision is for
  bool interruption_told = false;

  // gateway
  ports::BrokerSession gateway;
  std::optional<Duration> clock_skew;
  UtcTime last_probe{};
  BrokerSnapshot snapshot;
  PositionMap positions;  // stocks of the account
  std::unique_ptr<LedgerJournal> journal;
  std::optional<orders::OrderTracker> tracker;
  bool resumed = false;        // an earlier run wrote this session's plan
  bool first_meeting = false;  // a dry run met positions nobody explained

  // decision
  std::map<Symbol, std::string> not_allowed;  // by permission, in this run
  std::vector<SymbolInputs> inputs;
  decide::Decision decision;
  std::map<Symbol, double> targets;
  Date decided;
  bool continued = false;
  std::map<Symbol, Instrument> instruments;
  std::map<Symbol, Quote> quotes;
  bool fractional = false;

  // plan
  plan::PlanInput plan_input;
  plan::Plan plan;
  Money managed_equity;
  std::optional<Money> buy_budget;  // of the buy phase
  bool frozen = false;              // nothing new is sent any more
  std::string frozen_why;
  std::optional<Stop> fatal;  // how the run will end, once what is out is followed to its end
  UtcTime interrupted_at{};
  bool positions_agree = false;

  [[nodiscard]] const ledger::LedgerState& state() const { return ledger.state(); }
  [[nodiscard]] UtcTime now() const { return ports.loop.now(); }
  // When waiting stops being worth it: while buys may begin, the last instant for that; later the death of what is out.
  // None where neither is to come.
  [[nodiscard]] std::optional<UtcTime> patience() const {
    if (!session || now() >= deadlines.dead) return std::nullopt;
    if (now() < deadlines.last_buy_phase) return deadlines.last_buy_phase;
    return state().live_orders().empty() ? std::nullopt : std::optional(deadlines.dead);
  }
  [[nodiscard]] UtcTime within_patience(UtcTime until) const { return std::min(until, patience().value_or(until)); }
  [[nodiscard]] UtcTime request_deadline() const { return within_patience(now() + options.request_timeout); }
  [[nodiscard]] Result<void> record(ledger::EventBody body) { return ledger.append(now(), run, std::move(body)); }
  [[nodiscard]] Result<void> step(std::string name, std::string detail = {}) {
    ports.log.info(detail.empty() ? name : name + ": " + detail);
    return record(ledger::StepRecorded{.step = std::move(name), .detail = std::move(detail)});
  }
  void find(std::optional<Symbol> symbol, bool error, ledger::FindingCode code, std::string message) {
    for (const ledger::FindingLine& line : result.findings)
      if (line.symbol == symbol && line.code == code && line.message == message) return;
    if (error)
      ports.log.error(message);
    else
      ports.log.warning(message);
    result.findings.push_back(
        {.symbol = std::move(symbol), .error = error, .code = code, .message = std::move(message)});
  }
  // FREEZE: nothing new is sent, what is out is followed to its end.
  void freeze(std::string why) {
    if (frozen) return;
    find(std::nullopt, true, ledger::FindingCode::kFreeze, why);
    frozen = true;
    frozen_why = std::move(why);
  }
  [[nodiscard]] bool is_dry() const { return door == nullptr; }
  [[nodiscard]] std::optional<std::string> kill_file() const;
};

// --- beginning and stopping (run_start.cpp, run_stop.cpp) ---
[[nodiscard]] RunContext context_of(const ReaderPorts& ports, const RunOptions& options, ledger::Ledger& ledger);
// connect .. recovered
[[nodiscard]] StepAnswer start_up(RunContext& run);
[[nodiscard]] StepAnswer decide_and_plan(RunContext& run);
[[nodiscard]] StepAnswer stop_if_failed(const Result<void>& recorded);
void end_with(RunContext& run, const Stop& stop);
// HALT: latched until a person resumes by name.
[[nodiscard]] Stop halt_run(RunContext& run, ledger::HaltReason reason, const std::string& why);

[[nodiscard]] ports::Alert alert_of(const RunContext& run, ports::AlertKind kind, ports::Severity severity);

// --- connecting and reading (run_connect.cpp) ---
[[nodiscard]] StepAnswer connect(RunContext& run);
[[nodiscard]] StepAnswer check_account(RunContext& run);
[[nodiscard]] StepAnswer read_snapshot(RunContext& run);
// Asks until it answers, as options.retry says; reconnects when the link is gone. For questions only, never an order.
template <class T>
Result<T> ask_again(RunContext& run, const std::string& what, const std::function<Result<T>()>& question);
[[nodiscard]] bool wait_before_retry(RunContext& run, int attempt, const Error& error, const std::string& what);
[[nodiscard]] Result<void> reconnect_if_needed(RunContext& run);
// Two reads at least five seconds apart that say the same.
[[nodiscard]] Result<PositionMap> settled_positions(RunContext& run, UtcTime until);

template <class T>
Result<T> ask_again(RunContext& run, const std::string& what, const std::function<Result<T>()>& question) {
  for (int attempt = 1;; ++attempt) {
    auto linked = reconnect_if_needed(run);
    Result<T> answer = linked ? question() : Result<T>(fail(linked.error()));
    if (answer || !wait_before_retry(run, attempt, answer.error(), what)) {
      if (!answer) return fail(answer.error().in(what));
      return answer;
    }
  }
}

// --- recovering and explaining (run_recover.cpp) ---
[[nodiscard]] StepAnswer recover(RunContext& run);
[[nodiscard]] StepAnswer explain_positions(RunContext& run);
[[nodiscard]] Result<void> book_cash_movement(RunContext& run);
// Orders past their fence and margin, once the positions are known for sure: expired, or filled as the positions prove.
[[nodiscard]] Result<void> settle_dead_orders(RunContext& run);
// Asks the three questions again and books what they say.
[[nodiscard]] Result<void> take_queries(RunContext& run);
[[nodiscard]] StepAnswer stop_on_alarm(RunContext& run);
// Cancelling is never evidence and always allowed.
void cancel_order(RunContext& run, const OrderKey& key, const std::string& why);

// --- deciding (run_decide.cpp) ---
[[nodiscard]] StepAnswer read_market(RunContext& run);
[[nodiscard]] StepAnswer decide_targets(RunContext& run);

// --- planning (run_plan.cpp and what run_planning.hpp names) ---
[[nodiscard]] StepAnswer make_and_check_plan(RunContext& run);
[[nodiscard]] StepAnswer write_plan(RunContext& run);
[[nodiscard]] Result<plan::PlanInput> gather_plan_input(RunContext& run, const AccountValues& values);
[[nodiscard]] Result<std::map<Symbol, Quote>> read_quotes(RunContext& run, const std::vector<Symbol>& symbols);
[[nodiscard]] safety::SafetyInput safety_input(RunContext& run);
[[nodiscard]] std::vector<Symbol> symbols_of_interest(const RunContext& run);
[[nodiscard]] std::optional<Price> price_of(const RunContext& run, const Symbol& symbol);

// --- the account's cash rule (run_cash_rule.cpp) ---
// As configured, or settled cash only while the broker is known to take nothing else.
[[nodiscard]] plan::CashRule cash_rule_of(const RunContext& run);
// After the sells: whether the broker grants their proceeds; none where it cannot be told.
[[nodiscard]] std::optional<bool> proceeds_granted(const plan::PlanInput& input, bool fresh);
// Remembers what orders and values showed of a cash-up-front account, and tells the owner when it is news (G10).
[[nodiscard]] Result<void> note_cash_up_front(RunContext& run);

// --- sending and proving (run_send.cpp, run_phases.cpp) ---
// An interruption, once: nothing new is sent, waits run their course again.
void note_interruption(RunContext& run);
// Waits for the broker's next words, at most until then, and books them.
void listen(RunContext& run, UtcTime until);
// The first and only transmission of a planned order; returns when the broker has acknowledged it, or run.frozen is
// set, or the order was abandoned.
void send_order(RunContext& run, const OrderKey& key);
// Listens until none of the orders is live, cancelling what is not filled in time; not beyond `until` nor a freeze.
void follow(RunContext& run, const std::vector<OrderKey>& keys, UtcTime until);
void abandon(RunContext& run, const OrderKey& key, const std::string& why);
// Sells, proof, buys: what of the session's written plan was never sent.
void execute(RunContext& run);
// Broker position that plan and executions of this session add up to.
[[nodiscard]] PositionMap proven_positions(const RunContext& run);

// --- to the end (run_reconcile.cpp) ---
void reconcile(RunContext& run);
void read_final_account(RunContext& run);
// Outcome, exit code and sentence from what the ledger knows.
void conclude(RunContext& run);
[[nodiscard]] bool on_target(const RunContext& run);

}  // namespace bot::run
