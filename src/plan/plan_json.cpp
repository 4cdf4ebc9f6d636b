#include "plan/plan_json.hpp"

#include <nlohmann/json.hpp>

namespace bot::plan {

using Json = nlohmann::ordered_json;

void add_plan(Json& document, const Plan& plan) {
  document["shares_after"] = Json::object();
  for (const auto& [symbol, shares] : plan.shares_after) document["shares_after"][symbol.value()] = shares.to_double();
  document["scale"] = plan.scale;
  document["distance"] = plan.distance;
  document["budget"] = plan.budget.to_double();
  document["reserve"] = plan.reserve.to_double();
  document["orders"] = Json::array();
  for (const PlannedOrder& order : plan.orders)
    document["orders"].push_back({{"symbol", order.symbol.value()},
                                  {"side", name(order.side)},
                                  {"shares", order.shares.to_double()},
                                  {"limit_price", order.limit_price.to_double()},
                                  {"notional", order.notional.to_double()},
                                  {"commission", order.commission.to_double()},
                                  {"reason", order.reason}});
  document["skipped"] = Json::array();
  for (const Skipped& skipped : plan.skipped)
    document["skipped"].push_back({{"symbol", skipped.symbol.value()}, {"reason", skipped.reason}});
}

}  // namespace bot::plan
