#include "gateway/server.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "broker/tws_codes.hpp"
#include "gateway/unserved.hpp"

namespace bot::gateway {
namespace {

namespace code = broker::code;

constexpr Duration kLongestCollecting = std::chrono::milliseconds{10};
constexpr Duration kDiskRetry = std::chrono::seconds{1};
constexpr int kTimesLost = 3;  // how often a lost link is reported, where it is repeated

template <class Service, class Message>
concept Answers = requires(Service& service, Session& session, const Message& message) {
  service.answer(session, message);
};

template <class Message, class... Services>
constexpr int kServicesFor = (static_cast<int>(Answers<Services, Message>) + ... + 0);

template <class Message, class... Others>
constexpr bool kIsOneOf = (std::is_same_v<Message, Others> || ...);

// Calls the one service that answers this message.
template <class Message, class... Services>
void dispatch(Session& session, const Message& message, Services&... services) {
  static_assert(kServicesFor<Message, Services...> == 1, "every request has one service");
  const auto offer = [&](auto& service) {
    if constexpr (Answers<std::decay_t<decltype(service)>, Message>) service.answer(session, message);
  };
  (offer(services), ...);
}

// The order that a message is about; none: about none, or by its fill.
std::optional<std::int64_t> find_order_id(const wire::Response& response) {
  if (const auto* open = std::get_if<wire::OpenOrderData>(&response)) return open->order.order_id;
  if (const auto* status = std::get_if<wire::OrderStatus>(&response)) return status->order_id;
  if (const auto* error = std::get_if<wire::ErrorMessage>(&response)) return error->id;
  return std::nullopt;
}

wire::ErrorMessage refuse_order(std::int64_t order_id, const std::string& why) {
  return {order_id, code::kOrderRejected,
          "Order rejected - reason:The order cannot be kept on the gateway's disk: " + why, "", 0};
}

// The id that an error about this question goes by (-1: it has none); nothing: it is not about account or orders.
std::optional<std::int64_t> find_account_question(const wire::Request& request) {
  return std::visit(
      []<class Message>(const Message& message) -> std::optional<std::int64_t> {
        if constexpr (kIsOneOf<Message, wire::AccountDataRequest, wire::PositionsRequest, wire::OpenOrdersRequest,
                               wire::AllOpenOrdersRequest, wire::CompletedOrdersRequest>)
          return -1;
        else if constexpr (kIsOneOf<Message, wire::AccountSummaryRequest, wire::AccountUpdatesMultiRequest,
                                    wire::ExecutionsRequest, wire::PnlRequest, wire::PnlSingleRequest>)
          return message.req_id;
        else
          return std::nullopt;
      },
      request);
}

}  // namespace

Server::Server(Ports ports, const Venue& venue, MatchingEngine& engine, OrderEntry& entry, Save save)
    : venue_(venue),
      engine_(engine),
      save_(std::move(save)),
      log_(ports.log),
      timers_(ports.loop),
      connections_(ports, venue.options, venue.habits, venue.faults,
                   [this](Session& session, const wire::Request& request) { handle(session, request); }),
      backend_{venue, engine, entry, connections_, [this] { pump(); }, [this] { pump_soon(); }},
      session_service_(backend_, ports.loop),
      account_service_(backend_, ports.loop),
      market_data_service_(backend_, ports.loop),
      order_service_(backend_, ports.loop),
      pnl_service_(backend_, ports.loop) {}

Result<void> Server::listen() {
  BOT_TRY_VOID(connections_.listen(venue_.options.listen));
  arm_timed_faults();
  pump();
  return {};
}

ports::Endpoint Server::endpoint() const {
  const ports::Listener* const listener = connections_.listener();
  return listener == nullptr ? venue_.options.listen : listener->endpoint();
}

void Server::handle(Session& session, const wire::Request& request) {
  const bool is_start = std::holds_alternative<wire::StartApi>(request);
  // Before START_API other requests are dropped, after it another START_API is: as TWS does.
  if (session.stage != (is_start ? Stage::kStartApi : Stage::kReady)) return;
  if (disk_trouble_ && refuse_while_disk_fails(session, request)) return;
  std::visit(
      [&]<class Message>(const Message& message) {
        if constexpr (std::is_same_v<Message, wire::UnknownMessage>) {
          if (const auto refusal = refuse(message)) connections_.send(session, *refusal);
        } else {
          dispatch(session, message, session_service_, account_service_, market_data_service_, order_service_,
                   pnl_service_);
        }
      },
      request);
}

void Server::deliver(const Outgoing& outgoing) {
  if (engine_.link_is_down()) return;  // what IBKR says meanwhile is lost; a client asks again afterwards
  wire::Response response = outgoing.response;
  if (auto* error = std::get_if<wire::ErrorMessage>(&response))
    error->time_millis = timers_.now().time_since_epoch().count();
  for (const auto& session : connections_.ready())
    if (outgoing.client_id == session->client_id) connections_.send(*session, response);
}

bool Server::keep() {
  if (venue_.book.unsaved() == Unsaved::kNothing) return true;
  const UtcTime before = timers_.now();
  const auto saved = save_();
  save_took_ = std::min(timers_.now() - before, kLongestCollecting);
  if (saved) {
    if (std::exchange(disk_trouble_, std::nullopt)) log_.info("gateway: the account is kept on its disk again");
    return true;
  }
  const bool is_first = !disk_trouble_;
  disk_trouble_ = saved.error().message();
  if (is_first) {
    log_.error(
        "gateway: the account cannot be kept on its disk, so orders are refused and nothing more happens to it: " +
        saved.error().text());
    arm_disk_retry();
  }
  refuse_unkept_orders(*disk_trouble_);
  return false;
}

void Server::arm_disk_retry() {
  timers_.call_at(timers_.now() + kDiskRetry, [this] {
    if (keep())
      pump();
    else
      arm_disk_retry();
  });
}

void Server::refuse_unkept_orders(const std::string& why) {
  const std::vector<Order> unkept = venue_.book.take_out(
      [&](const Order& order) { return !order.is_kept && order.filled == Quantity{} && !engine_.is_reporting(order); });
  for (const Order& order : unkept) {
    std::erase_if(outgoing_, [&](const Outgoing& waiting) {
      return waiting.client_id == order.client_id && find_order_id(waiting.response) == order.order_id;
    });
    log_.error(
        fmt::format("gateway: order {} of client {} is refused: it cannot be kept", order.order_id, order.client_id));
    deliver({order.client_id, refuse_order(order.order_id, why)});
  }
}

bool Server::refuse_while_disk_fails(Session& session, const wire::Request& request) {
  const auto* const placed = std::get_if<wire::PlaceOrder>(&request);
  if (placed != nullptr && placed->order.what_if) return false;
  if (placed != nullptr) {
    log_.error(fmt::format("gateway: order {} of client {} is refused: it cannot be kept", placed->order.order_id,
                           session.client_id));
    connections_.send(session, refuse_order(placed->order.order_id, *disk_trouble_));
    return true;
  }
  const auto question = find_account_question(request);
  if (!question) return false;
  connections_.send_error(
      session, *question, code::kFailedRequest,
      "Error processing request:-'b' : cause - The account cannot be kept on the gateway's disk: " + *disk_trouble_);
  return true;
}

void Server::pump() {
  if (disk_trouble_) return;
  engine_.advance(timers_.now());
  publish();
}

// While one write to the disk takes its time, what happens is collected for the next: a busy disk costs every order a
// wait and not every order its own write.
void Server::pump_soon() {
  if (disk_trouble_) return;
  engine_.advance(timers_.now());
  if (publishing_is_due_) {
    arm_engine();
    return;
  }
  if (save_took_ == Duration{}) {
    publish();
    return;
  }
  publishing_is_due_ = true;
  timers_.call_at(timers_.now() + save_took_, [this] {
    if (publishing_is_due_) pump();
  });
  arm_engine();
}

void Server::publish() {
  publishing_is_due_ = false;
  std::ranges::move(venue_.outbox.take(), std::back_inserter(outgoing_));
  std::ranges::move(engine_.take_moved(), std::back_inserter(moved_));
  if (!keep()) return;  // kept before anybody is notified of it
  const std::vector<Outgoing> outgoing = std::exchange(outgoing_, {});
  const std::vector<Symbol> moved = std::exchange(moved_, {});
  const bool position_first = venue_.habits.fill == FillReports::kPosition && !engine_.link_is_down();
  if (position_first) account_service_.push_positions(moved);
  for (const Outgoing& message : outgoing) deliver(message);
  if (!moved.empty() && !engine_.link_is_down()) {
    account_service_.push(position_first ? std::vector<Symbol>() : moved);
    pnl_service_.push();
  }
  arm_engine();
}

void Server::arm_engine() {
  const UtcTime due = engine_.next_due();
  if (engine_due_ && *engine_due_ <= due) return;
  engine_due_ = due;
  timers_.call_at(due, [this, due] {
    if (engine_due_ == due) engine_due_.reset();
    pump_soon();
  });
}

void Server::arm_timed_faults() {
  for (const TimedFault& fault : venue_.faults.timed)
    if (fault.at >= timers_.now()) timers_.call_at(fault.at, [this, fault] { apply(fault); });
}

void Server::lose_link(const TimedFault& fault) {
  const bool repeated = venue_.habits.link == LinkReports::kRepeated;
  connections_.broadcast(code::kLinkLost, kLinkLostText);
  engine_.set_link_back(timers_.now() + fault.time);
  for (int part = 1; repeated && part < kTimesLost; ++part)
    timers_.call_at(timers_.now() + fault.time * part / kTimesLost, [this] {
      connections_.broadcast(
          code::kServerLinkBroken,
          "Connectivity between Trader Workstation and server is broken. It will be restored automatically.");
      connections_.broadcast(code::kLinkLost, kLinkLostText);
    });
  timers_.call_at(timers_.now() + fault.time, [this, repeated, data = fault.data] {
    engine_.set_link_back(std::nullopt);
    const std::string farms =
        repeated
            ? " The following farms are connected: usfarm; secdefnj. The following farms are not connected: ushmds."
            : "";
    if (data == LinkData::kLost)
      connections_.broadcast(code::kLinkBackDataLost,
                             "Connectivity between IB and Trader Workstation has been restored - data lost." + farms);
    else
      connections_.broadcast(
          code::kLinkBackDataKept,
          "Connectivity between IB and Trader Workstation has been restored - data maintained." + farms);
    pump();
  });
}

void Server::apply(const TimedFault& fault) {
  switch (fault.kind) {
    case TimedFaultKind::kLinkLost:
      lose_link(fault);
      return;
    case TimedFaultKind::kCloseAll:
      for (const auto& session : connections_.all()) connections_.drop(*session, "a fault");
      return;
    case TimedFaultKind::kNotice:
      connections_.broadcast(fault.code, fault.text);
      return;
    case TimedFaultKind::kDeposit:
      venue_.account.deposit(fault.amount);
      venue_.book.mark_everything_changed();
      if (keep()) account_service_.push({});
      return;
    case TimedFaultKind::kPosition: {
      const Symbol symbol(fault.symbol);
      venue_.account.transfer(symbol, fault.shares, Price::from_double(venue_.market.mark(symbol, timers_.now())));
      venue_.book.mark_everything_changed();
      if (keep()) account_service_.push({symbol});
      return;
    }
    case TimedFaultKind::kRollback:
      venue_.book.forget_order_ids();
      (void)keep();
      return;
  }
}

}  // namespace bot::gateway
