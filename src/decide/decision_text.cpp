#include "decide/decision_text.hpp"

#include "json/codec.hpp"

namespace bot::json {

template <>
struct FieldsOf<decide::SymbolScore> {
  using S = decide::SymbolScore;
  static void fields(auto& each) {
    each("symbol", &S::symbol);
    each("bars", &S::bars);
    each("close", &S::close);
    each("ema_fast", &S::ema_fast);
    each("ema_slow", &S::ema_slow);
    each("atr", &S::atr);
    each("score", &S::score);
    each("volatility", &S::volatility);
    each("passed", &S::passed);
    each("reason", &S::reason);
  }
};
template <>
struct FieldsOf<decide::Correlation> {
  using C = decide::Correlation;
  static void fields(auto& each) {
    each("a", &C::a);
    each("b", &C::b);
    each("rho", &C::rho);
  }
};
template <>
struct FieldsOf<decide::Decision> {
  using D = decide::Decision;
  static void fields(auto& each) {
    each("asof", &D::asof);
    each("symbols", &D::symbols);
    each("correlations", &D::correlations);
    each("selected", &D::selected);
    each("weights", &D::weights);
    each("cash", &D::cash);
    each("reasons", &D::reasons);
  }
};

}  // namespace bot::json

namespace bot::decide {

std::string decision_text(const Decision& decision) { return json::encode(decision); }

Result<Decision> parse_decision(std::string_view text) { return json::decode<Decision>(text); }

}  // namespace bot::decide
