// What one run of `bot trade` came to, in facts the ledger knows. Alerts, JSON and tables are made from this.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.hpp"
#include "base/error.hpp"
#include "base/fixed.hpp"
#include "base/time.hpp"
#include "json/fields.hpp"
#include "ledger/bar_text.hpp"
#include "ledger/error_text.hpp"
#include "ledger/finding_code.hpp"
#include "ledger/next_run.hpp"
#include "model/bar.hpp"
#include "model/mode.hpp"
#include "model/order.hpp"

namespace bot::ledger {

enum class Outcome {
  kDone,
  kNothingToDo,
  kAlreadyDone,
  kMarketClosed,
  kNotScheduled,
  kSkipped,
  kRefused,
  kResidual,
  kUnknown,
  kHalted,
  kFailed
};
[[nodiscard]] constexpr std::string_view name(Outcome outcome) {
  switch (outcome) {
    case Outcome::kDone:
      return "done";
    case Outcome::kNothingToDo:
      return "nothing_to_do";
    case Outcome::kAlreadyDone:
      return "already_done";
    case Outcome::kMarketClosed:
      return "market_closed";
    case Outcome::kNotScheduled:
      return "not_my_slot";
    case Outcome::kSkipped:
      return "skipped";
    case Outcome::kRefused:
      return "refused";
    case Outcome::kResidual:
      return "residual";
    case Outcome::kUnknown:
      return "unknown";
    case Outcome::kHalted:
      return "halted";
    case Outcome::kFailed:
      return "failed";
  }
  BOT_CHECK(false);
}

// Nothing was due at that hour: nobody is told of such a start, unless it found something to look at.
[[nodiscard]] constexpr bool is_not_due(Outcome outcome) {
  return outcome == Outcome::kMarketClosed || outcome == Outcome::kNotScheduled;
}

struct PositionLine {
  Quantity shares;
  std::optional<Price>
      price;  // mid, or last close when the market is closed; these three: none where no price is known
  std::optional<Money> value;
  std::optional<double> weight;  // of the managed equity

  bool operator==(const PositionLine&) const = default;
  static void fields(auto& each) {
    each("shares", &PositionLine::shares);
    each("price", &PositionLine::price);
    each("value", &PositionLine::value);
    each("weight", &PositionLine::weight);
  }
};

// What is not ours to manage, and its worth as the account reports it.
struct OutsideLine {
  std::string symbol;
  ConId con_id;
  std::string kind;  // STK, OPT, CASH, ...
  std::string currency;
  Quantity shares;
  std::optional<Money> value;  // US dollars; none: not reported
  std::string why;             // "not in the universe", "kept for you", ...

  bool operator==(const OutsideLine&) const = default;
  static void fields(auto& each) {
    each("symbol", &OutsideLine::symbol);
    each("con_id", &OutsideLine::con_id);
    each("kind", &OutsideLine::kind);
    each("currency", &OutsideLine::currency);
    each("shares", &OutsideLine::shares);
    each("value", &OutsideLine::value);
    each("why", &OutsideLine::why);
  }
};

struct InputLine {
  std::optional<Bar> provisional;  // today's forming bar, as traded
  double factor = 1;               // adj_close / close applied to yesterday's bar in this decision
  std::optional<Price> bid, ask;

  bool operator==(const InputLine&) const = default;
  static void fields(auto& each) {
    each("provisional", &InputLine::provisional);
    each("factor", &InputLine::factor);
    each("bid", &InputLine::bid);
    each("ask", &InputLine::ask);
  }
};

struct OrderLine {
  OrderKey key;
  Symbol symbol;
  Side side = Side::kBuy;
  Quantity shares;
  Price limit;
  OrderState state = OrderState::kPlanned;
  Quantity filled;
  std::optional<Price> average_price;
  std::optional<Money> commission;
  double slippage_bps = 0;  // against the planning mid
  std::string reason;
  std::optional<Money> doubtful_commission{};  // reported, and cannot be true

  // Of what no execution showed there is no price, and what it slipped is not known.
  [[nodiscard]] std::optional<double> known_slippage_bps() const {
    return average_price ? std::optional(slippage_bps) : std::nullopt;
  }

  bool operator==(const OrderLine&) const = default;
  static void fields(auto& each) {
    each("key", &OrderLine::key);
    each("symbol", &OrderLine::symbol);
    each("side", &OrderLine::side);
    each("shares", &OrderLine::shares);
    each("limit_price", &OrderLine::limit);
    each("state", &OrderLine::state);
    each("filled", &OrderLine::filled);
    each("average_price", &OrderLine::average_price);
    each("commission", &OrderLine::commission);
    each("slippage_bps", &OrderLine::slippage_bps);
    each("reason", &OrderLine::reason);
    each(json::Added{"doubtful_commission"}, &OrderLine::doubtful_commission);
  }
};

struct FindingLine {  // data findings, safety refusals, warnings: all a person should read
  std::optional<Symbol> symbol;
  bool is_error = false;  // else a warning
  FindingCode code = FindingCode::kHalt;
  std::string message;                  // of the symbol; text() puts that before it
  std::optional<UtcTime> first_seen{};  // by the first run that had it, however many did not mention it since

  bool operator==(const FindingLine&) const = default;
  // For whoever has nothing but this: "SPY: no quote".
  [[nodiscard]] std::string text() const { return symbol ? symbol->value() + ": " + message : message; }
  [[nodiscard]] bool is_same(const FindingLine& other) const {
    return symbol == other.symbol && is_error == other.is_error && code == other.code && message == other.message;
  }
  static void fields(auto& each) {
    each("symbol", &FindingLine::symbol);
    each("error", &FindingLine::is_error);
    each("code", &FindingLine::code);
    each("message", &FindingLine::message);
    each(json::Added{"first_seen"}, &FindingLine::first_seen);
  }
};

// Found by an earlier run and not by this one: no news should it come back soon.
struct KnownFinding {
  FindingLine finding;
  UtcTime last_seen{};

  bool operator==(const KnownFinding&) const = default;
  static void fields(auto& each) {
    each("finding", &KnownFinding::finding);
    each("last_seen", &KnownFinding::last_seen);
  }
};

// What a later session does by itself: shares that are locked, or that the cash did not reach for.
struct DeferredLine {
  Symbol symbol;
  Quantity shares;
  std::optional<Date> until;  // first day it may be sold; none: as cash comes
  std::string why;

  bool operator==(const DeferredLine&) const = default;
  static void fields(auto& each) {
    each("symbol", &DeferredLine::symbol);
    each("shares", &DeferredLine::shares);
    each("until", &DeferredLine::until);
    each("why", &DeferredLine::why);
  }
};

// The row of a file of target weights that was decided from.
struct StrategyFileLine {
  std::string path;
  std::string sha256;  // of the whole file
  Date row{};

  bool operator==(const StrategyFileLine&) const = default;
  static void fields(auto& each) {
    each("path", &StrategyFileLine::path);
    each("sha256", &StrategyFileLine::sha256);
    each("row", &StrategyFileLine::row);
  }
};

struct RunResult {
  std::string run_id;
  Mode mode = Mode::kDryRun;
  std::optional<Date> session;
  bool simulated = false;
  bool indicative = false;
  Outcome outcome = Outcome::kFailed;
  int exit_code = kExitDefect;
  std::string message;                       // one sentence for a person: why this outcome
  std::optional<Error> error;                // when kFailed
  std::optional<Money> equity;               // NetLiquidation after reconciliation
  std::optional<Money> cash;                 // TotalCashValue
  std::optional<Money> managed_equity;       // what targets and weights are shares of
  std::map<Symbol, double> targets;          // target weights
  std::map<Symbol, PositionLine> positions;  // managed shares
  std::vector<OutsideLine> outside;
  std::map<Symbol, InputLine> inputs;
  std::vector<OrderLine> orders;
  std::vector<FindingLine> findings;
  std::vector<KnownFinding> known_findings;  // by the end of their memory
  std::map<Symbol, std::string> reasons;     // for each symbol, why it is or is not traded
  std::vector<DeferredLine> deferred;
  bool within_band = false;  // every position is within the band of its target
  bool carried_on = false;   // an earlier start was cut off: the plan is its, and this one carried it on
  UtcTime started{};
  UtcTime ended{};
  NextRun next_run;
  std::optional<StrategyFileLine> strategy_file;  // with strategy.kind file

  bool operator==(const RunResult&) const = default;
  static void fields(auto& each) {
    each("run_id", &RunResult::run_id);
    each("mode", &RunResult::mode);
    each("session", &RunResult::session);
    each("simulated", &RunResult::simulated);
    each("indicative", &RunResult::indicative);
    each("outcome", &RunResult::outcome);
    each("exit_code", &RunResult::exit_code);
    each("message", &RunResult::message);
    each("error", &RunResult::error);
    each("equity", &RunResult::equity);
    each("cash", &RunResult::cash);
    each("targets", &RunResult::targets);
    each("positions", &RunResult::positions);
    each("inputs", &RunResult::inputs);
    each("orders", &RunResult::orders);
    each("findings", &RunResult::findings);
    each("reasons", &RunResult::reasons);
    each("started", &RunResult::started);
    each("ended", &RunResult::ended);
    each("next_run", &RunResult::next_run);
    each(json::Added{"deferred"}, &RunResult::deferred);
    each(json::Added{"within_band"}, &RunResult::within_band);
    each(json::Added{"carried_on"}, &RunResult::carried_on);
    each(json::Added{"managed_equity"}, &RunResult::managed_equity);
    each(json::Added{"outside"}, &RunResult::outside);
    each(json::Added{"known_findings"}, &RunResult::known_findings);
    each(json::Added{"strategy_file"}, &RunResult::strategy_file);
  }
};

}  // namespace bot::ledger

template <>
inline constexpr bot::ledger::Outcome bot::kLastOf<bot::ledger::Outcome> = bot::ledger::Outcome::kFailed;
