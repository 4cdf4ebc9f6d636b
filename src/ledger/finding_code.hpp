// What a finding of a run is about: a rule for bars, a safety rule, or something else that the run met. Closed: the
// names are in `bot trade --json`, in alerts and on people's disks.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "base/check.hpp"
#include "base/enum_names.hpp"
#include "json/codec.hpp"
#include "model/bar_rule.hpp"
#include "model/safety_rule.hpp"

namespace bot::ledger {

enum class FindingTopic {
  kFetch,     // bars could not be brought up to date
  kRevision,  // the source revised bars it had given before
  kToday,     // today's forming bar or its factor
  kQuote,
  kInstrument,
  kPermission,    // the account may not buy the symbol
  kAccount,       // account values could not be read
  kForeignOrder,  // somebody else's order in a managed symbol
  kUnexplainedPosition,
  kInferredFill,  // a fill nobody reported but the positions prove
  kCashMovement,  // cash that came or went without an order of ours
  kCashUpFront,   // the broker takes settled cash only
  kPlanFile,      // the plan's file could not be written
  kWeights,       // weights.method has no answer
  kStrategyFile,  // strategy.path has no weights that may be traded on
  kReconcile,     // broker and ledger differ after the run
  kArming,        // live trading ends soon
  kFreeze,        // nothing new was sent from some point on
  kOutside,       // something of the owner's that the account gives no value for
  kSettledCash,   // no settled cash that could be spent: not reported, or negative
  kCommission,    // a commission that cannot be true
  kHalt
};
[[nodiscard]] constexpr std::string_view name(FindingTopic topic) {
  switch (topic) {
    case FindingTopic::kFetch:
      return "fetch";
    case FindingTopic::kRevision:
      return "revision";
    case FindingTopic::kToday:
      return "today";
    case FindingTopic::kQuote:
      return "quote";
    case FindingTopic::kInstrument:
      return "instrument";
    case FindingTopic::kPermission:
      return "permission";
    case FindingTopic::kAccount:
      return "account";
    case FindingTopic::kForeignOrder:
      return "foreign_order";
    case FindingTopic::kUnexplainedPosition:
      return "unexplained_position";
    case FindingTopic::kInferredFill:
      return "inferred_fill";
    case FindingTopic::kCashMovement:
      return "cash_movement";
    case FindingTopic::kCashUpFront:
      return "cash_up_front";
    case FindingTopic::kPlanFile:
      return "plan_file";
    case FindingTopic::kWeights:
      return "weights";
    case FindingTopic::kStrategyFile:
      return "strategy_file";
    case FindingTopic::kReconcile:
      return "reconcile";
    case FindingTopic::kArming:
      return "arming";
    case FindingTopic::kFreeze:
      return "freeze";
    case FindingTopic::kOutside:
      return "outside";
    case FindingTopic::kSettledCash:
      return "settled_cash";
    case FindingTopic::kCommission:
      return "commission";
    case FindingTopic::kHalt:
      return "halt";
  }
  BOT_CHECK(false);
}

class FindingCode {
 public:
  using enum FindingTopic;

  // Each of them is a code as it stands.
  constexpr FindingCode(BarRule rule) : about_(rule) {}
  constexpr FindingCode(SafetyRule rule) : about_(rule) {}
  constexpr FindingCode(FindingTopic topic) : about_(topic) {}

  [[nodiscard]] constexpr const auto& about() const { return about_; }
  bool operator==(const FindingCode&) const = default;

 private:
  std::variant<BarRule, SafetyRule, FindingTopic> about_;
};
[[nodiscard]] constexpr std::string_view name(const FindingCode& code) {
  return std::visit([](auto about) { return name(about); }, code.about());
}

}  // namespace bot::ledger

template <>
inline constexpr bot::ledger::FindingTopic bot::kLastOf<bot::ledger::FindingTopic> = bot::ledger::FindingTopic::kHalt;

template <>
struct bot::json::Custom<bot::ledger::FindingCode> {
  static void write(Writer& out, const ledger::FindingCode& code) { out.string(name(code)); }
  [[nodiscard]] static ledger::FindingCode read(Reader& in) {
    const std::string text = in.string();
    if (const auto rule = parse_name<BarRule>(text)) return *rule;
    if (const auto rule = parse_name<SafetyRule>(text)) return *rule;
    if (const auto topic = parse_name<ledger::FindingTopic>(text)) return *topic;
    throw Malformed{"no such word: " + text};
  }
};
