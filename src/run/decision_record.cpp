#include "run/decision_record.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "json/codec.hpp"
#include "plan/plan_json.hpp"

// What of each type is recorded, by the names it has in the texts.
namespace bot::json {

template <>
struct FieldsOf<run::UsableSymbol> {
  using U = run::UsableSymbol;
  static void fields(auto& each) {
    each("symbol", &U::symbol);
    each("usable", &U::usable);
    each("reason", &U::reason);
  }
};
template <>
struct FieldsOf<decide::WeightRow> {
  using R = decide::WeightRow;
  static void fields(auto& each) {
    each("date", &R::date);
    each("weights", &R::weights);
  }
};
template <>
struct FieldsOf<data::FileRow> {
  using R = data::FileRow;
  static void fields(auto& each) {
    each("path", &R::path);
    each("sha256", &R::sha256);
    each("row", &R::row);
  }
};
template <>
struct FieldsOf<run::DecisionInputs> {
  using I = run::DecisionInputs;
  static void fields(auto& each) {
    each("asof", &I::asof);
    each("symbols", &I::symbols);
    each(json::Added{"file_row"}, &I::file_row);
  }
};
template <>
struct FieldsOf<plan::Holding> {
  using H = plan::Holding;
  static void fields(auto& each) {
    each("shares", &H::shares);
    each("locked", &H::locked);
    each("locked_until", &H::locked_until);
  }
};
template <>
struct FieldsOf<plan::QuoteInput> {
  using Q = plan::QuoteInput;
  static void fields(auto& each) {
    each("bid", &Q::bid);
    each("ask", &Q::ask);
    each("last_close", &Q::last_close);
    each("tick", &Q::tick);
    each("problem", &Q::problem);
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
  // Flat, whatever room each belongs to.
  struct Options {
    using O = plan::Options;
    using W = WeightCap;
    static void fields(auto& each) {
      each("limit_offset_bps", through(&I::options, &O::limit_offset_bps));
      each("exit_offset_bps", through(&I::options, &O::exit_offset_bps));
      each("min_order_notional", through(&I::options, &O::min_order_notional));
      each("drift_band", through(&I::options, &O::drift_band));
      each("max_weight_per_asset", through(&I::weight_cap, &W::max_weight_per_asset));
      each("fixed_strategy", through(&I::weight_cap, &W::fixed_strategy));
      each("fractional", &I::fractional);
      each("max_price_move", through(&I::options, &O::max_price_move));
      each("max_spread_bps", through(&I::options, &O::max_spread_bps));
      each("settled_only", through(&I::options, &O::cash_rule));
      each("cash_reserve", through(&I::options, &O::cash_reserve));
      each("commission_per_share", through(&I::options, through(&O::costs, &plan::Costs::per_share)));
      each("commission_minimum", through(&I::options, through(&O::costs, &plan::Costs::minimum)));
    }
  };
  static void fields(auto& each) {
    each("equity", &I::equity);
    each("settled_cash", &I::settled_cash);
    each("unsettled_proceeds", &I::unsettled_proceeds);
    each("available_funds", &I::available_funds);
    each("positions", &I::positions);
    each("quotes", &I::quotes);
    each("targets", &I::targets);
    each("left_alone", &I::excluded);
    each("options", Inner<Options>{});
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

std::string encode_decision_inputs(const DecisionInputs& inputs) { return json::encode(inputs); }

Result<DecisionInputs> decode_decision_inputs(const std::string& text) {
  return decode_recorded<DecisionInputs>("inputs of the decision", text);
}

std::string plan_path(const std::string& folder, const std::string& sha256) {
  return fmt::format("{}/{}.json", folder, sha256.substr(0, 12));
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
