#include "pictures/audit.hpp"

#include <nlohmann/json.hpp>

#include "json/codec.hpp"

namespace bot::json {

template <>
struct FieldsOf<pictures::Trade> {
  static void fields(auto& each) {
    using pictures::Trade;
    each("event", [](const Trade&) { return std::string_view("trade"); });
    each("date", &Trade::date);
    each("symbol", &Trade::symbol);
    each("side", &Trade::side);
    each("shares", &Trade::shares);
    each("price", &Trade::price);
    each("notional", &Trade::notional);
    each("commission", &Trade::commission);
    each("slippage", &Trade::slippage);
  }
};

}  // namespace bot::json

namespace bot::pictures {
std::string audit_lines(const Story& story) {
  using Json = nlohmann::ordered_json;
  const auto line = [](const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n"; };
  std::string text = line({{"event", "started"},
                           {"title", story.title},
                           {"what", story.subtitle},
                           {"version", story.version},
                           {"simulated", story.simulated},
                           {"from", to_iso(story.dates.front())},
                           {"to", to_iso(story.dates.back())},
                           {"equity", story.curves.front().equity.front()}});
  // There are thousands: no tree each.
  json::Writer trades;
  for (const Trade& trade : story.trades) {
    json::write(trades, trade);
    trades.raw("\n");
  }
  text += trades.text();
  return text + line({{"event", "ended"},
                      {"equity", story.curves.front().equity.back()},
                      {"trades", story.trades.size()},
                      {"commission", story.curves.front().metrics.commission},
                      {"slippage", story.curves.front().metrics.slippage}});
}

}  // namespace bot::pictures
