#include "run/order_follower.hpp"

#include <fmt/format.h>

#include <variant>

#include "run/connect.hpp"
#include "run/halt.hpp"

namespace bot::run {

Result<void> LedgerJournal::record(UtcTime at, const orders::OrderEvent& event) {
  auto body = std::visit([](const auto& one) { return ledger::EventBody(one); }, event);
  return runtime_.ledger.append(at, runtime_.id, std::move(body));
}

OrderFollower::OrderFollower(Runtime& runtime)
    : runtime_(runtime),
      journal_(runtime),
      tracker_(journal_, runtime.ports.calendar, {.account = runtime.options.account, .session = runtime.timing.asof}) {
}

Result<void> OrderFollower::book(const BrokerSnapshot& snapshot) { return tracker_.take(snapshot, runtime_.now()); }

void OrderFollower::freeze(std::string why) {
  if (frozen_) return;
  runtime_.error(std::nullopt, ledger::FindingCode::kFreeze, why);
  frozen_ = std::move(why);
}

void OrderFollower::recorded(const Result<void>& result) {
  if (result) return;
  ledger_failed_ = true;
  if (!fatal_) fatal_ = stop(result.error());
  freeze("the ledger could not be written: " + result.error().text());
}

void OrderFollower::note_interruption() {
  if (!runtime_.asked_to_stop()) return;
  runtime_.ports.loop.acknowledge_interruption();
  runtime_.interrupted_at = runtime_.now();
  freeze("interrupted: only cancels are sent");
}

void OrderFollower::listen(UtcTime until) {
  note_interruption();
  const auto events = runtime_.ports.broker.wait_events(until);
  note_interruption();
  recorded(tracker_.take(events, runtime_.now()));
  if (ledger_failed_) return;
  if (const auto& why = tracker_.unreadable())
    freeze(fmt::format("a message about our orders that cannot be read: nothing more is sent in this run ({})", *why));
  if (!alarm() || fatal_ || runtime_.state().halt) return;
  fatal_ = halt(runtime_, ledger::halt_reason(alarm()->kind), alarm()->why);
  freeze(alarm()->why);
}

Result<std::vector<Execution>> OrderFollower::ask_broker() {
  auto& broker = runtime_.ports.broker;
  BOT_TRY(BrokerSnapshot all, ask<BrokerSnapshot>(runtime_, "asking for the orders", [&]() -> Result<BrokerSnapshot> {
            BrokerSnapshot read;
            BOT_TRY(read.executions, broker.executions(runtime_.request_deadline()));
            BOT_TRY(read.completed_orders, broker.completed_orders(runtime_.request_deadline()));
            BOT_TRY(read.open_orders, broker.open_orders(runtime_.request_deadline()));
            return read;
          }));
  BOT_TRY_VOID(tracker_.take(broker.wait_events(runtime_.now()), runtime_.now()));
  BOT_TRY_VOID(tracker_.take(all, runtime_.now()));
  tracker_.link_is_trusted_again();
  return std::move(all.executions);
}

Result<void> OrderFollower::give_up_waiting(const OrderKey& key, const std::string& why) {
  return tracker_.give_up_waiting(key, why, runtime_.now());
}

}  // namespace bot::run
