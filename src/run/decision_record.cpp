#include "run/decision_record.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "json/codec.hpp"
#include "plan/plan_json.hpp"

// What of each type is recorded, by the names it has in the texts.
namespace bot::json {

template <>
struct FieldsOf<decide::SymbolScore> {
  using S = decide::SymbolScore;
  static constexpr auto fields() {
    return json::fields("symbol", &S::symbol, "bars", &S::bars, "close", &S::close, "ema_fast", &S::ema_fast,
                        "ema_slow", &S::ema_slow, "atr", &S::atr, "score", &S::score, "volatility", &S::volatility,
                        "passed", &S::passed, "reason", &S::reason);
  }
};
template <>
struct FieldsOf<decide::Correlation> {
  using C = decide::Correlation;
  static constexpr auto fields() { return json::fields("a", &C::a, "b", &C::b, "rho", &C::rho); }
};
template <>
struct FieldsOf<decide::Decision> {
  using D = decide::Decision;
  static constexpr auto fields() {
    return json::fields("asof", &D::asof, "symbols", &D::symbols, "correlations", &D::correlations, "selected",
                        &D::selected, "weights", &D::weights, "cash", &D::cash, "reasons", &D::reasons);
  }
};
template <>
struct FieldsOf<run::UsableSymbol> {
  using U = run::UsableSymbol;
  static constexpr auto fields() {
    return json::fields("symbol", &U::symbol, "usable", &U::usable, "reason", &U::reason);
  }
};
template <>
struct FieldsOf<run::DecisionInputs> {
  using I = run::DecisionInputs;
  static constexpr auto fields() { return json::fields("asof", &I::asof, "symbols", &I::symbols); }
};
template <>
struct FieldsOf<plan::Holding> {
  using H = plan::Holding;
  static constexpr auto fields() {
    return json::fields("shares", &H::shares, "locked", &H::locked, "locked_until", &H::locked_until);
  }
};
template <>
struct FieldsOf<plan::QuoteInput> {
  using Q = plan::QuoteInput;
  static constexpr auto fields() {
    return json::fields("bid", &Q::bid, "ask", &Q::ask, "last_close", &Q::last_close, "tick", &Q::tick, "problem",
                        &Q::problem);
  }
};
// As `settled_only`, true or false.
template <>
struct Custom<plan::CashRule> {
  static void write(Writer& out, plan::CashRule rule) { json::write(out, rule == plan::CashRule::kSettledOnly); }
  static plan::CashRule read(Reader& in) { return in.boolean() ? plan::CashRule::kSettledOnly : plan::CashRule::kAuto; }
};
template <>
struct FieldsOf<plan::PlanInput> {
  using I = plan::PlanInput;
  using O = plan::Options;
  using W = WeightCap;
  // Flat, whatever room each belongs to.
  static constexpr auto options() {
    return json::fields(
        "limit_offset_bps", through(&I::options, &O::limit_offset_bps), "exit_offset_bps",
        through(&I::options, &O::exit_offset_bps), "min_order_notional", through(&I::options, &O::min_order_notional),
        "drift_band", through(&I::options, &O::drift_band), "max_weight_per_asset",
        through(&I::weight_cap, &W::max_weight_per_asset), "fixed_strategy",
        through(&I::weight_cap, &W::fixed_strategy), "fractional", &I::fractional, "max_price_move",
        through(&I::options, &O::max_price_move), "max_spread_bps", through(&I::options, &O::max_spread_bps),
        "settled_only", through(&I::options, &O::cash_rule), "cash_reserve", through(&I::options, &O::cash_reserve),
        "commission_per_share", through(&I::options, through(&O::costs, &plan::Costs::per_share)), "commission_minimum",
        through(&I::options, through(&O::costs, &plan::Costs::minimum)));
  }
  static constexpr auto fields() {
    return json::fields("equity", &I::equity, "settled_cash", &I::settled_cash, "unsettled_proceeds",
                        &I::unsettled_proceeds, "available_funds", &I::available_funds, "positions", &I::positions,
                        "quotes", &I::quotes, "targets", &I::targets, "left_alone", &I::excluded, "options", options());
  }
};

}  // namespace bot::json

namespace bot::run {
namespace {

// Our own records: what does not fit is damaged.
template <class T>
Result<T> decode_recorded(const char* what, const std::string& text) {
  auto value = json::decode<T>(text);
  if (value) return value;
  return fail(ErrorCode::kIo, fmt::format("the recorded {} cannot be read: {}", what, value.error().what), {},
              "It was written by a newer or a broken program; bot audit verify checks the ledger.");
}

}  // namespace

std::string decision_text(const decide::Decision& decision) { return json::encode(decision); }

std::string encode_decision_inputs(const DecisionInputs& inputs) { return json::encode(inputs); }

Result<DecisionInputs> decode_decision_inputs(const std::string& text) {
  return decode_recorded<DecisionInputs>("inputs of the decision", text);
}

std::string plan_text(const PlanText& of) {
  nlohmann::ordered_json json;
  json["schema"] = "bot.plan/1";
  json["session"] = to_iso(of.session);
  json["account_sha256"] = of.account_sha256;
  json["equity"] = of.input.equity.str();
  json["targets"] = nlohmann::ordered_json::object();
  for (const auto& [symbol, weight] : of.targets) json["targets"][symbol.value()] = weight;
  plan::add_plan(json, of.plan);
  return json.dump(2) + "\n";
}

std::string encode_plan_input(const plan::PlanInput& input) { return json::encode(input); }

Result<plan::PlanInput> decode_plan_input(const std::string& text) {
  return decode_recorded<plan::PlanInput>("inputs of the plan", text);
}

}  // namespace bot::run
