// Emptying the outbox into the webhook, on the machine's own clock whatever the simulated one says.
#pragma once

#include "app/environment.hpp"
#include "base/id.hpp"
#include "notify/deliver.hpp"
#include "notify/outbox.hpp"

namespace bot::app {

[[nodiscard]] std::string outbox_folder(const Environment& environment, const AccountId& account);
// A run by hand: at most 10 s. Says on stderr what did not arrive; the run's exit code is its own.
notify::DeliverReport deliver_outbox(Environment& environment, const AccountId& account, Duration budget);
// Pings the dead-man's address where there is one; a failure is logged.
void ping_dead_man(Environment& environment, notify::DeadManSignal signal, const std::string& text);

}  // namespace bot::app
