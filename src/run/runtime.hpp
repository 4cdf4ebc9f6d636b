// What the stages of one run share: the ports they read through, the record they write, how long to wait, and
// what a person should read at the end. Also the session's instants and the connection: its login, which a
// reconnection replaces, and its clock as the run first met it. Whatever else a stage found out it returns.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/rng.hpp"
#include "ledger/ledger.hpp"
#include "ledger/run_result.hpp"
#include "ports/notifier.hpp"
#include "ports/retry.hpp"
#include "run/options.hpp"
#include "run/ports.hpp"
#include "schedule/schedule.hpp"

namespace bot::run {

using PositionMap = std::map<Symbol, Quantity>;  // shares of each stock in USD; none of 0

// The session a run is for and its instants.
struct Timing {
  std::optional<calendar::Session> session;  // none: indicative, outside any session
  schedule::Deadlines deadlines;             // of the session, on the broker's clock
  Date asof;                                 // session the decision is for
  [[nodiscard]] bool indicative() const { return !session; }
};

struct Runtime {
  const ReaderPorts& ports;
  const RunOptions& options;
  ledger::Ledger& ledger;               // of a dry run: in memory only
  ports::Notifier* notifier = nullptr;  // none in a dry run
  RunId id;
  UtcTime started;
  Timing timing;
  Rng rng;
  ports::BrokerSession gateway;  // as of the last connection: questions reconnect by themselves
  // Ours less the gateway's when the run connected; 0 before, and where it is refused. The deadlines keep to it; how
  // far the clocks are apart when an order is approved is asked again for each (TradeFacts).
  Duration clock_skew{};
  std::vector<ledger::FindingLine> findings;
  std::optional<Error> lost_alert;        // why the newest that could not be stored was not
  std::optional<UtcTime> interrupted_at;  // when the run took note of it: from then on nothing is cut short by it

  [[nodiscard]] UtcTime now() const { return ports.loop.now(); }
  // The session's, by our clock.
  [[nodiscard]] schedule::Deadlines deadlines() const { return schedule::on_clock(timing.deadlines, clock_skew); }
  [[nodiscard]] const ledger::LedgerState& state() const { return ledger.state(); }
  [[nodiscard]] bool is_dry() const { return options.mode == Mode::kDryRun; }
  [[nodiscard]] bool is_simulated() const { return options.simulated || gateway.embedded; }
  // Asked to stop, and nobody has taken note yet.
  [[nodiscard]] bool asked_to_stop() const { return ports.loop.interrupted() && !interrupted_at; }

  // Durable when it returns.
  [[nodiscard]] Result<void> record(ledger::EventBody body) { return ledger.append(now(), id, std::move(body)); }
  [[nodiscard]] Result<void> record_all(std::vector<ledger::EventBody> bodies);
  // A step of the run, for whoever reads log and record later.
  [[nodiscard]] Result<void> step(std::string name);
  // Findings are logged at once and listed once.
  void warn(std::optional<Symbol> symbol, ledger::FindingCode code, std::string message);
  void error(std::optional<Symbol> symbol, ledger::FindingCode code, std::string message);

  // How long to wait: while buys may begin, the last instant for that; later the death of what is out.
  // None where neither is to come.
  [[nodiscard]] std::optional<UtcTime> last_wait() const;
  // 20 s after the interruption, whatever is still open: whoever stops the process waits for it. None without one.
  [[nodiscard]] std::optional<UtcTime> stop_deadline() const;
  // last_wait() at most; past the stop deadline a moment, which is enough for a gateway that answers.
  [[nodiscard]] UtcTime bounded(UtcTime until) const;
  [[nodiscard]] UtcTime request_deadline() const { return bounded(now() + options.request_timeout); }
  // A scheduled run asks again until last_wait(), and so does one by hand whose orders are out when no buy may begin
  // any more; otherwise one by hand asks retry.max_attempts times. Interrupted, none asks again past the stop deadline.
  [[nodiscard]] ports::RetryPolicy retry_policy() const;
  // Never more often than retry.max_attempts: for answers that a run can do without.
  [[nodiscard]] ports::RetryPolicy bounded_retry_policy() const;

 private:
  void find(ledger::FindingLine line);
};

[[nodiscard]] Runtime make_runtime(const ReaderPorts& ports, const RunOptions& options, ledger::Ledger& ledger,
                                   ports::Notifier* notifier);

}  // namespace bot::run
