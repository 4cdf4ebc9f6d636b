// The gateway's clock work and switchboard: hands each request to the service that answers it, steps the matching
// engine when something is due, and lets the timed faults happen. Everything happens inside the event loop.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "gateway/account_service.hpp"
#include "gateway/market_data_service.hpp"
#include "gateway/order_service.hpp"
#include "gateway/pnl_service.hpp"
#include "gateway/session_service.hpp"

namespace bot::gateway {

class Server {
 public:
  using Save = std::function<Result<void>()>;
  // All of `venue`, `engine` and `entry` have to outlive it. `save` keeps the account's state, after something worth
  // keeping.
  Server(Ports ports, const Venue& venue, MatchingEngine& engine, OrderEntry& entry, Save save);

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
  void publish();
  // Whether everything is on the disk. If not, nothing more happens to the account and nobody is notified of it until
  // the disk takes it again, which is tried every second; orders that never stood there are refused.
  [[nodiscard]] bool keep();
  void arm_disk_retry();
  void refuse_unkept_orders(const std::string& why);
  // For a request that only an account kept on disk can serve; the reply is sent then.
  [[nodiscard]] bool refuse_while_disk_fails(Session& session, const wire::Request& request);
  void deliver(const Outgoing& outgoing);
  void arm_engine();
  void arm_timed_faults();
  void apply(const TimedFault& fault);
  void lose_link(const TimedFault& fault);

  Venue venue_;
  MatchingEngine& engine_;
  Save save_;
  ports::Log& log_;
  Timers timers_;
  Connections connections_;
  Backend backend_;
  SessionService session_service_;
  AccountService account_service_;
  MarketDataService market_data_service_;
  OrderService order_service_;
  PnlService pnl_service_;
  std::optional<UtcTime> engine_due_;
  bool publishing_is_due_ = false;
  std::vector<Outgoing> outgoing_;           // not sent yet: it was not kept
  std::vector<Symbol> moved_;                // the same
  std::optional<std::string> disk_trouble_;  // why the account cannot be kept
  Duration save_took_{};                     // the last time; nothing on a virtual clock
};

}  // namespace bot::gateway
