#include "tws/client.hpp"

#include "safety/approved.hpp"
#include "tws/session.hpp"

namespace bot::tws {

Client::Client(ports::EventLoop& loop, ports::Network& network, ports::Log& log, Options options)
    : session_(std::make_unique<Session>(loop, network, log, std::move(options))) {}
Client::~Client() = default;

Result<ports::BrokerSession> Client::connect(UtcTime deadline) { return session_->connect(deadline); }
void Client::disconnect() { session_->disconnect(); }
bool Client::is_connected() const { return session_->is_open(); }
bool Client::link_ok() const { return session_->link_ok(); }
Result<UtcTime> Client::server_time(UtcTime deadline) { return session_->server_time(deadline); }
Result<AccountValues> Client::account_values(const AccountId& account, UtcTime deadline) {
  return session_->account_values(account, deadline);
}
Result<std::vector<Position>> Client::positions(UtcTime deadline) { return session_->positions(deadline); }
Result<std::vector<OpenOrder>> Client::open_orders(UtcTime deadline) { return session_->open_orders(deadline); }
Result<std::vector<CompletedOrder>> Client::completed_orders(UtcTime deadline) {
  return session_->completed_orders(deadline);
}
Result<std::vector<Execution>> Client::executions(UtcTime deadline) { return session_->executions(deadline); }
Result<Instrument> Client::instrument(const Symbol& symbol, UtcTime deadline) {
  return session_->instrument(symbol, deadline);
}
std::vector<Result<Quote>> Client::quotes(const std::vector<Instrument>& instruments, MarketDataType wanted,
                                          UtcTime deadline) {
  return session_->quotes(instruments, wanted, deadline);
}
Result<ports::WhatIf> Client::what_if(const OrderTicket& ticket, UtcTime deadline) {
  return session_->what_if(ticket, deadline);
}
std::vector<ports::BrokerEvent> Client::wait_events(UtcTime deadline) { return session_->wait_events(deadline); }
Result<void> Client::place(const safety::Approved& approved, ClientOrderId order_id) {
  return session_->place(approved.ticket(), order_id);
}
Result<void> Client::cancel(ClientOrderId order_id) { return session_->cancel(order_id); }
std::vector<Result<std::vector<Bar>>> Client::daily_bars(const std::vector<ports::BarRequest>& requests,
                                                         UtcTime deadline,
                                                         const std::function<void(std::size_t done)>& progress) {
  return session_->daily_bars(requests, deadline, progress);
}
const std::optional<EmbeddedClock>& Client::embedded_clock() const { return session_->embedded_clock(); }
ClientOrderId Client::next_order_id() const { return session_->next_order_id(); }
void Client::reserve_order_ids(ClientOrderId next) { session_->reserve_order_ids(next); }
std::uint64_t Client::skipped_messages() const { return session_->skipped_messages(); }

}  // namespace bot::tws
