// How a check reaches the gateway. Connecting (client ids, back-off) is its owner's; the checks only ask.
#pragma once

#include <functional>
#include <optional>
#include <utility>

#include "ports/bar_source.hpp"
#include "ports/broker.hpp"

namespace bot::monitor {

// A connection that stands. The two ports live as long as whoever made the GatewayAccess.
struct GatewayLink {
  ports::BrokerSession session;
  ports::BrokerReader& broker;
  ports::BarSource& bars;
};

class GatewayAccess {
 public:
  using Connect = std::function<Result<GatewayLink>()>;
  explicit GatewayAccess(Connect connect) : connect_(std::move(connect)) {}
  // A gateway that is known beforehand not to be there.
  explicit GatewayAccess(Error unreachable) : unreachable_(std::move(unreachable)) {}

  // Known before anybody tried to connect.
  [[nodiscard]] const std::optional<Error>& unreachable() const { return unreachable_; }
  [[nodiscard]] Result<GatewayLink> connect() const {
    if (unreachable_) return fail(*unreachable_);
    return connect_();
  }

 private:
  std::optional<Error> unreachable_;
  Connect connect_;
};

// For one answer of a gateway that stands.
inline constexpr Duration kAnswerTimeout = std::chrono::seconds(15);

}  // namespace bot::monitor
