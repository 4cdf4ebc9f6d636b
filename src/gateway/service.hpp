// What the services of the server have in common: whom they answer, and from what. A service has one answer() for each
// request that it serves; every request has one service.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "gateway/connections.hpp"
#include "gateway/matching_engine.hpp"
#include "gateway/order_entry.hpp"
#include "gateway/venue.hpp"

namespace bot::gateway {

inline constexpr const char* kLinkLostText = "Connectivity between IB and Trader Workstation has been lost.";

// All of it outlives the services.
struct Backend {
  Venue venue;
  MatchingEngine& engine;
  OrderEntry& entry;
  Connections& connections;
  // Brings the engine up to now and delivers what it has to say.
  std::function<void()> pump;
  // The same, but what it says may wait a moment for what follows.
  std::function<void()> pump_soon;
};

class Service {
 public:
  explicit Service(const Backend& backend, ports::EventLoop& loop) : backend_(backend), timers_(loop) {}

 protected:
  ~Service() = default;

  [[nodiscard]] UtcTime now() const { return timers_.now(); }
  [[nodiscard]] const Venue& venue() const { return backend_.venue; }
  [[nodiscard]] bool is_ours(const std::string& account) const {
    return account.empty() || account == venue().options.account || account == "All";
  }
  void send(Session& session, const wire::Response& response) { backend_.connections.send(session, response); }
  void send_error(Session& session, std::int64_t id, int code, std::string text) {
    backend_.connections.send_error(session, id, code, std::move(text));
  }
  // Counts the query. Whether a fault has dealt with it: by `end` alone, or by silence.
  [[nodiscard]] bool answered_by_fault(Query query, Session& session, const wire::Response& end) {
    const std::int64_t number = ++queries_[query];
    for (const QueryFault& fault : venue().faults.queries) {
      if (fault.query != query || !fault.which.hits(number)) continue;
      if (fault.kind == QueryFaultKind::kEmpty) send(session, end);
      return true;
    }
    return false;
  }

  Backend backend_;
  Timers timers_;

 private:
  std::map<Query, std::int64_t> queries_;
};

}  // namespace bot::gateway
