#include "tws/channel.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bot::tws {

Channel::Channel(ports::EventLoop& loop, ports::Network& network, ports::Log& log, const Options& options,
                 Handler handler)
    : loop_(loop),
      network_(network),
      log_(log),
      options_(options),
      handler_(std::move(handler)),
      messages_(options.messages_per_s) {}

void Channel::disconnect() {
  if (connection_) {
    connection_->set_handler({});
    connection_->close();
  }
  connection_.reset();
  closed_ = false;
}

Result<void> Channel::open(UtcTime deadline) {
  disconnect();
  splitter_ = {};
  hello_.reset();
  handshake_error_.reset();
  close_reason_.clear();
  server_version_ = 0;

  const UtcTime until = limit(deadline, options_.connect_timeout);
  BOT_TRY(connection_, network_.connect(options_.endpoint, until));
  connection_->set_handler({.on_bytes = [this](std::string_view bytes) { receive(bytes); },
                            .on_closed = [this](std::string_view reason) { close(reason); }});
  connection_->send(wire::client_hello_bytes({wire::kOffered, {}}));
  wait([this] { return hello_ || handshake_error_; }, until);
  if (handshake_error_) return fail(*handshake_error_);
  if (!is_open()) {
    return fail(Error{ErrorCode::kDisconnected, close_reason_, where(),
                      std::string(kTooManyClientsFix) + std::string(kLoginFix)}
                    .in("the gateway closed the connection during the handshake"));
  }
  if (!hello_) {
    if (now() < until) return fail(ErrorCode::kInterrupted, "stopped while connecting", where());
    return fail(ErrorCode::kLogin, "the gateway accepts connections but does not answer", where(),
                std::string(kLoginFix));
  }
  server_version_ = hello_->server_version;
  return {};
}

void Channel::close(std::string_view reason) {
  if (closed_) return;
  closed_ = true;
  close_reason_ = reason;
  if (connection_) connection_->close();
  handler_.on_closed(close_reason_);
}

void Channel::receive(std::string_view bytes) {
  handler_.on_bytes();
  splitter_.feed(bytes);
  while (is_open()) {
    auto payload = splitter_.next();
    if (!payload) {
      log_.error(payload.error().text());
      if (!hello_) handshake_error_ = payload.error();
      close(payload.error().message());
      return;
    }
    if (!*payload) return;
    receive_payload(**payload);
  }
}

void Channel::receive_payload(const std::string& payload) {
  if (!hello_) {
    auto hello = wire::parse_server_hello(payload, wire::kOffered);
    if (!hello) {
      handshake_error_ = hello.error();
    } else {
      hello_ = *hello;
    }
    return;
  }
  const Reading reading = read_message(payload, hello_->server_version);
  if (const auto* unreadable = std::get_if<Unreadable>(&reading)) {
    log_.warning(unreadable->why);
    const bool taken = pending_.fail_unreadable(*unreadable);
    if (!taken || unreadable->message_id == -1) handler_.on_unreadable(*unreadable, payload);
    return;
  }
  const auto& response = std::get<wire::Response>(reading);
  if (const auto* unknown = std::get_if<wire::UnknownMessage>(&response)) {
    if (unknown_ids_.insert(unknown->id).second)
      log_.debug(fmt::format("a message nobody asked for, id {}", unknown->id));
    return;
  }
  handler_.on_message(response);
  pending_.dispatch(response);
}

std::int64_t Channel::make_request_id() {
  if (!is_question_id(next_request_id_)) next_request_id_ = kLargestId;
  return next_request_id_--;
}

bool Channel::wait(const std::function<bool()>& done, UtcTime deadline) {
  return loop_.run_until([&] { return done() || !is_open(); }, deadline);
}

UtcTime Channel::limit(UtcTime deadline, Duration timeout) const { return std::min(deadline, now() + timeout); }

std::string Channel::where() const { return fmt::format("{}:{}", options_.endpoint.host, options_.endpoint.port); }

Error Channel::explain(UtcTime deadline, std::string_view what) const {
  if (!is_open()) {
    return {ErrorCode::kDisconnected,
            fmt::format("{}: not connected{}{}", what, close_reason_.empty() ? "" : ", ", close_reason_),
            where(),
            {}};
  }
  if (now() < deadline) return {ErrorCode::kInterrupted, fmt::format("{}: stopped while waiting", what), where(), {}};
  return {ErrorCode::kTimeout, fmt::format("{}: no complete answer in time", what), where(), {}};
}

Result<void> Channel::wait_for_token(TokenBucket& bucket, UtcTime deadline) {
  while (!bucket.take(now())) {
    const UtcTime next = bucket.next(now());
    if (next > deadline) return fail(ErrorCode::kTimeout, "too many messages are waiting to be sent");
    wait([] { return false; }, next);
    if (!is_open() || now() < next) return fail(explain(deadline, "sending"));
  }
  return {};
}

Result<void> Channel::send(const wire::Request& request, UtcTime deadline) {
  if (!is_open()) return fail(explain(deadline, "sending"));
  BOT_TRY_VOID(wait_for_token(messages_, deadline));
  pending_.note_sent(request);
  connection_->send(wire::frame(wire::encode_request(request, server_version_)));
  return {};
}

Result<void> Channel::ask(PendingRequest& pending, const wire::Request& request, UtcTime deadline,
                          std::string_view what) {
  const PendingRequests::Registration waiting(pending_, pending);
  BOT_TRY_VOID(send(request, deadline));
  wait([&] { return pending.is_over(); }, deadline);
  if (pending.done) return {};
  Error error = pending.error ? pending.error->in(what) : explain(deadline, what);
  if (pending.id == 0)
    close(fmt::format("{}: no whole answer, and the rest of it could not be distinguished from the next one's", what));
  return fail(std::move(error));
}

std::vector<Result<void>> Channel::ask_each(std::list<BatchedRequest>& questions, std::size_t at_once,
                                            UtcTime deadline) {
  std::list<PendingRequests::Registration> registrations;
  const auto count_open = [&] {
    return static_cast<std::size_t>(
        std::ranges::count_if(questions, [](const BatchedRequest& one) { return one.sent && !one.pending.is_over(); }));
  };
  for (BatchedRequest& one : questions) {
    registrations.emplace_back(pending_, one.pending);
    wait([&] { return count_open() < at_once; }, deadline);
    auto sent = one.bucket == nullptr ? Result<void>{} : wait_for_token(*one.bucket, deadline);
    if (sent) sent = send(one.request, deadline);
    one.sent = sent.has_value();
    if (!sent) one.pending.error = sent.error();
  }
  wait([&] { return count_open() == 0; }, deadline);
  std::vector<Result<void>> answers;
  for (const BatchedRequest& one : questions) {
    if (one.pending.done)
      answers.emplace_back();
    else if (one.pending.error)
      answers.emplace_back(fail(one.pending.error->in(one.what)));
    else
      answers.emplace_back(fail(explain(deadline, one.what)));
  }
  return answers;
}

}  // namespace bot::tws
