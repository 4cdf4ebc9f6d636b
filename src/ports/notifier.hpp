// What the program reports to its owner, as facts; `notify` makes a message of them. put() stores durably in the
// outbox and returns: delivery is somebody else's and never changes or delays the run.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/check.hpp"
#include "base/enum_names.hpp"
#include "base/fixed.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "model/order.hpp"

namespace bot::ports {

enum class AlertKind {
  kSuccess,
  kFailure,
  kDataQuality,
  kStartUp,
  kSkipped,
  kDeferred,
  kMissedRun,
  kHalted,
  kResumed,
  kCashMovement,
  kDailySummary,
  kTest,
  kNotReady,  // the check before a run, in the morning or on Sunday: something must be done first
  kArming     // live trading allowed, withdrawn, about to end
};
[[nodiscard]] constexpr std::string_view name(AlertKind kind) {
  switch (kind) {
    case AlertKind::kSuccess:
      return "success";
    case AlertKind::kFailure:
      return "failure";
    case AlertKind::kDataQuality:
      return "data_quality";
    case AlertKind::kStartUp:
      return "start_up";
    case AlertKind::kSkipped:
      return "skipped";
    case AlertKind::kDeferred:
      return "deferred";
    case AlertKind::kMissedRun:
      return "missed_run";
    case AlertKind::kHalted:
      return "halted";
    case AlertKind::kResumed:
      return "resumed";
    case AlertKind::kCashMovement:
      return "cash_movement";
    case AlertKind::kDailySummary:
      return "daily_summary";
    case AlertKind::kTest:
      return "test";
    case AlertKind::kNotReady:
      return "not_ready";
    case AlertKind::kArming:
      return "arming";
  }
  BOT_CHECK(false);
}
enum class Severity { kInfo, kWarning, kCritical };
[[nodiscard]] constexpr std::string_view name(Severity severity) {
  switch (severity) {
    case Severity::kInfo:
      return "info";
    case Severity::kWarning:
      return "warning";
    case Severity::kCritical:
      return "critical";
  }
  BOT_CHECK(false);
}

struct AlertFill {
  Symbol symbol;
  Side side = Side::kBuy;
  Quantity quantity;
  Price price;
  double slippage_bps = 0;          // against the mid at planning; positive is worse for us
  std::optional<Money> commission;  // none: not reported
};
struct AlertPosition {
  Symbol symbol;
  Quantity quantity;
  std::optional<Price> price;    // none: not known, as the weight
  std::optional<double> weight;  // share of equity, 0..1
};

// How long an alert stands for others of the same cause.
enum class Scope {
  kRunOrDay,  // in one run; outside a run on one New York day
  kForEver
};

struct Alert {
  AlertKind kind = AlertKind::kTest;
  Severity severity = Severity::kInfo;
  UtcTime at{};
  std::string run_id;               // empty outside a run
  bool simulated = false;           // SIMULATED stands in the title
  std::string title;                // without the SIMULATED mark
  std::string text;                 // what happened, in sentences
  std::vector<std::string> causes;  // outermost first
  std::string account_state;        // the state the account is in, where fills and positions do not say
  std::string not_done;             // what was not done
  std::string to_do;                // what the person should do, by when
  std::vector<std::pair<std::string, std::string>> facts;  // label, value; in order
  std::vector<AlertFill> fills;
  std::vector<AlertPosition> positions;
  std::vector<std::string> stack;  // of a defect: innermost first
  std::string dedupe_key;          // alerts with the same key are one, within the scope
  Scope scope = Scope::kRunOrDay;
};

// Environment variables that hold the addresses alerts go to; never the addresses themselves.
struct AlertVariables {
  std::string webhook = "DISCORD_WEBHOOK_URL";
  std::string dead_man = "DEAD_MAN_URL";
};

class Notifier {
 public:
  virtual ~Notifier() = default;
  // kIo: it could not be stored.
  virtual Result<void> put(const Alert& alert) = 0;
};

// Where what is reported waits, in the folder of an account's ledger.
[[nodiscard]] inline std::string outbox_folder(const std::string& ledger_folder) { return ledger_folder + "/outbox"; }

}  // namespace bot::ports

template <>
inline constexpr bot::ports::AlertKind bot::kLastOf<bot::ports::AlertKind> = bot::ports::AlertKind::kArming;
template <>
inline constexpr bot::ports::Severity bot::kLastOf<bot::ports::Severity> = bot::ports::Severity::kCritical;
