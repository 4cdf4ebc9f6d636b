#include "gateway/server.hpp"

#include <algorithm>

#include "broker/tws_codes.hpp"
#include "gateway/unserved.hpp"

namespace bot::gateway {
namespace {

namespace code = broker::code;

constexpr Duration kLongestCollecting = std::chrono::milliseconds{10};
constexpr int kTimesLost = 3;  // how often a lost link is told, where it is told again

template <class Service, class Message>
concept Answers = requires(Service& service, Session& session, const Message& message) {
  service.answer(session, message);
};

template <class Message, class... Services>
constexpr int kServicesFor = (static_cast<int>(Answers<Services, Message>) + ... + 0);

// Calls the one service that answers this message.
template <class Message, class... Services>
void dispatch(Session& session, const Message& message, Services&... services) {
  static_assert(kServicesFor<Message, Services...> == 1, "every request has one service");
  const auto offer = [&](auto& service) {
    if constexpr (Answers<std::decay_t<decltype(service)>, Message>) service.answer(session, message);
  };
  (offer(services), ...);
}

}  // namespace

Server::Server(Ports ports, const Venue& venue, MatchingEngine& engine, OrderEntry& entry, std::function<void()> save)
    : venue_(venue),
      engine_(engine),
      save_(std::move(save)),
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

void Server::pump() {
  engine_.advance(timers_.now());
  tell();
}

// While one write to the disk takes its time, what happens is collected for the next: a busy disk costs every order a
// wait and not every order its own write.
void Server::pump_soon() {
  engine_.advance(timers_.now());
  if (tell_is_due_) {
    arm_engine();
    return;
  }
  if (save_took_ == Duration{}) {
    tell();
    return;
  }
  tell_is_due_ = true;
  timers_.call_at(timers_.now() + save_took_, [this] {
    if (tell_is_due_) pump();
  });
  arm_engine();
}

void Server::tell() {
  tell_is_due_ = false;
  const std::vector<Outgoing> outgoing = venue_.outbox.take();
  const std::vector<Symbol> moved = engine_.take_moved();
  if (venue_.book.unsaved() != Unsaved::kNothing) {  // kept before anybody hears of it
    const UtcTime before = timers_.now();
    save_();
    save_took_ = std::min(timers_.now() - before, kLongestCollecting);
  }
  const bool position_first = venue_.habits.fill == FillNews::kPosition && !engine_.link_is_down();
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
  const bool repeated = venue_.habits.link == LinkNews::kRepeated;
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
      save_();
      account_service_.push({});
      return;
    case TimedFaultKind::kPosition: {
      const Symbol symbol(fault.symbol);
      venue_.account.transfer(symbol, fault.shares, Price::from_double(venue_.market.mark(symbol, timers_.now())));
      venue_.book.mark_everything_changed();
      save_();
      account_service_.push({symbol});
      return;
    }
    case TimedFaultKind::kRollback:
      venue_.book.forget_order_ids();
      save_();
      return;
  }
}

}  // namespace bot::gateway
