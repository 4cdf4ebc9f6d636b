#include "gateway/drawn_faults.hpp"

#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "base/rng.hpp"
#include "broker/tws_codes.hpp"
#include "calendar/calendar.hpp"
#include "calendar/new_york.hpp"
#include "wire/message_ids.hpp"

namespace bot::gateway {

namespace {

namespace code = broker::code;

constexpr std::string_view kMessages[] = {
    wire::kMessageName<wire::OrderStatus>, wire::kMessageName<wire::OpenOrderData>,
    wire::kMessageName<wire::ExecutionData>, wire::kMessageName<wire::CommissionReport>,
    wire::kMessageName<wire::PositionData>};
constexpr int kNoise[] = {code::kOrderMessage,      code::kMarketDataFarmBroken, code::kOutsideRthIgnored,
                          code::kTimeInForcePreset, code::kNoSharesToShort,      code::kOrderCancelled};
constexpr int kSessions = 250;  // faults of a long run lie in the year that follows

// The order of the draws is the seed's meaning: it must not change.
class Draw {
 public:
  explicit Draw(std::uint64_t seed) : rng_(seed, {0xFA017}) {}

  void add_messages();
  void add_orders();
  void add_connections_and_queries();
  void add_lost_links(UtcTime start);
  [[nodiscard]] Faults take() { return std::move(faults_); }

 private:
  [[nodiscard]] std::int64_t from(std::int64_t low, std::uint64_t count) {
    return low + static_cast<std::int64_t>(rng_.below(count));
  }
  [[nodiscard]] std::string some_message() { return std::string(kMessages[rng_.below(std::size(kMessages))]); }
  [[nodiscard]] Occurrences one_of_first(std::uint64_t count, std::int64_t low = 1) { return {from(low, count), 1}; }
  OrderFault& add_order(OrderFaultKind kind) {
    OrderFault fault;
    fault.kind = kind;
    fault.which = one_of_first(60);
    return faults_.orders.emplace_back(std::move(fault));
  }

  Rng rng_;
  Faults faults_;
};

void Draw::add_messages() {
  const std::int64_t count = from(1, 4);
  for (std::int64_t i = 0; i < count; ++i) {
    MessageFault fault;
    fault.kind = rng_.chance(0.5) ? MessageFaultKind::kDelay : MessageFaultKind::kDuplicate;
    fault.message = some_message();
    fault.which.first = from(1, 80);
    fault.which.count = from(1, 10);
    fault.delay = Duration{from(50, 5'000)};
    faults_.messages.push_back(std::move(fault));
  }
  if (rng_.chance(0.5)) {
    MessageFault fault;
    fault.kind = MessageFaultKind::kDrop;
    fault.message = some_message();
    fault.which = one_of_first(60);
    faults_.messages.push_back(std::move(fault));
  }
}

void Draw::add_orders() {
  if (rng_.chance(0.4)) {
    OrderFault& reject = add_order(OrderFaultKind::kReject);
    reject.code = code::kOrderRejected;
    reject.text = "Order rejected - reason:drawn";
  }
  if (rng_.chance(0.4)) {
    OrderFault& error = add_order(OrderFaultKind::kError);
    error.code = kNoise[rng_.below(std::size(kNoise))];
    error.text = "drawn";
  }
  if (rng_.chance(0.4)) add_order(OrderFaultKind::kPartial).shares = {1, 2};
  if (rng_.chance(0.2)) add_order(OrderFaultKind::kSwallow);
  if (rng_.chance(0.3)) {
    OrderFault& hold = add_order(OrderFaultKind::kHold);
    hold.time = Duration{from(1'000, 120'000)};
  }
}

void Draw::add_connections_and_queries() {
  if (rng_.chance(0.3)) {
    ConnectionFault fault;
    fault.kind = rng_.chance(0.5) ? ConnectionFaultKind::kSilent : ConnectionFaultKind::kClose;
    fault.which = one_of_first(20);
    faults_.connections.push_back(fault);
  }
  if (rng_.chance(0.3)) {
    QueryFault fault;
    fault.kind = rng_.chance(0.5) ? QueryFaultKind::kMute : QueryFaultKind::kEmpty;
    fault.query = Query::kExecutions;
    fault.which = one_of_first(40, 2);
    faults_.queries.push_back(fault);
  }
}

// Around the run, on some of the days.
void Draw::add_lost_links(UtcTime start) {
  const calendar::Calendar calendar;
  auto session = calendar.on_or_before(calendar::to_new_york(start).date);
  for (int day = 0; session && day < kSessions; ++day, session = calendar.next_after(session->date)) {
    if (!rng_.chance(0.01)) continue;
    TimedFault lost;
    lost.kind = TimedFaultKind::kLinkLost;
    lost.at = session->closes - std::chrono::minutes{5} + Duration{from(0, 60'000)};
    lost.time = Duration{from(1'000, 60'000)};
    lost.data = rng_.chance(0.5) ? LinkData::kLost : LinkData::kKept;
    faults_.timed.push_back(lost);
  }
}

}  // namespace

Faults draw_faults(std::uint64_t seed, UtcTime start) {
  Draw draw(seed);
  draw.add_messages();
  draw.add_orders();
  draw.add_connections_and_queries();
  draw.add_lost_links(start);
  return draw.take();
}

}  // namespace bot::gateway
