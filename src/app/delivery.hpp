// Emptying the outbox into the webhook and the dead-man's address, on the machine's own clock whatever the simulated
// one says.
#pragma once

#include "app/environment.hpp"
#include "base/id.hpp"
#include "notify/deliver.hpp"
#include "notify/outbox.hpp"
#include "schedule/options.hpp"

namespace bot::app {

inline constexpr Duration kDeliveryByHand = std::chrono::seconds(10);

[[nodiscard]] std::string outbox_folder(const Environment& environment, const AccountId& account);
[[nodiscard]] notify::Outbox open_outbox(Environment& environment, const ports::Clock& clock, const AccountId& account);
// A run by hand: at most `budget`. Says on stderr what did not arrive; the run's exit code is its own.
notify::DeliverReport deliver_outbox(Environment& environment, const AccountId& account, Duration budget);
// After a command that a timer may have started: with a secret at hand as above; without one and by a timer nothing is
// said, since the notifier delivers.
void deliver_after(Environment& environment, const AccountId& account, schedule::Start start,
                   Duration budget = kDeliveryByHand);
// Why no alert gets through, and since when; empty: they do, as far as is known, or no webhook is set.
[[nodiscard]] std::string alert_silence(Environment& environment, const AccountId& account);
// Stores it and, by hand with a webhook, delivers. What goes wrong is logged.
void notify_owner(Environment& environment, const AccountId& account, const ports::Alert& alert);
// Through the outbox: where the address is held here, or where a notifier may hold it.
void put_ping(const Environment& environment, notify::Outbox& outbox, schedule::Start start,
              notify::DeadManSignal signal, const std::string& text);

}  // namespace bot::app
