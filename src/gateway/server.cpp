#include "gateway/server.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "calendar/new_york.hpp"

namespace bot::gateway {
namespace {

constexpr std::size_t kClientsMax = 32;
constexpr Duration kLinger = std::chrono::milliseconds{100};  // so that a last word is read before the close
constexpr Duration kPulse = std::chrono::seconds{5};          // the grid of the path
constexpr Duration kRefresh = std::chrono::minutes{3};        // IBKR refreshes account values so often

}  // namespace

Server::Server(Parts parts) : parts_(std::move(parts)) {}

Server::~Server() {
  *alive_ = false;
  stop();
}

Result<void> Server::listen() {
  BOT_TRY(listener_, parts_.doors.network.listen(parts_.options.listen, [this, alive = alive_](auto connection) {
    if (*alive) accept(std::move(connection));
  }));
  arm_timed_faults();
  pump();
  return {};
}

ports::Endpoint Server::endpoint() const { return listener_ ? listener_->endpoint() : parts_.options.listen; }

void Server::stop() {
  listener_.reset();
  for (const SessionPtr& session : sessions_) session->close();
  sessions_.clear();
}

void Server::schedule(UtcTime when, std::function<void()> task) {
  parts_.doors.loop.call_at(when, [alive = alive_, task = std::move(task)] {
    if (*alive) task();
  });
}

void Server::accept(std::unique_ptr<ports::Connection> connection) {
  const std::int64_t number = ++connections_;
  std::erase_if(sessions_, [](const SessionPtr& session) { return session->stage == Stage::kClosed; });
  if (sessions_.size() >= kClientsMax) {
    parts_.doors.log.warning("gateway: a client too many");
    connection->close();
    return;
  }
  auto session = std::make_shared<Session>(std::move(connection), number);
  for (const ConnectionFault& fault : parts_.faults.connections) {
    if (!fault.which.hits(number)) continue;
    if (fault.kind == ConnectionFaultKind::kSilent) session->stage = Stage::kSilent;
    if (fault.kind == ConnectionFaultKind::kClose) {
      session->close();
      return;
    }
  }
  sessions_.push_back(session);
  const std::weak_ptr<Session> weak = session;
  session->connection().set_handler({.on_bytes =
                                         [this, alive = alive_, weak](std::string_view bytes) {
                                           const auto self = weak.lock();
                                           if (*alive && self) on_bytes(self, bytes);
                                         },
                                     .on_closed =
                                         [alive = alive_, weak](std::string_view) {
                                           const auto self = weak.lock();
                                           if (*alive && self) self->stage = Stage::kClosed;
                                         }});
}

void Server::on_bytes(const SessionPtr& session, std::string_view bytes) {
  const auto requests = session->take(bytes, now());
  if (!requests) {
    drop(session, requests.error().message());
    return;
  }
  for (const wire::Request& request : *requests) {
    if (session->stage == Stage::kClosed) return;
    handle(session, request);
  }
}

void Server::drop(const SessionPtr& session, std::string_view why) {
  parts_.doors.log.info(fmt::format("gateway: client {} closed: {}", session->client_id, why));
  session->stage = Stage::kClosed;
  close_soon(session);
}

void Server::close_soon(const SessionPtr& session) {
  schedule(now() + kLinger, [session] { session->close(); });
}

void Server::handle(const SessionPtr& session, const wire::Request& request) {
  if (const auto* start = std::get_if<wire::StartApi>(&request)) {
    if (session->stage == Stage::kStartApi) start_api(session, *start);
    return;
  }
  if (!session->is_ready()) return;  // before NEXT_VALID_ID requests are dropped, as TWS does
  std::visit([&](const auto& message) { answer(*session, message); }, request);
}

void Server::start_api(const SessionPtr& session, const wire::StartApi& request) {
  const bool taken = std::any_of(sessions_.begin(), sessions_.end(), [&](const SessionPtr& other) {
    return other->is_ready() && other->client_id == request.client_id;
  });
  const bool faulty =
      std::any_of(parts_.faults.connections.begin(), parts_.faults.connections.end(), [&](const auto& fault) {
        return fault.kind == ConnectionFaultKind::kClientIdInUse && fault.which.hits(session->number);
      });
  if (taken || faulty) {
    send_error(*session, -1, 326,
               "Unable to connect as the client id is already in use. Retry with a unique client id.");
    session->stage = Stage::kSilent;
    close_soon(session);
    return;
  }
  session->client_id = request.client_id;
  session->stage = Stage::kReady;
  send(*session, wire::ManagedAccounts{parts_.options.account});
  send_error(*session, -1, 2169,
             fmt::format("bot embedded gateway clock={} pace={}", to_iso_millis(now()), parts_.options.pace));
  send(*session, wire::NextValidId{parts_.desk.next_order_id(session->client_id)});
  send_error(*session, -1, 2104, "Market data farm connection is OK:usfarm");
  send_error(*session, -1, 2106, "HMDS data farm connection is OK:ushmds");
  send_error(*session, -1, 2158, "Sec-def data farm connection is OK:secdefnj");
  if (link_down_) send_error(*session, -1, 1100, "Connectivity between IB and Trader Workstation has been lost.");
}

void Server::send(Session& session, const wire::Response& response) {
  if (session.stage == Stage::kClosed) return;
  const std::string name(wire::message_name(response));
  const std::int64_t number = ++messages_sent_[name];
  for (const MessageFault& fault : parts_.faults.messages) {
    if (fault.message != name || !fault.which.hits(number)) continue;
    switch (fault.kind) {
      case MessageFaultKind::kDrop:
        return;
      case MessageFaultKind::kDelay:
        for (const SessionPtr& other : sessions_)
          if (other.get() == &session)
            schedule(now() + fault.delay, [session_kept = other, response] { session_kept->send(response); });
        return;
      case MessageFaultKind::kDuplicate:
        session.send(response);
        break;
      case MessageFaultKind::kCloseAfter:
        session.send(response);
        for (const SessionPtr& other : sessions_)
          if (other.get() == &session) drop(other, "a fault");
        return;
    }
  }
  session.send(response);
}

void Server::send_error(Session& session, std::int64_t id, int code, std::string text) {
  send(session, wire::ErrorMessage{id, code, std::move(text), "", now().time_since_epoch().count()});
}

void Server::deliver(const Outgoing& outgoing) {
  if (link_down_) return;  // what IBKR says meanwhile is lost; a client asks again afterwards
  wire::Response response = outgoing.response;
  if (auto* error = std::get_if<wire::ErrorMessage>(&response)) error->time_millis = now().time_since_epoch().count();
  for (const SessionPtr& session : sessions_)
    if (session->is_ready() && (outgoing.client_id == Outgoing::kEverybody || outgoing.client_id == session->client_id))
      send(*session, response);
}

void Server::pump() {
  parts_.desk.advance(now());
  const std::vector<Outgoing> outgoing = parts_.desk.take_outgoing();
  const std::vector<Symbol> moved = parts_.desk.take_moved();
  if (parts_.desk.take_dirty() || !moved.empty()) parts_.save();  // kept before it is told
  const std::vector<SessionPtr> kept = sessions_;                 // sending may drop one
  for (const Outgoing& message : outgoing) deliver(message);
  if (!moved.empty() && !link_down_) push_account(moved);
  arm_desk();
}

void Server::arm_desk() {
  const UtcTime due = parts_.desk.next_due();
  if (desk_due_ && *desk_due_ <= due) return;
  desk_due_ = due;
  schedule(due, [this, due] {
    if (desk_due_ == due) desk_due_.reset();
    pump();
  });
}

// While somebody listens to quotes: at every grid point of the session, otherwise at the next opening.
void Server::arm_pulse() {
  const bool wanted = std::any_of(sessions_.begin(), sessions_.end(), [](const SessionPtr& session) {
    return session->is_ready() && (!session->quotes.empty() || !session->bars.empty());
  });
  if (!wanted || pulse_due_) return;
  const UtcTime at = now();
  const Date today = calendar::to_new_york(at).date;
  const auto session = parts_.market.calendar().session_on(today);
  UtcTime next;
  if (session && at >= session->opens && at < session->closes + kPulse) {
    next = session->opens + ((at - session->opens) / kPulse + 1) * kPulse;
  } else {
    const auto coming = session && at < session->opens ? session : parts_.market.calendar().next_after(today);
    if (!coming) return;
    next = coming->opens;
  }
  pulse_due_ = next;
  schedule(next, [this] {
    pulse_due_.reset();
    pulse();
    arm_pulse();
  });
}

void Server::arm_refresh() {
  const bool wanted = std::any_of(sessions_.begin(), sessions_.end(), [](const SessionPtr& session) {
    return session->is_ready() && (session->wants_account || !session->summaries.empty() || !session->multis.empty());
  });
  if (!wanted || refresh_due_) return;
  refresh_due_ = now() + kRefresh;
  schedule(*refresh_due_, [this] {
    refresh_due_.reset();
    for (const SessionPtr& session : std::vector<SessionPtr>(sessions_))
      if (session->is_ready() && !link_down_) push_values(*session);
    arm_refresh();
  });
}

void Server::arm_timed_faults() {
  for (const TimedFault& fault : parts_.faults.timed)
    if (fault.at >= now()) schedule(fault.at, [this, fault] { apply(fault); });
}

void Server::broadcast(int code, const std::string& text) {
  for (const SessionPtr& session : std::vector<SessionPtr>(sessions_))
    if (session->is_ready()) send_error(*session, -1, code, text);
}

void Server::apply(const TimedFault& fault) {
  switch (fault.kind) {
    case TimedFaultKind::kLinkLost:
      broadcast(1100, "Connectivity between IB and Trader Workstation has been lost.");
      link_down_ = true;
      parts_.desk.set_link_back(now() + fault.time);
      schedule(now() + fault.time, [this, lost = fault.data_lost] {
        link_down_ = false;
        parts_.desk.set_link_back(std::nullopt);
        broadcast(lost ? 1101 : 1102, lost ? "Connectivity between IB and TWS has been restored - data lost."
                                           : "Connectivity between IB and TWS has been restored - data maintained.");
        pump();
      });
      return;
    case TimedFaultKind::kCloseAll:
      for (const SessionPtr& session : std::vector<SessionPtr>(sessions_)) drop(session, "a fault");
      return;
    case TimedFaultKind::kNotice:
      broadcast(fault.code, fault.text);
      return;
    case TimedFaultKind::kDeposit:
      parts_.account.deposit(fault.amount);
      parts_.save();
      push_account({});
      return;
    case TimedFaultKind::kPosition: {
      const Symbol symbol(fault.symbol);
      parts_.account.transfer(symbol, fault.shares, Price::from_double(parts_.market.mark(symbol, now())));
      parts_.save();
      push_account({symbol});
      return;
    }
    case TimedFaultKind::kRollback:
      parts_.desk.reset_order_ids();
      return;
  }
}

bool Server::faulty_query(const std::string& query, Session& session, const wire::Response& end) {
  const std::int64_t number = ++queries_[query];
  for (const QueryFault& fault : parts_.faults.queries) {
    if (fault.query != query || !fault.which.hits(number)) continue;
    if (fault.kind == QueryFaultKind::kEmpty) send(session, end);
    return true;
  }
  return false;
}

AccountFacts Server::facts() const {
  return {parts_.options, parts_.account, parts_.desk, parts_.market, parts_.contracts, parts_.faults};
}

bool Server::is_mine(const std::string& account) const {
  return account.empty() || account == parts_.options.account || account == "All";
}

}  // namespace bot::gateway
