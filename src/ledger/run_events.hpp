// What a run records of itself, from its start to its end: what it decided from, what it planned, what it came to.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.hpp"
#include "base/enum_names.hpp"
#include "base/fixed.hpp"
#include "base/id.hpp"
#include "base/time.hpp"
#include "json/fields.hpp"
#include "ledger/run_result.hpp"
#include "model/bar.hpp"
#include "model/order.hpp"
#include "model/symbol.hpp"

namespace bot::ledger {

struct RunStarted {
  static constexpr std::string_view kKind = "run_started";
  Mode mode = Mode::kPaper;
  AccountId account;
  bool scheduled = false;
  std::optional<Date> session;
  std::string version;  // of the program

  bool operator==(const RunStarted&) const = default;
  static void fields(auto& each) {
    each("mode", &RunStarted::mode);
    each("account", &RunStarted::account);
    each("scheduled", &RunStarted::scheduled);
    each("session", &RunStarted::session);
    each("version", &RunStarted::version);
  }
};

// One step of the run that was passed, for whoever reads the record later.
struct StepRecorded {
  static constexpr std::string_view kKind = "step";
  std::string step;
  std::string detail;  // empty, ever: the format has the key, and no run has had anything to say there

  bool operator==(const StepRecorded&) const = default;
  static void fields(auto& each) {
    each("step", &StepRecorded::step);
    each("detail", &StepRecorded::detail);
  }
};

// The bars a decision was made from, so that it can be made again. Only what is new: the first `kept_rows` final rows
// are those of the series recorded before (whose hash is `previous_sha256`); `sha256` is over all final rows. Today's
// forming bar and its factor come beside them. Read back for the fold, `rows` is left out (codec.hpp).
struct BarsRecorded {
  static constexpr std::string_view kKind = "bars";
  Symbol symbol;
  std::uint64_t kept_rows = 0;
  std::uint64_t final_rows = 0;  // kept and new
  std::string previous_sha256;
  std::string sha256;
  std::optional<Bar> today;
  double factor = 1;
  std::vector<Bar> rows;  // new ones

  bool operator==(const BarsRecorded&) const = default;
  static void fields_before_rows(auto& each) {
    each("symbol", &BarsRecorded::symbol);
    each("kept_rows", &BarsRecorded::kept_rows);
    each("final_rows", &BarsRecorded::final_rows);
    each("previous_sha256", &BarsRecorded::previous_sha256);
    each("sha256", &BarsRecorded::sha256);
    each("today", &BarsRecorded::today);
    each("factor", &BarsRecorded::factor);
  }
  static void fields(auto& each) {
    fields_before_rows(each);
    each("rows", &BarsRecorded::rows);
  }
};

// What the recorded inputs were for.
enum class InputsOf { kOptions, kDecision, kPlan };
[[nodiscard]] constexpr std::string_view name(InputsOf what) {
  switch (what) {
    case InputsOf::kOptions:
      return "options";
    case InputsOf::kDecision:
      return "decision";
    case InputsOf::kPlan:
      return "plan";
  }
  BOT_CHECK(false);
}

struct InputsRecorded {
  static constexpr std::string_view kKind = "inputs";
  InputsOf what = InputsOf::kOptions;
  std::string json;
  std::string sha256;  // of json

  bool operator==(const InputsRecorded&) const = default;
  static void fields(auto& each) {
    each("what", &InputsRecorded::what);
    each("json", &InputsRecorded::json);
    each("sha256", &InputsRecorded::sha256);
  }
};

struct DecisionRecorded {
  static constexpr std::string_view kKind = "decision";
  Date session;
  std::map<Symbol, double> targets;
  std::string json;        // scores, gates, correlations, weights in full precision
  std::string sha256;      // of json
  bool continued = false;  // a rebalance that was still open went on with the targets it had

  bool operator==(const DecisionRecorded&) const = default;
  static void fields(auto& each) {
    each("session", &DecisionRecorded::session);
    each("targets", &DecisionRecorded::targets);
    each("json", &DecisionRecorded::json);
    each("sha256", &DecisionRecorded::sha256);
    each("continued", &DecisionRecorded::continued);
  }
};

struct Intent {
  OrderKey key;
  Symbol symbol;
  ConId con_id;
  std::string primary_exchange;
  Side side = Side::kBuy;
  Quantity quantity;  // the most this key may ever trade
  Price limit;        // as planned; a buy is sent at a price near planned_mid (plan/replan_buys.hpp)
  Price planned_mid;
  bool full_exit = false;
  std::string reason;

  bool operator==(const Intent&) const = default;
  static void fields(auto& each) {
    each("key", &Intent::key);
    each("symbol", &Intent::symbol);
    each("con_id", &Intent::con_id);
    each("primary_exchange", &Intent::primary_exchange);
    each("side", &Intent::side);
    each("quantity", &Intent::quantity);
    each("limit", &Intent::limit);
    each("planned_mid", &Intent::planned_mid);
    each("full_exit", &Intent::full_exit);
    each("reason", &Intent::reason);
  }
};

// Uses up the session. Nothing was sent before this is durable; nothing is added to it afterwards.
struct PlanWritten {
  static constexpr std::string_view kKind = "plan";
  Date session;
  int sequence = 1;
  std::map<Symbol, Quantity> baseline{};  // P0, the broker's positions in managed symbols
  std::map<Symbol, double> targets;
  Date decided;  // session of the decision these targets come from
  Money managed_equity;
  std::vector<Intent> intents{};  // sells first
  std::string sha256;             // of the plan in full, as kept under reports/plans

  bool operator==(const PlanWritten&) const = default;
  static void fields(auto& each) {
    each("session", &PlanWritten::session);
    each("sequence", &PlanWritten::sequence);
    each("baseline", &PlanWritten::baseline);
    each("targets", &PlanWritten::targets);
    each("decided", &PlanWritten::decided);
    each("managed_equity", &PlanWritten::managed_equity);
    each("intents", &PlanWritten::intents);
    each("sha256", &PlanWritten::sha256);
  }
};

// The buys as they may be sent after the sells were proven: each at most its intent. Keys not named are abandoned.
struct BuysSettled {
  static constexpr std::string_view kKind = "buys_settled";
  struct Buy {
    OrderKey key;
    Quantity quantity;
    Price limit;

    bool operator==(const Buy&) const = default;
    static void fields(auto& each) {
      each("key", &Buy::key);
      each("quantity", &Buy::quantity);
      each("limit", &Buy::limit);
    }
  };
  Date session;
  std::vector<Buy> buys{};
  Money settled_cash{};
  Money budget{};
  bool settled_only = true;              // all of today's buys are paid with settled cash
  std::map<Symbol, Date> sellable_from;  // first day the lot bought today may be sold
  // Whether AvailableFunds reached beyond settled cash after the sells; none: nothing was unsettled, or the broker did
  // not say.
  std::optional<bool> proceeds_granted{};

  bool operator==(const BuysSettled&) const = default;
  static void fields(auto& each) {
    each("session", &BuysSettled::session);
    each("buys", &BuysSettled::buys);
    each("settled_cash", &BuysSettled::settled_cash);
    each("budget", &BuysSettled::budget);
    each("settled_only", &BuysSettled::settled_only);
    each("free_from", &BuysSettled::sellable_from);
    each("proceeds_granted", &BuysSettled::proceeds_granted);
  }
};

struct RunEnded {
  static constexpr std::string_view kKind = "run_ended";
  RunResult result;
  bool on_target = false;  // positions inside the band of the targets

  bool operator==(const RunEnded&) const = default;
  static void fields(auto& each) {
    each("result", &RunEnded::result);
    each("on_target", &RunEnded::on_target);
  }
};

}  // namespace bot::ledger

template <>
inline constexpr bot::ledger::InputsOf bot::kLastOf<bot::ledger::InputsOf> = bot::ledger::InputsOf::kPlan;
