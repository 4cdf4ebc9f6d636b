// One session with TWS (or the embedded gateway) over the text protocol: asks, and sends orders. One thread: every call
// runs the event loop until its answer, an error or its deadline.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "ports/bar_source.hpp"
#include "ports/broker.hpp"
#include "ports/event_loop.hpp"
#include "ports/log.hpp"
#include "ports/network.hpp"
#include "wire/handshake.hpp"

namespace bot::tws {

struct Options {
  ports::Endpoint endpoint;
  std::int64_t client_id = 17;
  AccountId account;                            // whose values, executions and orders; empty: the first of the session
  wire::VersionRange offered = wire::kOffered;  // wire::kConservative is the switch
  Duration connect_timeout{10'000};             // TCP and version
  Duration barrier_timeout{10'000};             // accounts and next id
  Duration request_timeout{10'000};             // every question with an end marker, unless its deadline comes first
  Duration snapshot_timeout{15'000};            // quotes: TWS takes up to 11 s
  Duration history_timeout{60'000};             // one request for bars, then it is cancelled and asked once more
  Duration keepalive_interval{45'000};          // idle that long while waiting: ask for the time
  Duration keepalive_timeout{10'000};           // and dead when that is not answered
  double orders_per_s = 10;                     // PLACE_ORDER and CANCEL_ORDER
  double messages_per_s = 40;                   // everything
  std::size_t history_in_flight = 8;
};

// The clock that an embedded gateway told after MANAGED_ACCTS.
struct EmbeddedClock {
  UtcTime now{};
  UtcTime told{};    // our clock when the notice came
  std::string pace;  // "real", "step" or a number
};

class Client final : public ports::BrokerReader, public ports::OrderDoor, public ports::BarSource {
 public:
  Client(ports::EventLoop& loop, ports::Network& network, ports::Log& log, Options options);
  ~Client() override;
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  Result<ports::BrokerSession> connect(UtcTime deadline) override;
  void disconnect() override;
  [[nodiscard]] bool link_ok() const override;
  Result<UtcTime> server_time(UtcTime deadline) override;
  Result<AccountValues> account_values(const AccountId& account, UtcTime deadline) override;
  Result<std::vector<Position>> positions(UtcTime deadline) override;
  Result<std::vector<OpenOrder>> open_orders(UtcTime deadline) override;
  Result<std::vector<CompletedOrder>> completed_orders(UtcTime deadline) override;
  Result<std::vector<Execution>> executions(UtcTime deadline) override;
  Result<Instrument> instrument(const Symbol& symbol, UtcTime deadline) override;
  std::vector<Result<Quote>> quotes(const std::vector<Instrument>& instruments, MarketDataType wanted,
                                    UtcTime deadline) override;
  Result<ports::WhatIf> what_if(const OrderTicket& ticket, UtcTime deadline) override;
  std::vector<ports::BrokerEvent> wait_events(UtcTime deadline) override;

  Result<void> place(const safety::Approved& approved, ClientOrderId order_id) override;
  Result<void> cancel(ClientOrderId order_id) override;

  [[nodiscard]] std::string name() const override { return "tws"; }
  [[nodiscard]] bool has_adjusted() const override { return true; }
  std::vector<Result<std::vector<Bar>>> daily_bars(const std::vector<ports::BarRequest>& requests, UtcTime deadline,
                                                   const std::function<void(std::size_t done)>& progress) override;

  [[nodiscard]] bool is_connected() const;
  // Set when the gateway named itself an embedded one.
  [[nodiscard]] const std::optional<EmbeddedClock>& embedded_clock() const;
  // The lowest order id that this session neither used (orders, what-ifs) nor saw: the next order's id, and what the
  // ledger's high-water mark has to stay at or above. Below the ledger's mark, call reserve_order_ids first.
  [[nodiscard]] ClientOrderId next_order_id() const override;
  // From now on no id below `next` is used, by what_if neither.
  void reserve_order_ids(ClientOrderId next) override;
  // Messages that were skipped because nobody knows them or they could not be read.
  [[nodiscard]] std::uint64_t skipped_messages() const;

 private:
  class Session;
  std::unique_ptr<Session> session_;
};

}  // namespace bot::tws
