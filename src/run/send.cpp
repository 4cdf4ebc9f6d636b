// The one place an order is sent from.
#include <variant>

#include "ledger/operations.hpp"
#include "run/context.hpp"
#include "safety/check.hpp"

namespace bot::run {
namespace {

constexpr Duration kSendProbeLimit = std::chrono::seconds{3};
constexpr Duration kProbesApart = std::chrono::seconds{1};
constexpr Duration kAcknowledgeWithin = std::chrono::seconds{10};
constexpr Duration kAskAgainEvery = std::chrono::seconds{15};

// A durable record that failed: nothing more is sent, and the run ends as failed.
bool recorded_or_fatal(RunContext& run, const Result<void>& recorded) {
  if (recorded) return true;
  if (!run.fatal) run.fatal = stop_of(recorded.error());
  run.freeze("the ledger could not be written: " + recorded.error().text());
  return false;
}

const orders::OrderRecord& record_of(const RunContext& run, const OrderKey& key) { return run.state().orders.at(key); }

// A half-open connection swallows orders: the gateway has to answer right before each of them (C7).
bool gateway_answers(RunContext& run) {
  if (const UtcTime earliest = run.last_probe + kProbesApart; run.now() < earliest)
    run.ports.loop.sleep_until(earliest);
  if (!run.ports.broker.link_ok()) return false;
  const auto told = run.ports.broker.server_time(run.now() + kSendProbeLimit);
  run.last_probe = run.now();
  if (!told) return false;
  const Duration skew = run.now() - *told;
  run.clock_skew = abs(skew) < kProbesApart ? Duration{0} : skew;
  return run.ports.broker.link_ok();
}

OrderTicket ticket_of(const RunContext& run, const orders::OrderRecord& order) {
  return {.key = order.key,
          .symbol = order.symbol,
          .con_id = order.con_id,
          .primary_exchange = order.primary_exchange,
          .account = run.options.account,
          .side = order.side,
          .quantity = order.quantity,
          .limit = order.limit,
          .expires = run.deadlines.expiry};
}

safety::OrderVerdict verdict_of(RunContext& run, const OrderTicket& ticket) {
  safety::SafetyInput input = safety_input(run);
  if (const auto facts = input.symbols.find(ticket.symbol); facts != input.symbols.end())
    facts->second.full_exit = record_of(run, ticket.key).full_exit;
  return safety::check_order(input, ticket);
}

std::optional<std::string> too_late_or_killed(const RunContext& run) {
  if (run.frozen) return run.frozen_why;
  if (const auto kill = run.kill_file()) return "the kill switch is set: " + *kill;
  if (run.now() > run.deadlines.last_order) return "no order leaves within 60 s of the close";
  return std::nullopt;
}

void wait_for_acknowledgement(RunContext& run, const OrderKey& key) {
  const UtcTime until = run.now() + kAcknowledgeWithin;
  while (record_of(run, key).state == OrderState::kSending && run.now() < until && !run.fatal &&
         !run.tracker->link_was_lost())
    listen(run, until);
  if (run.fatal || record_of(run, key).state != OrderState::kSending) return;
  // Silence is no answer; the questions may still give one. A failed question leaves the order unknown.
  if (auto asked = take_queries(run); !asked) run.ports.log.warning(asked.error().text());
  if (record_of(run, key).state != OrderState::kSending) return;
  recorded_or_fatal(run, run.tracker->give_up_waiting(key, "no word of it within 10 s", run.now()));
  run.freeze(fmt::format("no word of {} within 10 s: nothing more is sent, and it is never sent again", key));
}

}  // namespace

void note_interruption(RunContext& run) {
  if (!run.ports.loop.interrupted() || run.interruption_told) return;
  run.ports.loop.acknowledge_interruption();
  run.interruption_told = true;
  run.interrupted_at = run.now();
  run.freeze("interrupted: only cancels are sent");
}

void abandon(RunContext& run, const OrderKey& key, const std::string& why) {
  if (run.fatal) return;
  recorded_or_fatal(run, run.record(orders::OrderAbandoned{.key = key, .reason = why}));
}

void listen(RunContext& run, UtcTime until) {
  note_interruption(run);
  const auto events = run.ports.broker.wait_events(until);
  note_interruption(run);
  if (!recorded_or_fatal(run, run.tracker->take(events, run.now()))) return;
  if (run.tracker->link_was_lost()) run.freeze("the link to the broker was lost: nothing more is sent in this run");
  if (run.tracker->alarm() && !run.fatal && !run.state().halt) {
    run.fatal = stop_on_alarm(run);
    run.freeze(run.tracker->alarm()->why);
  }
}

void send_order(RunContext& run, const OrderKey& key) {
  note_interruption(run);
  if (const auto why = too_late_or_killed(run)) return run.freeze(*why);
  if (!gateway_answers(run)) return run.freeze("the gateway did not answer right before an order; it was not sent");
  listen(run, run.now());
  if (run.frozen) return;

  const OrderTicket ticket = ticket_of(run, record_of(run, key));
  safety::OrderVerdict verdict = verdict_of(run, ticket);
  if (const auto* refused = std::get_if<safety::Refused>(&verdict); refused != nullptr && refused->code == "R08") {
    // A quote that grew old while other orders were on their way is asked for once more.
    if (auto quotes = read_quotes(run, {ticket.symbol}); quotes && quotes->contains(ticket.symbol))
      run.quotes[ticket.symbol] = quotes->at(ticket.symbol);
    verdict = verdict_of(run, ticket);
  }
  if (const auto* refused = std::get_if<safety::Refused>(&verdict)) {
    const std::string why = refused->code + ": " + refused->sentence;
    run.find(ticket.symbol, true, ledger::finding_code(refused->code), refused->sentence);
    if (refused->symbol) return abandon(run, key, why);
    return run.freeze(why);
  }
  const safety::Approved& approved = std::get<safety::Approved>(verdict);
  const ClientOrderId order_id{std::max(run.ports.broker.next_order_id().value(), run.state().order_id_high_water + 1)};
  if (!recorded_or_fatal(run, run.record(orders::OrderSending{.key = key,
                                                              .order_id = order_id,
                                                              .quantity = ticket.quantity,
                                                              .limit = ticket.limit,
                                                              .expires = ticket.expires})))
    return;
  // The disk may have been slow. What is too late now stays SENDING in the ledger and is never sent.
  if (const auto why = too_late_or_killed(run)) {
    recorded_or_fatal(run, run.tracker->give_up_waiting(key, "not sent: " + *why, run.now()));
    return run.freeze(*why);
  }
  // The only send site of the program. Why no order is ever doubled, with what is taken for granted:
  //  S1  what Ledger::append returned from survives a crash (synchronous=EXTRA, hash chain checked at open), so the
  //  step
  //      planned -> sending of this key, made durable just above, succeeds once in the life of the ledger.
  //  S2  one holder of the account's kernel lock (whoever has the Ledger has it), one client id at the gateway.
  //  G1  one frame with an order id never used before makes at most one order with at most its quantity filled; the id
  //      is above the durable high-water mark, so it neither changes nor meets an order of ours. A frame that was cut
  //      short is never completed: the connection is closed instead.
  //  G2  an order cannot execute after its goodTillDate, and one that reaches the broker later is refused. (By the
  //      broker's documentation, not measured.)
  //  G3  before the next session's baseline the positions include every fill of earlier sessions.
  // There is no second attempt: neither silence nor an error text nor a lost connection leads back here with this key.
  const auto placed = run.door->place(approved, order_id);
  if (!placed) {
    recorded_or_fatal(run, run.tracker->give_up_waiting(key, placed.error().text(), run.now()));
    return run.freeze(fmt::format("sending {}: {}", key, placed.error().text()));
  }
  run.ports.log.info(
      fmt::format("sent {} {} {} at {}", name(ticket.side), ticket.quantity, ticket.symbol, ticket.limit));
  wait_for_acknowledgement(run, key);
}

void follow(RunContext& run, const std::vector<OrderKey>& keys, UtcTime until) {
  UtcTime ask_at = run.now() + kAskAgainEvery;
  const auto live = [&] {
    std::vector<OrderKey> open;
    for (const OrderKey& key : keys)
      if (record_of(run, key).was_sent() && !is_terminal(record_of(run, key).state)) open.push_back(key);
    return open;
  };
  const bool frozen_before = run.frozen;
  for (auto open = live(); !open.empty() && run.now() < until && !run.fatal && run.frozen == frozen_before;
       open = live()) {
    UtcTime wake = std::min(until, ask_at);
    for (const OrderKey& key : open) {
      const orders::OrderRecord& order = record_of(run, key);
      if (order.cancel_requested) continue;
      const UtcTime patience = order.sent_at + run.options.fill_timeout;
      const bool sweep = run.frozen || run.now() >= run.deadlines.cancel_sweep;
      if (sweep || run.now() >= patience)
        cancel_order(run, key, sweep ? "the run sends nothing more" : "not filled in time");
      else
        wake = std::min({wake, patience, std::max(run.deadlines.cancel_sweep, run.now())});
    }
    if (run.fatal) return;
    listen(run, wake);
    if (run.tracker->link_was_lost() || run.now() >= ask_at) {
      if (auto asked = take_queries(run); !asked) run.ports.log.warning(asked.error().text());
      ask_at = run.now() + kAskAgainEvery;
    }
  }
}

}  // namespace bot::run
