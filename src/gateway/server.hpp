// Connections and conversations: accepts clients, answers their requests from market, account and desk, pushes what
// changes, and lets the faults in between. Everything happens inside the event loop.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "gateway/account_values.hpp"
#include "gateway/faults.hpp"
#include "gateway/gateway.hpp"
#include "gateway/session.hpp"

namespace bot::gateway {

class Server {
 public:
  struct Parts {
    Doors doors;
    const Options& options;
    const Faults& faults;
    Market& market;
    Contracts& contracts;
    Account& account;
    Desk& desk;
    std::function<void()> save;  // the account's state, after something worth keeping
  };
  explicit Server(Parts parts);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  Result<void> listen();
  [[nodiscard]] ports::Endpoint endpoint() const;
  void stop();
  // Brings the desk up to now, keeps what changed, tells whom it concerns, and sets the timer of the next step.
  void pump();

 private:
  using SessionPtr = std::shared_ptr<Session>;

  void accept(std::unique_ptr<ports::Connection> connection);
  void on_bytes(const SessionPtr& session, std::string_view bytes);
  void drop(const SessionPtr& session, std::string_view why);
  void close_soon(const SessionPtr& session);
  void send(Session& session, const wire::Response& response);
  void send_error(Session& session, std::int64_t id, int code, std::string text);
  void deliver(const Outgoing& outgoing);
  void push_account(const std::vector<Symbol>& moved);
  void push_values(Session& session);
  void schedule(UtcTime when, std::function<void()> task);
  void arm_desk();
  void arm_pulse();
  void pulse();
  void arm_refresh();
  void arm_timed_faults();
  void apply(const TimedFault& fault);
  void broadcast(int code, const std::string& text);
  [[nodiscard]] bool faulty_query(const std::string& query, Session& session, const wire::Response& end);
  [[nodiscard]] AccountFacts facts() const;
  [[nodiscard]] UtcTime now() const { return parts_.doors.loop.now(); }

  // One answer a request; server_*.cpp by subject.
  void handle(const SessionPtr& session, const wire::Request& request);
  void start_api(const SessionPtr& session, const wire::StartApi& request);
  void answer(Session&, const wire::UnknownMessage&) {}
  void answer(Session&, const wire::StartApi&) {}
  void answer(Session&, const wire::CurrentTimeRequest&);
  void answer(Session&, const wire::CurrentTimeMillisRequest&);
  void answer(Session&, const wire::IdsRequest&);
  void answer(Session&, const wire::ManagedAccountsRequest&);
  void answer(Session&, const wire::MarketDataTypeRequest&);
  void answer(Session&, const wire::MarketDataRequest&);
  void answer(Session&, const wire::CancelMarketData&);
  void answer(Session&, const wire::HistoricalDataRequest&);
  void answer(Session&, const wire::CancelHistoricalData&);
  void answer(Session&, const wire::ContractDataRequest&);
  void answer(Session&, const wire::AccountDataRequest&);
  void answer(Session&, const wire::AccountSummaryRequest&);
  void answer(Session&, const wire::CancelAccountSummary&);
  void answer(Session&, const wire::PositionsRequest&);
  void answer(Session&, const wire::CancelPositions&);
  void answer(Session&, const wire::OpenOrdersRequest&);
  void answer(Session&, const wire::AllOpenOrdersRequest&);
  void answer(Session&, const wire::AutoOpenOrdersRequest&);
  void answer(Session&, const wire::CompletedOrdersRequest&);
  void answer(Session&, const wire::ExecutionsRequest&);
  void answer(Session&, const wire::PlaceOrder&);
  void answer(Session&, const wire::CancelOrder&);
  void answer(Session&, const wire::GlobalCancel&);
  void answer(Session&, const wire::AccountUpdatesMultiRequest&);
  void answer(Session&, const wire::CancelAccountUpdatesMulti&);
  void send_open_orders(Session& session, bool of_all_clients);
  [[nodiscard]] std::vector<wire::Response> ticks(const QuoteStream& stream, std::int64_t req_id);
  [[nodiscard]] bool is_mine(const std::string& account) const;

  Parts parts_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // timers outlive us in the loop
  std::unique_ptr<ports::Listener> listener_;
  std::vector<SessionPtr> sessions_;
  std::int64_t connections_ = 0;
  std::map<std::string, std::int64_t> messages_sent_;  // by protocol name, for the faults
  std::map<std::string, std::int64_t> queries_;
  std::optional<UtcTime> desk_due_, pulse_due_, refresh_due_;
  bool link_down_ = false;
};

}  // namespace bot::gateway
