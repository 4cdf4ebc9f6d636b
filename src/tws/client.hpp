// One session with TWS (or the embedded gateway) over the text protocol: asks, and sends orders. One thread: every call
// runs the event loop until its answer, an error or its deadline. The client itself opens the session and keeps its
// state; each kind of question has a class of its own below it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ports/bar_source.hpp"
#include "ports/broker.hpp"
#include "tws/account_queries.hpp"
#include "tws/channel.hpp"
#include "tws/convert.hpp"
#include "tws/event_feed.hpp"
#include "tws/history_queries.hpp"
#include "tws/keepalive.hpp"
#include "tws/market_queries.hpp"
#include "tws/options.hpp"
#include "tws/order_entry.hpp"
#include "tws/order_ids.hpp"

namespace bot::tws {

class Client final : public ports::BrokerReader, public ports::OrderPort, public ports::BarSource {
 public:
  Client(ports::EventLoop& loop, ports::Network& network, ports::Log& log, Options options);
  ~Client() override = default;
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  Result<ports::BrokerSession> connect(UtcTime deadline) override;
  void disconnect() override { channel_.disconnect(); }
  [[nodiscard]] bool connected() const override { return channel_.is_open() && channel_.server_version() != 0; }
  [[nodiscard]] bool link_ok() const override { return connected() && !link_lost_; }
  Result<UtcTime> server_time(UtcTime deadline) override { return keepalive_.ask_time(deadline); }
  Result<AccountValues> account_values(const AccountId& account, UtcTime deadline) override {
    return account_.ask_values(account, deadline);
  }
  Result<std::vector<Position>> positions(UtcTime deadline) override { return account_.ask_positions(deadline); }
  Result<std::vector<OpenOrder>> open_orders(UtcTime deadline) override { return account_.ask_open_orders(deadline); }
  Result<std::vector<CompletedOrder>> completed_orders(UtcTime deadline) override {
    return account_.ask_completed_orders(deadline);
  }
  Result<std::vector<Execution>> executions(UtcTime deadline) override;
  std::vector<Result<Instrument>> instruments(const std::vector<Symbol>& symbols, UtcTime deadline) override {
    return market_.ask_instruments(symbols, deadline);
  }
  std::vector<Result<Quote>> quotes(const std::vector<Instrument>& instruments, MarketDataType wanted,
                                    UtcTime deadline) override {
    return market_.ask_quotes(instruments, wanted, deadline);
  }
  std::vector<Result<ports::WhatIf>> what_ifs(const std::vector<OrderTicket>& tickets, UtcTime deadline) override {
    return orders_.ask_what_ifs(tickets, deadline);
  }
  std::vector<ports::BrokerEvent> wait_events(UtcTime deadline) override;

  Result<void> place(const safety::Approved& approved, ClientOrderId order_id) override;
  Result<void> cancel(ClientOrderId order_id) override { return orders_.cancel(order_id); }

  [[nodiscard]] std::string name() const override { return "tws"; }
  // As the gateway of the last connection that came about reported it.
  [[nodiscard]] SourceIdentity identity() const override { return bar_identity_; }
  [[nodiscard]] bool has_adjusted() const override { return true; }
  std::vector<Result<std::vector<Bar>>> daily_bars(const std::vector<ports::BarRequest>& requests, UtcTime deadline,
                                                   const std::function<void(std::size_t done)>& progress) override {
    return history_.ask_daily_bars(requests, deadline, progress);
  }

  // Set when the gateway named itself an embedded one.
  [[nodiscard]] const std::optional<EmbeddedClock>& embedded_clock() const { return embedded_clock_; }
  // The lowest order id that this session neither used (orders, what-ifs) nor saw: the next order's id, and what the
  // ledger's high-water mark has to stay at or above. Below the ledger's mark, call reserve_order_ids first.
  [[nodiscard]] ClientOrderId next_order_id() const override { return ids_.next(); }
  // From now on no id below `next` is used, by what_if neither.
  void reserve_order_ids(ClientOrderId next) override { ids_.reserve(next.value()); }

 private:
  Result<ports::BrokerSession> connect_as_one(UtcTime deadline);
  Result<void> pass_start_barrier(UtcTime deadline);
  void on_message(const wire::Response& response);
  void on_unreadable(const Unreadable& message, std::string_view payload);
  void on_error(const wire::ErrorMessage& message);
  void note_link(const wire::ErrorMessage& message);
  [[nodiscard]] AccountId account() const;

  ports::EventLoop& loop_;
  ports::Log& log_;
  Options options_;  // with the client id in use
  const std::int64_t last_client_id_;
  OrderIds ids_;
  Channel channel_;
  EventFeed feed_;
  Keepalive keepalive_;
  AccountQueries account_;
  MarketQueries market_;
  HistoryQueries history_;
  OrderEntry orders_;

  ports::BrokerSession session_;
  std::optional<EmbeddedClock> embedded_clock_;
  SourceIdentity bar_identity_{.kind = SourceKind::kBroker};
  bool is_id_in_use_ = false;
  bool has_next_id_ = false;
  bool link_lost_ = false;
};

}  // namespace bot::tws
