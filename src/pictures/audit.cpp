#include "pictures/audit.hpp"

#include <nlohmann/json.hpp>

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
  for (const Trade& trade : story.trades)
    text += line({{"event", "trade"},
                  {"date", to_iso(trade.date)},
                  {"symbol", trade.symbol},
                  {"side", name(trade.side)},
                  {"shares", trade.shares},
                  {"price", trade.price},
                  {"notional", trade.notional},
                  {"commission", trade.commission},
                  {"slippage", trade.slippage}});
  return text + line({{"event", "ended"},
                      {"equity", story.curves.front().equity.back()},
                      {"trades", story.trades.size()},
                      {"commission", story.curves.front().metrics.commission},
                      {"slippage", story.curves.front().metrics.slippage}});
}

}  // namespace bot::pictures
