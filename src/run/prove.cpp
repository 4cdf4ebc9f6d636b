#include "run/prove.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/wording.hpp"
#include "run/account.hpp"

namespace bot::run {
namespace {

constexpr Duration kProofTimeout = std::chrono::seconds{30};
constexpr Duration kProofInterval = std::chrono::seconds{2};

// Fills were reported that no execution shows.
bool executions_short(const Runtime& runtime) {
  return std::ranges::any_of(runtime.state().orders_of(runtime.timing.asof),
                             [](const orders::OrderRecord* order) { return order->lacks_executions(); });
}

// Why the executions do not prove the fills; none: they do.
std::optional<std::string> missing_executions(const Runtime& runtime, const OrderFollower& follower,
                                              const std::vector<Execution>& executions) {
  const auto missing = follower.missing_from(executions);
  if (!missing.empty())
    return fmt::format("the broker's list of executions lacks {} we saw, first {}", counted(missing.size(), "fill"),
                       missing.front());
  if (executions_short(runtime)) return "an order is reported filled, but its executions are missing";
  return std::nullopt;
}

// Once they are what the baseline and our executions make; none: the follower is frozen.
std::optional<PositionMap> read_proven_positions(Runtime& runtime, OrderFollower& follower) {
  const auto freeze = [&](const std::string& why) {
    follower.freeze(why);
    return std::nullopt;
  };
  const UtcTime until = std::min(runtime.now() + kProofTimeout, runtime.deadlines().last_buy_phase);
  for (;;) {
    const auto executions = follower.ask_broker();
    if (!executions) return freeze("the executions could not be read: " + executions.error().text());
    if (follower.alarm()) {
      follower.listen(runtime.now());
      return std::nullopt;
    }
    auto why = missing_executions(runtime, follower, *executions);
    if (!why) {
      auto positions = read_positions(runtime);
      if (!positions) return freeze("the positions could not be read: " + positions.error().text());
      if (positions_match(proven_positions(runtime), *positions)) return std::move(*positions);
      why = "the positions are not the baseline and our executions";
    }
    if (runtime.now() >= until) return freeze(*why + ": no buy is sent");
    follower.listen(std::min(until, runtime.now() + kProofInterval));
    if (follower.frozen()) return std::nullopt;
  }
}

}  // namespace

PositionMap proven_positions(const Runtime& runtime) {
  const auto session = runtime.state().sessions.find(runtime.timing.asof);
  if (session == runtime.state().sessions.end()) return {};
  PositionMap expected = session->second.baseline;
  for (const orders::OrderRecord* order : runtime.state().orders_of(runtime.timing.asof)) {
    Quantity& shares = expected[order->symbol];
    if (order->side == Side::kBuy)
      shares += order->executed();
    else
      shares -= order->executed();
  }
  return expected;
}

TradeFacts prove_sells(Runtime& runtime, OrderFollower& follower, TradeFacts facts) {
  if (auto positions = read_proven_positions(runtime, follower))
    facts.account.positions = facts.newest_positions.emplace(std::move(*positions));
  return facts;
}

}  // namespace bot::run
