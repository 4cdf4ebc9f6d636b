#include "run/order_ids.hpp"

#include <fmt/format.h>

#include "run/halt.hpp"

namespace bot::run {

Result<void> use_order_ids(Runtime& runtime, std::size_t count) {
  const std::int64_t next = runtime.ports.broker.next_order_id().value();
  return runtime.record(ledger::OrderIdsUsed{.through = ClientOrderId{next + static_cast<std::int64_t>(count) - 1}});
}

Staged<void> check_order_ids(Runtime& runtime) {
  const ledger::LedgerState& state = runtime.state();
  const std::int64_t next = runtime.gateway.next_order_id.value();
  if (!state.order_ids_known) {
    BOT_STAGE_VOID(runtime.record(ledger::OrderIdsUsed{.through = ClientOrderId{next - 1}}));
    return {};
  }
  if (next <= state.order_id_high_water + 1) return {};
  return stopped(
      halt(runtime, ledger::HaltReason::kLedgerBehind,
           fmt::format("the gateway's next order id is {}, the last one this ledger knows of is {}: orders "
                       "were sent that it does not know. That is an older copy of the ledger, another program "
                       "with our client id, or a gateway.client_id of another number than before: put the "
                       "newest ledger back, end the other program, or set the client id back; if none of "
                       "them is so, look at the orders in IBKR before you resume",
                       next, state.order_id_high_water)));
}

Staged<void> check_keys_unspent(const Runtime& runtime) {
  const auto session = runtime.state().sessions.find(runtime.timing.asof);
  if (session == runtime.state().sessions.end() || !session->second.keys_spent || session->second.sequence > 0)
    return {};
  return stopped(Ending::kRefused,
                 "the ledger was found to be older than the broker in this session, and orders of a plan that it lost "
                 "may have been sent: nothing is planned until the next session");
}

}  // namespace bot::run
