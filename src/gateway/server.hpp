// The gateway's clock work and switchboard: hands each request to the service that answers it, steps the matching
// engine when something is due, and lets the timed faults happen. Everything happens inside the event loop.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "gateway/account_service.hpp"
#include "gateway/market_data_service.hpp"
#include "gateway/order_service.hpp"
#include "gateway/pnl_service.hpp"
#include "gateway/session_service.hpp"

namespace bot::gateway {

class Server {
 public:
  // All of `venue`, `engine` and `entry` have to outlive it. `save` keeps the account's state, after something worth
  // keeping.
  Server(Ports ports, const Venue& venue, MatchingEngine& engine, OrderEntry& entry, std::function<void()> save);

  // kPortInUse.
  Result<void> listen();
  // What was asked for until it listens.
  [[nodiscard]] ports::Endpoint endpoint() const;
  // Closes every connection and stops listening.
  void stop() { connections_.close(); }

 private:
  void handle(Session& session, const wire::Request& request);
  // Brings the engine up to now, keeps what changed, delivers it, and sets the timer of the next step; soon: with what
  // else happens until then.
  void pump();
  void pump_soon();
  void tell();
  void deliver(const Outgoing& outgoing);
  void arm_engine();
  void arm_timed_faults();
  void apply(const TimedFault& fault);
  void lose_link(const TimedFault& fault);

  Venue venue_;
  MatchingEngine& engine_;
  std::function<void()> save_;
  Timers timers_;
  Connections connections_;
  Backend backend_;
  SessionService session_service_;
  AccountService account_service_;
  MarketDataService market_data_service_;
  OrderService order_service_;
  PnlService pnl_service_;
  std::optional<UtcTime> engine_due_;
  bool tell_is_due_ = false;
  Duration save_took_{};  // the last time; nothing on a virtual clock
};

}  // namespace bot::gateway
