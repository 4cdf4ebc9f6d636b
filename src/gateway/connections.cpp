#include "gateway/connections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/wording.hpp"
#include "gateway/times.hpp"

namespace bot::gateway {
namespace {

constexpr Duration kLinger = std::chrono::milliseconds{100};

}  // namespace

Connections::Connections(Ports ports, const Options& options, const Habits& habits, const Faults& faults,
                         OnRequest on_request)
    : ports_(ports),
      options_(options),
      habits_(habits),
      faults_(faults),
      on_request_(std::move(on_request)),
      timers_(ports.loop) {}

Result<void> Connections::listen(const ports::Endpoint& at) {
  BOT_TRY(listener_, ports_.network.listen(at, timers_.guard([this](std::unique_ptr<ports::Connection> connection) {
    accept(std::move(connection));
  })));
  return {};
}

void Connections::close() {
  listener_.reset();
  for (const auto& session : sessions_) session->close();
  sessions_.clear();
}

std::vector<std::shared_ptr<Session>> Connections::ready() const {
  std::vector<std::shared_ptr<Session>> ready;
  std::ranges::copy_if(sessions_, std::back_inserter(ready),
                       [](const std::shared_ptr<Session>& session) { return session->is_ready(); });
  return ready;
}

bool Connections::is_client_id_free(std::int64_t client_id) const {
  return std::ranges::none_of(sessions_, [&](const std::shared_ptr<Session>& session) {
    return session->is_ready() && session->client_id == client_id;
  });
}

bool Connections::pretends_id_in_use(const Session& session) const {
  return std::ranges::any_of(faults_.connections, [&](const ConnectionFault& fault) {
    return fault.kind == ConnectionFaultKind::kClientIdInUse && fault.which.hits(session.number);
  });
}

void Connections::accept(std::unique_ptr<ports::Connection> connection) {
  const std::int64_t number = ++accepted_;
  std::erase_if(sessions_, [](const auto& session) { return session->stage == Stage::kClosed; });
  if (sessions_.size() >= static_cast<std::size_t>(options_.max_clients)) {
    ports_.log.warning(fmt::format("gateway: a further connection is closed, as {} served at once (--max-clients)",
                                   counted(sessions_.size(), "client") + (sessions_.size() == 1 ? " is" : " are")));
    connection->close();
    return;
  }
  auto session = std::make_shared<Session>(std::move(connection), number);
  for (const ConnectionFault& fault : faults_.connections) {
    if (!fault.which.hits(number)) continue;
    if (fault.kind == ConnectionFaultKind::kSilent) session->stage = Stage::kSilent;
    if (fault.kind == ConnectionFaultKind::kClose) {
      session->close();
      return;
    }
  }
  sessions_.push_back(session);
  const std::weak_ptr<Session> weak = session;
  session->connection().set_handler({.on_bytes = timers_.guard([this, weak](std::string_view bytes) {
                                       if (const auto self = weak.lock()) receive(*self, bytes);
                                     }),
                                     .on_closed = timers_.guard([weak](std::string_view) {
                                       if (const auto self = weak.lock()) self->stage = Stage::kClosed;
                                     })});
}

void Connections::receive(Session& session, std::string_view bytes) {
  const auto requests = session.take(bytes, greeting_time(timers_.now(), habits_.greeting));
  if (!requests) {
    drop(session, requests.error().message());
    return;
  }
  for (const wire::Request& request : *requests) {
    if (session.stage == Stage::kClosed) return;
    on_request_(session, request);
  }
}

void Connections::drop(Session& session, std::string_view why) {
  ports_.log.info(fmt::format("gateway: client {} closed: {}", session.client_id, why));
  session.stage = Stage::kClosed;
  close_soon(session);
}

void Connections::close_soon(Session& session) {
  timers_.call_at(timers_.now() + kLinger, [kept = session.shared_from_this()] { kept->close(); });
}

void Connections::send(Session& session, const wire::Response& response) {
  if (session.stage == Stage::kClosed) return;
  const std::string_view name = wire::message_name(response);
  const std::int64_t number = ++messages_sent_[name];
  for (const MessageFault& fault : faults_.messages) {
    if (fault.message != name || !fault.which.hits(number)) continue;
    switch (fault.kind) {
      case MessageFaultKind::kDrop:
        return;
      case MessageFaultKind::kDelay:
        timers_.call_at(timers_.now() + fault.delay,
                        [kept = session.shared_from_this(), response] { kept->send(response); });
        return;
      case MessageFaultKind::kDuplicate:
        session.send(response);
        break;
      case MessageFaultKind::kCloseAfter:
        session.send(response);
        drop(session, "a fault");
        return;
    }
  }
  session.send(response);
}

void Connections::send_error(Session& session, std::int64_t id, int code, std::string text) {
  send(session, wire::ErrorMessage{id, code, std::move(text), "", timers_.now().time_since_epoch().count()});
}

void Connections::broadcast(int code, const std::string& text) {
  for (const auto& session : ready()) send_error(*session, -1, code, text);
}

}  // namespace bot::gateway
