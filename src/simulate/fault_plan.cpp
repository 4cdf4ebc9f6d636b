#include "simulate/fault_plan.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "broker/tws_codes.hpp"
#include "gateway/fault_script.hpp"
#include "wire/message_ids.hpp"

namespace bot::simulate {
namespace {

namespace code = broker::code;
using gateway::MessageFaultKind;
using gateway::OrderFaultKind;
using gateway::QueryFaultKind;
using gateway::TimedFaultKind;

template <class... Messages>
std::vector<std::string> names() {
  return {std::string(wire::kMessageName<Messages>)...};
}

// What ends an answer, or is the whole of it.
const std::vector<std::string> kEndMarkers =
    names<wire::PositionEnd, wire::OpenOrderEnd, wire::ExecutionDataEnd, wire::CompletedOrdersEnd,
          wire::AccountDownloadEnd, wire::AccountUpdateMultiEnd, wire::NextValidId, wire::ManagedAccounts,
          wire::HistoricalData, wire::TickSnapshotEnd, wire::ContractDataEnd>();
// The more often an entry is there, the likelier it is.
const std::vector<std::string> kMessages =
    names<wire::OrderStatus, wire::OpenOrderData, wire::ExecutionData, wire::CommissionReport, wire::PositionData,
          wire::CurrentTime, wire::OpenOrderData, wire::ExecutionData, wire::OrderStatus>();
const std::vector<int> kOrderErrors = {code::kOrderMessage, code::kTimeInForcePreset, code::kOrderRejected,
                                       code::kOutsideRthIgnored, code::kPriceStep};

}  // namespace

bool FaultPlan::is_one_lost_answer() const {
  if (gateway.count() != 1 || gateway.messages.size() != 1 || !kills.empty() || machine_off || logged_out) return false;
  const gateway::MessageFault& only = gateway.messages.front();
  return only.kind == MessageFaultKind::kDrop && only.which.count == 1 &&
         std::ranges::find(kEndMarkers, only.message) != kEndMarkers.end();
}

std::string FaultPlan::text() const {
  std::vector<std::string> parts;
  if (machine_off) parts.emplace_back("machine off");
  if (logged_out) parts.emplace_back("gateway not logged in");
  if (webhook_down) parts.emplace_back("webhook down");
  if (!kills.empty()) parts.push_back(fmt::format("killed {}x{}", kills.size(), stays_dead ? ", not restarted" : ""));
  const std::string script = write_faults(gateway);
  for (const std::string_view line : split(script, '\n'))
    if (!line.empty()) parts.emplace_back(line);
  return fmt::format("{}", fmt::join(parts, "; "));
}

FaultPlan FaultPlanner::draw() {
  constexpr auto kFaults = 1 + static_cast<std::uint64_t>(Fault::kForgottenExecutions);
  const std::uint64_t count = 1 + rng_.below(4);
  for (std::uint64_t i = 0; i < count; ++i) add(static_cast<Fault>(rng_.below(kFaults)));
  while (rng_.chance(0.3) && plan_.kills.size() < 3) plan_.kills.push_back(static_cast<int>(1 + rng_.below(160)));
  plan_.stays_dead = !plan_.kills.empty() && rng_.chance(0.35);
  return plan_;
}

FaultPlan FaultPlanner::draw_for_year() {
  if (rng_.chance(0.7)) return draw_for_quiet_day();
  if (rng_.chance(0.08))
    plan_.machine_off = true;
  else if (rng_.chance(0.08))
    plan_.logged_out = true;
  else
    draw();
  plan_.webhook_down = rng_.chance(0.15);
  return plan_;
}

// Drawn from the date alone, so that lost answers are looked at however much else goes wrong.
FaultPlan FaultPlanner::draw_for_quiet_day() {
  Rng by_date(1, {static_cast<std::uint64_t>(session_.date.time_since_epoch().count())});
  if (!by_date.chance(0.15)) return {};
  FaultPlanner planner(by_date, session_, symbols_);
  planner.plan_.gateway.messages.push_back({.kind = MessageFaultKind::kDrop,
                                            .message = planner.end_marker(),
                                            .which = planner.one_of_first(3),
                                            .delay = {}});
  return planner.plan_;
}

gateway::Occurrences FaultPlanner::one_or_some() {
  const std::int64_t first = from_to(1, 6);
  return {first, rng_.chance(0.7) ? 1 : 1 + from_to(1, 4)};
}
std::string FaultPlanner::message() { return pick(kMessages); }
std::string FaultPlanner::end_marker() { return pick(kEndMarkers); }
// From the start of the run on.
UtcTime FaultPlanner::instant() {
  return session_.closes - std::chrono::minutes{5} + std::chrono::seconds{from_to(5, 170)};
}

void FaultPlanner::add_message(MessageFaultKind kind) {
  gateway::MessageFault fault;
  fault.kind = kind;
  switch (kind) {
    case MessageFaultKind::kDrop:
      fault.message = rng_.chance(0.5) ? message() : end_marker();
      fault.which = one_or_some();
      break;
    case MessageFaultKind::kDelay:
      fault.message = message();
      fault.delay = Duration{from_to(50, 25'000)};
      fault.which = one_or_some();
      break;
    case MessageFaultKind::kDuplicate:
      fault.message = message();
      fault.which = one_or_some();
      break;
    case MessageFaultKind::kCloseAfter:
      fault.message = rng_.chance(0.7) ? message() : end_marker();
      fault.which = one_of_first(6);
      break;
  }
  plan_.gateway.messages.push_back(std::move(fault));
}

void FaultPlanner::add_order(OrderFaultKind kind) {
  gateway::OrderFault fault;
  fault.kind = kind;
  fault.which = one_of_first(4);
  switch (kind) {
    case OrderFaultKind::kReject:
      fault.code = code::kOrderRejected;
      fault.text = "Order rejected - reason:drawn";
      break;
    case OrderFaultKind::kError:
      fault.code = pick(kOrderErrors);
      fault.text = "drawn";
      break;
    case OrderFaultKind::kHold:
      fault.time = std::chrono::seconds{from_to(2, 90'000)};
      break;
    case OrderFaultKind::kPartial:
      fault.shares = {static_cast<double>(from_to(1, 20)), static_cast<double>(from_to(1, 9))};
      break;
    case OrderFaultKind::kCancel:
      fault.time = Duration{from_to(1, 3'000)};
      break;
    case OrderFaultKind::kSwallow:
      break;
  }
  plan_.gateway.orders.push_back(std::move(fault));
}

void FaultPlanner::add_query() {
  using gateway::Query;
  plan_.gateway.queries.push_back(
      {.kind = rng_.chance(0.5) ? QueryFaultKind::kEmpty : QueryFaultKind::kMute,
       .query = pick(std::vector{Query::kOpenOrders, Query::kCompletedOrders, Query::kExecutions}),
       .which = one_of_first(5)});
}

void FaultPlanner::add_broken_link() {
  gateway::TimedFault fault;
  fault.at = instant();
  fault.kind = rng_.chance(0.6) ? TimedFaultKind::kLinkLost
                                : pick(std::vector{TimedFaultKind::kCloseAll, TimedFaultKind::kNotice,
                                                   TimedFaultKind::kDeposit, TimedFaultKind::kRollback});
  if (fault.kind == TimedFaultKind::kLinkLost) {
    fault.time = std::chrono::seconds{from_to(1, 120)};
    fault.data = rng_.chance(0.5) ? gateway::LinkData::kKept : gateway::LinkData::kLost;
  }
  if (fault.kind == TimedFaultKind::kNotice) {
    fault.code = code::kMarketDataFarmBroken;
    fault.text = "farm";
  }
  if (fault.kind == TimedFaultKind::kDeposit) fault.amount = Money::from_whole(700);
  plan_.gateway.timed.push_back(std::move(fault));
}

void FaultPlanner::add_of_market_or_owner() {
  if (rng_.chance(0.5)) {
    const std::string shown = symbol();
    plan_.gateway.quotes.push_back({.symbol = shown, .factor = pick(std::vector{0.0, 1.3, 0.97, 1.02})});
    return;
  }
  plan_.owner_moves = true;
  gateway::TimedFault fault;
  fault.kind = TimedFaultKind::kPosition;
  fault.at = instant();
  fault.symbol = symbol();
  fault.shares = Quantity::from_whole(from_to(1, 12));
  plan_.gateway.timed.push_back(std::move(fault));
}

void FaultPlanner::add(Fault fault) {
  switch (fault) {
    case Fault::kDropMessage:
      return add_message(MessageFaultKind::kDrop);
    case Fault::kDelayMessage:
      return add_message(MessageFaultKind::kDelay);
    case Fault::kDuplicateMessage:
      return add_message(MessageFaultKind::kDuplicate);
    case Fault::kCloseAfterMessage:
      return add_message(MessageFaultKind::kCloseAfter);
    case Fault::kConnection:
      plan_.gateway.connections.push_back(
          {.kind = pick(std::vector{gateway::ConnectionFaultKind::kSilent, gateway::ConnectionFaultKind::kClose,
                                    gateway::ConnectionFaultKind::kClientIdInUse}),
           .which = one_of_first(3)});
      return;
    case Fault::kRejectOrder:
      return add_order(OrderFaultKind::kReject);
    case Fault::kOrderError:
      return add_order(OrderFaultKind::kError);
    case Fault::kSilentOrder:
      return add_order(rng_.chance(0.5) ? OrderFaultKind::kHold : OrderFaultKind::kSwallow);
    case Fault::kPartialOrder:
      return add_order(rng_.chance(0.5) ? OrderFaultKind::kPartial : OrderFaultKind::kCancel);
    case Fault::kQuery:
      return add_query();
    case Fault::kLink:
      return add_broken_link();
    case Fault::kMarketOrOwner:
      return add_of_market_or_owner();
    case Fault::kForgottenExecutions:  // a broker that does not know what it did (IB gateway 10.30)
      plan_.gateway.messages.push_back({.kind = MessageFaultKind::kDrop,
                                        .message = std::string(wire::kMessageName<wire::ExecutionData>),
                                        .which = {1, gateway::Occurrences::kForEver},
                                        .delay = {}});
      plan_.gateway.queries.push_back({.kind = QueryFaultKind::kEmpty,
                                       .query = gateway::Query::kExecutions,
                                       .which = {1, gateway::Occurrences::kForEver}});
      return;
  }
}

}  // namespace bot::simulate
