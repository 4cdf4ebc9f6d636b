#include "tws/session.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.hpp"
#include "tws/convert.hpp"
#include "wire/notices.hpp"

namespace bot::tws {
namespace {

constexpr Duration kNoticeLimit{3'000};
constexpr std::string_view kLoginFix =
    "Log in to TWS or IB Gateway (a second factor may be due), answer its dialogs, and check its API settings: socket "
    "clients enabled, this port, this address trusted.";

std::string shown_endpoint(const ports::Endpoint& endpoint) {
  return fmt::format("{}:{}", endpoint.host, endpoint.port);
}

}  // namespace

Client::Session::Session(ports::EventLoop& loop, ports::Network& network, ports::Log& log, Options options)
    : loop_(loop),
      network_(network),
      log_(log),
      options_(std::move(options)),
      messages_(options_.messages_per_s),
      orders_(options_.orders_per_s) {}

Client::Session::~Session() { disconnect(); }

void Client::Session::disconnect() {
  if (connection_) {
    connection_->set_handler({});
    connection_->close();
  }
  connection_.reset();
  closed_ = false;
}

Result<ports::BrokerSession> Client::Session::connect(UtcTime deadline) {
  disconnect();
  splitter_ = {};
  hello_.reset();
  handshake_error_.reset();
  close_reason_.clear();
  in_use_ = has_next_id_ = link_lost_ = false;
  session_ = {};
  embedded_clock_.reset();
  overdue_.clear();
  time_asked_.reset();
  probe_sent_.reset();
  events_.clear();

  const UtcTime until = limit(deadline, options_.connect_timeout);
  BOT_TRY(connection_, network_.connect(options_.endpoint, until));
  connection_->set_handler({.on_bytes = [this](std::string_view bytes) { receive(bytes); },
                            .on_closed = [this](std::string_view reason) { close(reason); }});
  auto opened = shake_hands(until);
  if (opened) opened = pass_start_barrier(deadline);
  if (!opened) {
    disconnect();
    events_.clear();
    return fail(std::move(opened).error());
  }
  session_.embedded = embedded_clock_.has_value();
  session_.next_order_id = next_order_id();
  return session_;
}

Result<void> Client::Session::shake_hands(UtcTime deadline) {
  connection_->send(wire::client_hello_bytes({options_.offered, {}}));
  loop_.run_until([this] { return hello_ || handshake_error_ || !is_open(); }, deadline);
  if (handshake_error_) return fail(*handshake_error_);
  const auto where = shown_endpoint(options_.endpoint);
  if (!is_open()) {
    return fail(Error{ErrorCode::kDisconnected, close_reason_, where, std::string(kLoginFix)}.in(
        "the gateway closed the connection during the handshake"));
  }
  if (!hello_) {
    if (loop_.now() < deadline) return fail(ErrorCode::kInterrupted, "stopped while connecting", where);
    return fail(ErrorCode::kLogin, "the gateway accepts connections but does not answer", where,
                std::string(kLoginFix));
  }
  session_.server_version = hello_->server_version;
  return {};
}

Result<void> Client::Session::pass_start_barrier(UtcTime deadline) {
  const auto where = shown_endpoint(options_.endpoint);
  const UtcTime until = limit(deadline, options_.barrier_timeout);
  BOT_TRY_VOID(send(wire::StartApi{options_.client_id, {}}, until));
  const auto ready = [this] { return has_next_id_ && !session_.accounts.empty(); };
  loop_.run_until([&] { return ready() || in_use_ || !is_open(); }, until);
  if (in_use_) {
    return fail(ErrorCode::kClientIdInUse, fmt::format("client id {} is in use", options_.client_id), where,
                "Another program uses it, or the gateway has not noticed yet that its last connection died: wait.");
  }
  if (!is_open()) {
    return fail(Error{ErrorCode::kDisconnected, close_reason_, where, std::string(kLoginFix)}.in(
        "the gateway closed the connection at the start"));
  }
  if (!ready()) {
    if (loop_.now() < until) return fail(ErrorCode::kInterrupted, "stopped while connecting", where);
    return fail(
        ErrorCode::kLogin,
        session_.accounts.empty() ? "the gateway told no account in time" : "the gateway told no next order id in time",
        where, std::string(kLoginFix));
  }
  // An embedded gateway's notice of its clock is on its way before the answer to any question of ours.
  if (!embedded_clock_) {
    const auto time = server_time(limit(deadline, kNoticeLimit));
    if (!time) log_.warning(fmt::format("the gateway did not tell its time at the start: {}", time.error().text()));
  }
  if (in_use_) return fail(ErrorCode::kClientIdInUse, fmt::format("client id {} is in use", options_.client_id), where);
  if (!is_open()) return fail(why_not(deadline, "the start"));
  return {};
}

void Client::Session::close(std::string_view reason) {
  if (closed_) return;
  closed_ = true;
  close_reason_ = reason;
  if (connection_) connection_->close();
  if (session_.server_version != 0) {
    events_.emplace_back(ports::LinkEvent{ports::LinkEvent::Kind::kClosed, close_reason_});
  }
}

void Client::Session::receive(std::string_view bytes) {
  last_heard_ = loop_.now();
  probe_sent_.reset();
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

void Client::Session::receive_payload(const std::string& payload) {
  if (!hello_) {
    auto hello = wire::parse_server_hello(payload, options_.offered);
    if (!hello) {
      handshake_error_ = hello.error();
    } else {
      hello_ = *hello;
    }
    return;
  }
  const auto response = wire::decode_response(payload, hello_->server_version);
  if (!response) {
    ++skipped_;
    log_.warning(response.error().text());
    return;
  }
  if (const auto* unknown = std::get_if<wire::UnknownMessage>(&*response)) {
    ++skipped_;
    if (skipped_ids_.insert(unknown->id).second)
      log_.debug(fmt::format("a message nobody asked for, id {}", unknown->id));
    return;
  }
  dispatch(*response);
}

void Client::Session::dispatch(const wire::Response& response) {
  if (const auto* id = std::get_if<wire::NextValidId>(&response)) {
    has_next_id_ = true;
    next_order_id_ = std::max(next_order_id_, id->order_id);
  } else if (const auto* managed = std::get_if<wire::ManagedAccounts>(&response)) {
    session_.accounts.clear();
    for (auto& account : managed->accounts()) session_.accounts.emplace_back(std::move(account));
  } else if (const auto* message = std::get_if<wire::ErrorMessage>(&response)) {
    dispatch_error(*message);
  }
  note_event(response);
  const auto listening = questions_;
  for (Question* question : listening) {
    const bool still_there = std::find(questions_.begin(), questions_.end(), question) != questions_.end();
    if (still_there && !question->is_over() && question->hear(response)) question->done = true;
  }
}

void Client::Session::dispatch_error(const wire::ErrorMessage& message) {
  const auto line = fmt::format("gateway: {} code={} id={}", message.text, message.code, message.id);
  if (const auto clock = parse_clock_notice(message, loop_.now())) {
    embedded_clock_ = clock;
    log_.debug(line);
    return;
  }
  const auto kind = wire::classify(message.code, message.text);
  if (kind == wire::NoticeKind::kClientIdInUse) in_use_ = true;
  note_link(message);
  const bool is_notice = kind == wire::NoticeKind::kInformation;
  // Whoever asked is told the refusal as its answer and says what it makes of it.
  const bool is_answer =
      message.id > 0 && std::any_of(questions_.begin(), questions_.end(),
                                    [&](const Question* question) { return question->id == message.id; });
  log_.write(is_notice   ? ports::LogLevel::kDebug
             : is_answer ? ports::LogLevel::kInfo
                         : ports::LogLevel::kWarning,
             line);
  if (message.id <= 0) return;
  for (Question* question : questions_) {
    if (question->id != message.id || question->is_over()) continue;
    if (question->hear_error && question->hear_error(message)) continue;
    if (wire::ends_request(message.code, message.text)) question->error = request_error(message);
  }
}

void Client::Session::note_link(const wire::ErrorMessage& message) {
  using Kind = ports::LinkEvent::Kind;
  switch (wire::classify(message.code, message.text)) {
    case wire::NoticeKind::kLinkLost:
      link_lost_ = true;
      events_.emplace_back(ports::LinkEvent{Kind::kLost, message.text});
      break;
    case wire::NoticeKind::kLinkBackDataLost:
      link_lost_ = false;
      events_.emplace_back(ports::LinkEvent{Kind::kBackDataLost, message.text});
      break;
    case wire::NoticeKind::kLinkBackDataKept:
      link_lost_ = false;
      events_.emplace_back(ports::LinkEvent{Kind::kBackDataKept, message.text});
      break;
    case wire::NoticeKind::kInformation:
    case wire::NoticeKind::kTransient:
    case wire::NoticeKind::kPermanent:
    case wire::NoticeKind::kOrderState:
    case wire::NoticeKind::kClientIdInUse:
    case wire::NoticeKind::kPortChanged:
    case wire::NoticeKind::kPacing:
    case wire::NoticeKind::kNoData:
    case wire::NoticeKind::kUnknown:
      break;
  }
}

UtcTime Client::Session::limit(UtcTime deadline, Duration timeout) const {
  return std::min(deadline, loop_.now() + timeout);
}

AccountId Client::Session::account() const {
  if (!options_.account.value().empty() || session_.accounts.empty()) return options_.account;
  return session_.accounts.front();
}

Error Client::Session::why_not(UtcTime deadline, std::string_view what) const {
  const auto where = shown_endpoint(options_.endpoint);
  if (!is_open()) {
    return {ErrorCode::kDisconnected,
            fmt::format("{}: not connected{}{}", what, close_reason_.empty() ? "" : ", ", close_reason_),
            where,
            {}};
  }
  if (loop_.now() < deadline)
    return {ErrorCode::kInterrupted, fmt::format("{}: stopped while waiting", what), where, {}};
  return {ErrorCode::kTimeout, fmt::format("{}: no complete answer in time", what), where, {}};
}

Result<void> Client::Session::wait_for_token(TokenBucket& bucket, UtcTime deadline) {
  while (!bucket.take(loop_.now())) {
    const UtcTime next = bucket.next(loop_.now());
    if (next > deadline) return fail(ErrorCode::kTimeout, "too many messages are waiting to be sent");
    loop_.run_until([this] { return !is_open(); }, next);
    if (!is_open() || loop_.now() < next) return fail(why_not(deadline, "sending"));
  }
  return {};
}

Result<void> Client::Session::send(const wire::Request& request, UtcTime deadline) {
  if (!is_open()) return fail(why_not(deadline, "sending"));
  BOT_TRY_VOID(wait_for_token(messages_, deadline));
  connection_->send(wire::frame(wire::encode_request(request, session_.server_version)));
  if (!is_open()) return fail(why_not(deadline, "sending"));
  return {};
}

Result<void> Client::Session::await(Question& question, UtcTime deadline, std::string_view what) {
  loop_.run_until([&] { return question.is_over() || !is_open(); }, deadline);
  if (question.done) return {};
  if (question.error) return fail(question.error->in(what));
  return fail(why_not(deadline, what));
}

Result<void> Client::Session::ask(Question& question, const wire::Request& request, UtcTime deadline,
                                  std::string_view what) {
  const Listening listening(*this, question);
  BOT_TRY_VOID(send(request, deadline));
  return await(question, deadline, what);
}

}  // namespace bot::tws
