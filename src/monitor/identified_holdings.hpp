// What an account holds, with what the broker says where the ledger has not met a symbol yet.
#pragma once

#include "ledger/holdings.hpp"
#include "monitor/account.hpp"
#include "monitor/gateway_access.hpp"
#include "ports/event_loop.hpp"

namespace bot::monitor {

// Nothing is recorded, and what was not answered is the next run's to say.
[[nodiscard]] inline ledger::Holdings identify_holdings(ports::EventLoop& loop, ports::BrokerReader& broker,
                                                        const std::vector<Position>& positions,
                                                        const MonitoredAccount& account,
                                                        const ledger::LedgerState& state) {
  return ledger::identify_holdings(
             positions, {}, account.id, state, account.universe,
             [&](const Symbol& symbol) { return broker.instrument(symbol, loop.now() + kAnswerTimeout); })
      .holdings;
}

}  // namespace bot::monitor
