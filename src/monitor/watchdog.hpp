// Was there a run for each session, and do orders and positions still agree with the ledger after the close? Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.hpp"
#include "calendar/calendar.hpp"
#include "ledger/state.hpp"
#include "model/order.hpp"
#include "monitor/account.hpp"

namespace bot::monitor {

using ledger::Verdict;
[[nodiscard]] constexpr bool is_bad(Verdict verdict) {
  return verdict == Verdict::kUnfinished || verdict == Verdict::kMissed;
}

struct SessionJudgement {
  calendar::Session session;
  Verdict verdict = Verdict::kMissed;
  std::string sentence;
};

// What the broker shows now.
struct BrokerView {
  std::map<Symbol, Quantity> positions;  // of the contracts that managed symbols mean
  std::vector<OpenOrder> open_orders;    // of the account
};

enum class MismatchKind { kPosition, kUnbookedFill, kOpenOrder, kOrderState };
[[nodiscard]] constexpr std::string_view name(MismatchKind kind) {
  switch (kind) {
    case MismatchKind::kPosition:
      return "position";
    case MismatchKind::kUnbookedFill:
      return "unbooked_fill";
    case MismatchKind::kOpenOrder:
      return "open_order";
    case MismatchKind::kOrderState:
      return "order_state";
  }
  BOT_CHECK(false);
}

struct Mismatch {
  MismatchKind kind = MismatchKind::kPosition;
  std::optional<Symbol> symbol;
  std::string sentence;
};

struct WatchInput {
  UtcTime now{};
  const ledger::LedgerState& state;
  const MonitoredAccount& account;
  const calendar::Calendar& calendar;
  // First sign that somebody expects runs on this account (installed, first preflight); older slots are not judged.
  std::optional<UtcTime> since;
  bool kill_file = false;
};

inline constexpr int kMaxSessionsBack = 30;

// Every session closed by now that the watchdog has not looked at, oldest first; the newest of them always, also again.
[[nodiscard]] std::vector<SessionJudgement> judge_sessions(const WatchInput& input);
[[nodiscard]] std::vector<Mismatch> compare_with_broker(const WatchInput& input, const BrokerView& broker);

}  // namespace bot::monitor
