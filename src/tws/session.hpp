// Inside of tws::Client: the connection, the questions that wait for an answer, and the events nobody asked for.
// session.cpp connects and reads, session_account.cpp asks of the account, session_market.cpp of the market,
// session_orders.cpp sends orders and makes events.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "tws/client.hpp"
#include "tws/token_bucket.hpp"
#include "wire/codec.hpp"
#include "wire/frame.hpp"
#include "wire/handshake.hpp"

namespace bot::tws {

inline constexpr std::int64_t kFirstRequestId = 1'000'000'000;  // order ids never get there

class Client::Session {
 public:
  Session(ports::EventLoop& loop, ports::Network& network, ports::Log& log, Options options);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  Result<ports::BrokerSession> connect(UtcTime deadline);
  void disconnect();
  [[nodiscard]] bool is_open() const { return connection_ != nullptr && connection_->is_open() && !closed_; }
  [[nodiscard]] bool link_ok() const { return is_open() && session_.server_version != 0 && !link_lost_; }

  Result<UtcTime> server_time(UtcTime deadline);
  Result<AccountValues> account_values(const AccountId& account, UtcTime deadline);
  Result<std::vector<Position>> positions(UtcTime deadline);
  Result<std::vector<OpenOrder>> open_orders(UtcTime deadline);
  Result<std::vector<CompletedOrder>> completed_orders(UtcTime deadline);
  Result<std::vector<Execution>> executions(UtcTime deadline);

  Result<Instrument> instrument(const Symbol& symbol, UtcTime deadline);
  std::vector<Result<Quote>> quotes(const std::vector<Instrument>& instruments, MarketDataType wanted,
                                    UtcTime deadline);
  std::vector<Result<std::vector<Bar>>> daily_bars(const std::vector<ports::BarRequest>& requests, UtcTime deadline,
                                                   const std::function<void(std::size_t done)>& progress);

  Result<ports::WhatIf> what_if(const OrderTicket& ticket, UtcTime deadline);
  Result<void> place(const OrderTicket& ticket, ClientOrderId order_id);
  Result<void> cancel(ClientOrderId order_id);
  std::vector<ports::BrokerEvent> wait_events(UtcTime deadline);

  [[nodiscard]] const std::optional<EmbeddedClock>& embedded_clock() const { return embedded_clock_; }
  [[nodiscard]] ClientOrderId next_order_id() const { return ClientOrderId(next_order_id_); }
  void reserve_order_ids(ClientOrderId next) { next_order_id_ = std::max(next_order_id_, next.value()); }
  [[nodiscard]] std::uint64_t skipped_messages() const { return skipped_; }

 private:
  // Somebody who waits for an answer. `hear` sees every message and says whether the answer is whole now. An ERR_MSG
  // with `id` that ends a request becomes `error`.
  struct Question {
    std::int64_t id = 0;
    std::function<bool(const wire::Response&)> hear = nullptr;
    std::function<bool(const wire::ErrorMessage&)> hear_error =
        nullptr;  // sees those with `id` first; true: dealt with
    bool done = false;
    std::optional<Error> error = std::nullopt;
    [[nodiscard]] bool is_over() const { return done || error.has_value(); }
  };
  // Keeps a question among those that hear.
  class Listening {
   public:
    Listening(Session& session, Question& question) : session_(session), question_(question) {
      session_.questions_.push_back(&question_);
    }
    ~Listening() { std::erase(session_.questions_, &question_); }
    Listening(const Listening&) = delete;
    Listening& operator=(const Listening&) = delete;

   private:
    Session& session_;
    Question& question_;
  };
  // Questions without an id whose end marker may still come after we gave up on them.
  enum class Unnumbered { kPositions, kOpenOrders, kCompletedOrders };
  struct Overdue {
    int ends = 0;
    UtcTime since{};
  };
  // What the snapshot of one quote and one request for bars have to remember; session_market.cpp.
  struct HistoryTask;

  // session.cpp
  Result<void> shake_hands(UtcTime deadline);
  Result<void> pass_start_barrier(UtcTime deadline);
  void receive(std::string_view bytes);
  void receive_payload(const std::string& payload);
  void dispatch(const wire::Response& response);
  void dispatch_error(const wire::ErrorMessage& message);
  void note_link(const wire::ErrorMessage& message);
  void close(std::string_view reason);
  // Waits for a token and sends; kDisconnected, kTimeout, kInterrupted otherwise.
  Result<void> send(const wire::Request& request, UtcTime deadline);
  Result<void> wait_for_token(TokenBucket& bucket, UtcTime deadline);
  // Sends and waits for the end of the question, or says why there is none.
  Result<void> ask(Question& question, const wire::Request& request, UtcTime deadline, std::string_view what);
  Result<void> await(Question& question, UtcTime deadline, std::string_view what);
  [[nodiscard]] Error why_not(UtcTime deadline, std::string_view what) const;
  [[nodiscard]] UtcTime limit(UtcTime deadline, Duration timeout) const;
  [[nodiscard]] std::int64_t new_request_id() { return next_request_id_++; }
  [[nodiscard]] AccountId account() const;

  // session_account.cpp
  Result<void> ask_unnumbered(Unnumbered kind, Question& question, const std::function<void()>& forget,
                              const std::function<bool(const wire::Response&)>& is_end, const wire::Request& request,
                              UtcTime deadline, std::string_view what);
  Result<void> add_summary(const AccountId& account, AccountValues& values, UtcTime deadline);
  Result<void> add_download(const AccountId& account, AccountValues& values, UtcTime deadline);
  void await_commissions(const std::map<std::string, Execution>& fills, UtcTime deadline);

  // session_market.cpp
  Result<void> start_history(HistoryTask& task, UtcTime deadline);
  bool step_history(HistoryTask& task, UtcTime deadline);

  // session_orders.cpp
  void note_event(const wire::Response& response);
  void note_seen_order(std::int64_t client_id, std::int64_t order_id);
  [[nodiscard]] UtcTime next_probe() const;
  void probe_idle_connection();

  ports::EventLoop& loop_;
  ports::Network& network_;
  ports::Log& log_;
  Options options_;

  std::unique_ptr<ports::Connection> connection_;
  wire::FrameSplitter splitter_;
  bool closed_ = false;
  std::string close_reason_;
  std::optional<wire::ServerHello> hello_;
  std::optional<Error> handshake_error_;
  bool in_use_ = false;  // 326 came

  ports::BrokerSession session_;
  bool has_next_id_ = false;
  bool link_lost_ = false;
  std::optional<EmbeddedClock> embedded_clock_;

  std::vector<Question*> questions_;
  std::map<Unnumbered, Overdue> overdue_;
  std::deque<ports::BrokerEvent> events_;
  std::int64_t next_request_id_ = kFirstRequestId;
  std::int64_t next_order_id_ = 1;
  TokenBucket messages_;
  TokenBucket orders_;
  std::optional<UtcTime> time_asked_;  // the last REQ_CURRENT_TIME
  std::optional<UtcTime> probe_sent_;  // the keepalive that was not answered yet
  UtcTime last_heard_{};
  std::uint64_t skipped_ = 0;
  std::set<int> skipped_ids_;
  std::set<std::int64_t> what_if_ids_;

  std::map<std::int64_t, Quantity> filled_by_perm_id_;
  std::map<std::pair<std::int64_t, std::int64_t>, Quantity> filled_by_order_id_;  // client id, order id
  std::map<std::string, Money> commissions_;                                      // by exec id
  std::map<Symbol, Instrument> instruments_;
};

}  // namespace bot::tws
