#include "tws/client.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "broker/tws_codes.hpp"
#include "safety/approved.hpp"

namespace bot::tws {

Client::Client(ports::EventLoop& loop, ports::Network& network, ports::Log& log, Options options)
    : loop_(loop),
      log_(log),
      options_(std::move(options)),
      last_client_id_(options_.client_id + options_.client_ids - 1),
      ids_(options_.client_id),
      channel_(loop, network, log, options_,
               {.on_bytes = [this] { keepalive_.on_bytes(); },
                .on_message = [this](const wire::Response& response) { on_message(response); },
                .on_unreadable = [this](const Unreadable& message,
                                        std::string_view payload) { on_unreadable(message, payload); },
                .on_closed =
                    [this](const std::string& reason) {
                      if (channel_.server_version() != 0)
                        feed_.add(ports::LinkEvent{ports::LinkEvent::Kind::kClosed, reason});
                    }}),
      feed_(ids_, channel_.pending(), log),
      keepalive_(channel_, log, options_),
      account_(channel_, feed_, options_),
      market_(channel_, options_),
      history_(channel_, market_, options_),
      orders_(channel_, ids_, options_) {}

Result<ports::BrokerSession> Client::connect(UtcTime deadline) {
  for (;;) {
    auto session = connect_as_one(deadline);
    const bool is_in_use = !session && session.error().code == ErrorCode::kClientIdInUse;
    if (!is_in_use || options_.client_id == last_client_id_) return session;
    ids_ = OrderIds(++options_.client_id);
  }
}

Result<ports::BrokerSession> Client::connect_as_one(UtcTime deadline) {
  session_ = {};
  embedded_clock_.reset();
  is_id_in_use_ = has_next_id_ = link_lost_ = false;
  keepalive_.begin_session();
  feed_.clear();
  auto opened = channel_.open(deadline);
  if (opened) opened = pass_start_barrier(deadline);
  if (!opened) {
    disconnect();
    feed_.clear();
    return fail(std::move(opened).error());
  }
  session_.server_version = channel_.server_version();
  session_.embedded = embedded_clock_.has_value();
  bar_identity_ = embedded_clock_ ? embedded_clock_->market : SourceIdentity{.kind = SourceKind::kBroker};
  session_.next_order_id = next_order_id();
  return session_;
}

Result<void> Client::pass_start_barrier(UtcTime deadline) {
  const UtcTime until = channel_.limit(deadline, options_.barrier_timeout);
  BOT_TRY_VOID(channel_.send(wire::StartApi{options_.client_id, {}}, until));
  const auto ready = [this] { return has_next_id_ && !session_.accounts.empty(); };
  channel_.wait([&] { return ready() || is_id_in_use_; }, until);
  const auto in_use = [&](std::string fix) {
    return fail(ErrorCode::kClientIdInUse, fmt::format("client id {} is in use", options_.client_id), channel_.where(),
                std::move(fix));
  };
  if (is_id_in_use_)
    return in_use("Another program uses it, or the gateway has not noticed yet that its last connection died: wait.");
  if (!channel_.is_open()) {
    return fail(Error{ErrorCode::kDisconnected, channel_.close_reason(), channel_.where(), std::string(kLoginFix)}.in(
        "the gateway closed the connection at the start"));
  }
  if (!ready()) {
    if (channel_.now() < until) return fail(ErrorCode::kInterrupted, "stopped while connecting", channel_.where());
    return fail(ErrorCode::kLogin,
                session_.accounts.empty() ? "the gateway reported no account in time"
                                          : "the gateway reported no next order id in time",
                channel_.where(), std::string(kLoginFix));
  }
  if (ids_.is_used_up()) return fail(OrderIds::explain_used_up());
  // An embedded gateway's notice of its clock is on its way before the answer to any question of ours.
  if (!embedded_clock_) {
    BOT_TRY(const UtcTime time, server_time(until));
    log_.debug(fmt::format("the gateway's time is {}", to_iso(time)));
  }
  if (is_id_in_use_) return in_use({});
  if (!channel_.is_open()) return fail(channel_.explain(deadline, "the start"));
  return {};
}

AccountId Client::account() const {
  if (!options_.account.value().empty() || session_.accounts.empty()) return options_.account;
  return session_.accounts.front();
}

Result<std::vector<Execution>> Client::executions(UtcTime deadline) {
  return account_.ask_executions(account(), deadline);
}

Result<void> Client::place(const safety::Approved& approved, ClientOrderId order_id) {
  return orders_.place(approved.ticket(), order_id);
}

void Client::on_message(const wire::Response& response) {
  if (const auto* id = std::get_if<wire::NextValidId>(&response)) {
    has_next_id_ = true;
    ids_.reserve(id->order_id);
  } else if (const auto* managed = std::get_if<wire::ManagedAccounts>(&response)) {
    session_.accounts.clear();
    for (auto& account : managed->accounts()) session_.accounts.emplace_back(std::move(account));
  } else if (const auto* message = std::get_if<wire::ErrorMessage>(&response)) {
    on_error(*message);
  }
  feed_.on_message(response);
}

void Client::on_unreadable(const Unreadable& message, std::string_view payload) {
  std::vector<std::string> accounts;
  for (const AccountId& one : session_.accounts) accounts.push_back(one.value());
  if (may_concern_our_orders(message, payload, account().value(), accounts))
    feed_.add(ports::UnreadableEvent{message.why});
}

void Client::on_error(const wire::ErrorMessage& message) {
  const auto line = fmt::format("gateway: {} code={} id={}", message.text, message.code, message.id);
  if (const auto clock = parse_clock_notice(message, channel_.now())) {
    embedded_clock_ = clock;
    log_.debug(line);
    return;
  }
  if (message.code == broker::code::kClientIdInUse) is_id_in_use_ = true;
  note_link(message);
  const bool is_notice = broker::find_action(message.code, message.text) == broker::CodeAction::kNone;
  // Whoever asked gets the refusal as its answer and says what it makes of it.
  const bool is_answer = message.id > 0 && channel_.pending().contains(message.id);
  log_.write(is_notice   ? ports::LogLevel::kDebug
             : is_answer ? ports::LogLevel::kInfo
                         : ports::LogLevel::kWarning,
             line);
}

void Client::note_link(const wire::ErrorMessage& message) {
  using Kind = ports::LinkEvent::Kind;
  switch (broker::find_code(message.code).kind) {
    case broker::CodeKind::kLinkLost:
      link_lost_ = true;
      feed_.add(ports::LinkEvent{Kind::kLost, message.text});
      break;
    case broker::CodeKind::kLinkBackDataLost:
      link_lost_ = false;
      feed_.add(ports::LinkEvent{Kind::kBackDataLost, message.text});
      break;
    case broker::CodeKind::kLinkBackDataKept:
      link_lost_ = false;
      feed_.add(ports::LinkEvent{Kind::kBackDataKept, message.text});
      break;
    case broker::CodeKind::kInformation:
    case broker::CodeKind::kClientLibrary:
    case broker::CodeKind::kPortChanged:
    case broker::CodeKind::kClientIdInUse:
    case broker::CodeKind::kFarmStatus:
    case broker::CodeKind::kPacing:
    case broker::CodeKind::kHistoricalData:
    case broker::CodeKind::kRequestRefused:
    case broker::CodeKind::kMarketDataRefused:
    case broker::CodeKind::kPermissionRefused:
    case broker::CodeKind::kOrderRefused:
    case broker::CodeKind::kFractionRefused:
    case broker::CodeKind::kOrderWarning:
    case broker::CodeKind::kOrderState:
    case broker::CodeKind::kUnknown:
      break;
  }
}

std::vector<ports::BrokerEvent> Client::wait_events(UtcTime deadline) {
  while (feed_.empty() && channel_.now() < deadline) {
    const UtcTime wake = channel_.is_open() ? std::min(deadline, keepalive_.next_probe()) : deadline;
    loop_.run_until([this] { return !feed_.empty(); }, wake);
    if (!feed_.empty() || channel_.now() < wake) break;
    if (channel_.is_open() && channel_.now() >= keepalive_.next_probe()) keepalive_.probe();
  }
  // What is there by now is seen too, the end of the connection above all: an order may be next.
  loop_.run_until([] { return false; }, channel_.now());
  return feed_.take();
}

}  // namespace bot::tws
