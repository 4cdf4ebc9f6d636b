#include "run/order_sender.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

#include "broker/account_judgements.hpp"
#include "run/halt.hpp"
#include "run/safety_input.hpp"

namespace bot::run {
namespace {

constexpr Duration kProbeTimeout = std::chrono::seconds{3};
constexpr Duration kMinProbeInterval = std::chrono::seconds{1};  // faster ones are dropped by the gateway
constexpr Duration kAcknowledgementTimeout = std::chrono::seconds{10};
constexpr Duration kAskAgainInterval = std::chrono::seconds{15};
constexpr Duration kMissingExecutionInterval = std::chrono::seconds{2};

safety::OrderVerdict judge(const Runtime& runtime, const TradeFacts& facts, const OrderTicket& ticket) {
  safety::SafetyInput input = safety_input(runtime, facts);
  if (const auto known = input.symbols.find(ticket.symbol); known != input.symbols.end())
    known->second.full_exit = runtime.state().orders.at(ticket.key).full_exit;
  return safety::check_order(input, ticket);
}

// A quote that grew old while other orders were on their way is asked for once more.
safety::OrderVerdict judge_with_fresh_quote(Runtime& runtime, TradeFacts& facts, const OrderTicket& ticket) {
  safety::OrderVerdict verdict = judge(runtime, facts, ticket);
  const auto* refused = std::get_if<safety::Refused>(&verdict);
  if (refused == nullptr || refused->rule != SafetyRule::kQuote) return verdict;
  if (auto fresh = read_quotes(runtime, facts.quotes, {ticket.symbol})) facts.quotes = std::move(*fresh);
  return judge(runtime, facts, ticket);
}

}  // namespace

// A half-open connection swallows orders: the gateway has to answer right before each of them (docs/reliability.md C7).
// A lost one is made again, and what became of the orders is asked for, before anything more leaves (C5 there).
bool OrderSender::gateway_answers(TradeFacts& facts) {
  if (probe(facts)) return true;
  if (follower_.frozen()) return false;
  runtime_.ports.log.warning("the gateway did not answer right before an order: connecting again");
  return follower_.ask_broker() && probe(facts);
}

bool OrderSender::probe(TradeFacts& facts) {
  auto& broker = runtime_.ports.broker;
  if (!broker.link_ok() || follower_.link_was_lost()) return false;
  last_probe_ = std::max(last_probe_, facts.probed);
  if (const UtcTime earliest = last_probe_ + kMinProbeInterval; runtime_.now() < earliest)
    runtime_.ports.loop.sleep_until(std::min(earliest, runtime_.now() + kMinProbeInterval));
  const auto gateway_time = broker.server_time(runtime_.now() + kProbeTimeout);
  last_probe_ = runtime_.now();
  if (!gateway_time) return false;
  facts.clock_skew = broker::clock_skew(runtime_.now(), *gateway_time);
  follower_.listen(runtime_.now());
  return broker.link_ok() && !follower_.link_was_lost();
}

// What the owner sold meanwhile is not there to be sold again (R06).
bool OrderSender::look_at_positions_again(const OrderKey& key, TradeFacts& facts) {
  if (order(key).side != Side::kSell) return true;
  auto positions = read_positions(runtime_);
  if (positions)
    facts.newest_positions = std::move(*positions);
  else
    follower_.freeze("the positions could not be read right before a sell: " + positions.error().text());
  return positions.has_value();
}

OrderTicket OrderSender::make_ticket(const OrderKey& key) const {
  const orders::OrderRecord& planned = order(key);
  return {.key = planned.key,
          .symbol = planned.symbol,
          .con_id = planned.con_id,
          .primary_exchange = planned.primary_exchange,
          .account = runtime_.options.account,
          .side = planned.side,
          .quantity = planned.quantity,
          .limit = planned.limit,
          .expires = runtime_.deadlines().expiry};
}

std::optional<std::string> OrderSender::reason_not_to_send() const {
  if (follower_.frozen()) return follower_.frozen();
  if (auto kill = kill_switch(runtime_)) return kill;
  if (runtime_.now() > runtime_.deadlines().last_order) return schedule::too_late_for_orders();
  return std::nullopt;
}

bool OrderSender::make_ready(const OrderKey& key, TradeFacts& facts) {
  follower_.note_interruption();
  if (const auto why = reason_not_to_send()) {
    follower_.freeze(*why);
    return false;
  }
  bool answers = gateway_answers(facts);
  if (answers && !look_at_positions_again(key, facts)) return false;
  follower_.listen(runtime_.now());
  if (answers && follower_.link_was_lost()) answers = gateway_answers(facts);
  if (!follower_.frozen() && !answers)
    follower_.freeze("the gateway did not answer right before an order; it was not sent");
  return !follower_.frozen();
}

std::optional<safety::OrderVerdict> OrderSender::judge_right_before(const OrderTicket& ticket, TradeFacts& facts) {
  for (;;) {
    if (!make_ready(ticket.key, facts)) return std::nullopt;
    safety::OrderVerdict verdict = judge_with_fresh_quote(runtime_, facts, ticket);
    follower_.listen(runtime_.now());
    if (follower_.frozen()) return std::nullopt;
    // A connection that has ended by now costs a question, and no key.
    if (!follower_.link_was_lost()) return verdict;
  }
}

TradeFacts OrderSender::send(const OrderKey& key, TradeFacts facts) {
  const OrderTicket ticket = make_ticket(key);
  const auto verdict = judge_right_before(ticket, facts);
  if (!verdict) return facts;
  // A rule that takes the symbol out is why it stays off its target, whatever was there to pay for it.
  if (const auto* refused = std::get_if<safety::Refused>(&*verdict); refused != nullptr && refused->symbol)
    facts.excluded[ticket.symbol] = refused->text();
  transmit(ticket, *verdict);
  return facts;
}

void OrderSender::transmit(const OrderTicket& ticket, const safety::OrderVerdict& verdict) {
  const OrderKey& key = ticket.key;
  if (const auto* refused = std::get_if<safety::Refused>(&verdict)) {
    runtime_.error(ticket.symbol, refused->rule, refused->sentence);
    if (refused->symbol) return abandon(key, refused->text());
    return follower_.freeze(refused->text());
  }
  const safety::Approved& approved = std::get<safety::Approved>(verdict);
  const ClientOrderId order_id{
      std::max(runtime_.ports.broker.next_order_id().value(), runtime_.state().order_id_high_water + 1)};
  follower_.recorded(runtime_.record(orders::OrderSending{.key = key,
                                                          .order_id = order_id,
                                                          .quantity = ticket.quantity,
                                                          .limit = ticket.limit,
                                                          .expires = ticket.expires}));
  if (follower_.ledger_failed()) return;
  // The disk may have been slow: what came meanwhile is looked at, also the end of the connection.
  follower_.listen(runtime_.now());
  if (const auto why = reason_not_to_send()) {
    abandon(key, "not sent: " + *why);
    return follower_.freeze(*why);
  }
  // The only send site of the program. Why no order is ever doubled, with what is taken for granted
  // (docs/reliability.md 2.7):
  //  S1  what Ledger::append returned from survives a crash (synchronous=EXTRA, hash chain checked at open from the
  //      last checkpoint on), so the step planned -> sending of this key, made durable just above, succeeds once in the
  //      life of the ledger: the state holds the key, or no plan is taken for its session, which lies before
  //      `kept_from`.
  //  S2  one holder of the account's kernel lock (whoever has the Ledger has it), one client id at the gateway.
  //  S3  one frame with an order id never used before makes at most one order with at most its quantity filled; the id
  //      is above the durable high-water mark, so it neither changes nor meets an order of ours. A frame that was cut
  //      short is never completed: the connection is closed instead.
  //  S4  an order cannot execute after its goodTillDate, and one that reaches the broker later is refused. (By the
  //      broker's documentation, not measured.)
  //  S5  before the next session's baseline the positions include every fill of earlier sessions.
  // There is no second attempt: neither silence nor an error text nor a lost connection leads back here with this key.
  const auto placed = port_.place(approved, order_id);
  if (!placed) {
    // Not one byte was handed over: this key is spent, and the others are sent over a new connection.
    abandon(key, "never handed to the gateway: " + placed.error().text());
    if (!follower_.link_was_lost() && runtime_.ports.broker.link_ok())
      follower_.freeze(fmt::format("sending {}: {}", key, placed.error().text()));
    return;
  }
  runtime_.ports.log.info(
      fmt::format("sent {} {} {} at {}", name(ticket.side), ticket.quantity, ticket.symbol, ticket.limit));
  wait_for_acknowledgement(key);
}

void OrderSender::wait_for_acknowledgement(const OrderKey& key) {
  const UtcTime until = runtime_.now() + kAcknowledgementTimeout;
  const auto is_silent = [&] { return order(key).state == OrderState::kSending; };
  while (is_silent() && runtime_.now() < until && !follower_.fatal() && !follower_.link_was_lost())
    follower_.listen(until);
  if (follower_.fatal() || !is_silent()) return;
  // Silence is no answer; the questions may still give one. A failed question leaves the order unknown.
  if (auto asked = follower_.ask_broker(); !asked) runtime_.ports.log.warning(asked.error().text());
  if (!is_silent()) return;
  const auto waited = std::chrono::duration_cast<std::chrono::seconds>(kAcknowledgementTimeout).count();
  const auto message = follower_.last_message_about(key);
  const std::string reply = message ? fmt::format("no reply but \"{}\"", *message) : "no reply";
  follower_.recorded(follower_.give_up_waiting(key, fmt::format("{} within {} s", reply, waited)));
  follower_.freeze(
      fmt::format("{} about {} within {} s: nothing more is sent, and it is never sent again", reply, key, waited));
}

void OrderSender::follow(const std::vector<OrderKey>& keys, UtcTime until) {
  const UtcTime cancel_sweep = runtime_.deadlines().cancel_sweep;
  const bool was_frozen = follower_.frozen().has_value();
  UtcTime ask_at = runtime_.now() + kAskAgainInterval;
  const auto live = [&] {
    std::vector<OrderKey> open;
    std::ranges::copy_if(keys, std::back_inserter(open),
                         [&](const OrderKey& key) { return order(key).was_sent() && !is_terminal(order(key).state); });
    return open;
  };
  for (auto open = live(); !open.empty() && runtime_.now() < until && !follower_.ledger_failed() &&
                           follower_.frozen().has_value() == was_frozen;
       open = live()) {
    // Reported to be filled, and nothing shows it yet: the list of executions may.
    if (std::ranges::any_of(open, [&](const OrderKey& key) { return order(key).lacks_executions(); }))
      ask_at = std::min(ask_at, runtime_.now() + kMissingExecutionInterval);
    UtcTime wake = std::min(until, ask_at);
    for (const OrderKey& key : open) {
      if (cancels_sent_.contains(key)) continue;
      const UtcTime fill_deadline = order(key).sent_at + runtime_.options.fill_timeout;
      // One that was wanted before and may not have got through is sent again: that is always allowed.
      const bool sweep = follower_.frozen() || runtime_.now() >= cancel_sweep || order(key).cancel_requested;
      if (sweep || runtime_.now() >= fill_deadline)
        cancel(key, sweep ? "the run sends nothing more" : "not filled in time");
      else
        wake = std::min({wake, fill_deadline, std::max(cancel_sweep, runtime_.now())});
    }
    follower_.listen(wake);
    if (follower_.link_was_lost() || runtime_.now() >= ask_at) {
      if (auto asked = follower_.ask_broker(); !asked) runtime_.ports.log.warning(asked.error().text());
      ask_at = runtime_.now() + kAskAgainInterval;
    }
  }
}

void OrderSender::cancel(const OrderKey& key, const std::string& why) {
  const auto found = runtime_.state().orders.find(key);
  if (found == runtime_.state().orders.end() || !found->second.was_sent()) return;
  const ClientOrderId order_id = found->second.order_id;
  // The record first, but a full disk must not keep an order alive.
  if (!found->second.cancel_requested) {
    const auto recorded = runtime_.record(orders::CancelRequested{.key = key, .why = why});
    if (!recorded) runtime_.ports.log.error(recorded.error().text());
  }
  if (const auto sent = port_.cancel(order_id); sent)
    cancels_sent_.insert(key);
  else
    runtime_.ports.log.warning(fmt::format("cancelling {}: {}", key, sent.error().text()));
}

void OrderSender::cancel_everything() {
  for (const orders::OrderRecord* live : runtime_.state().live_orders()) (void)port_.cancel(live->order_id);
}

void OrderSender::abandon(const OrderKey& key, const std::string& why) {
  if (follower_.ledger_failed()) return;
  follower_.recorded(runtime_.record(orders::OrderAbandoned{.key = key, .reason = why}));
}

}  // namespace bot::run
