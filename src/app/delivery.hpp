// Delivers the outbox to the webhook and pings the dead-man's switch, by the machine's own clock even when the run's is
// simulated.
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
// Takes at most `budget`. What could not be delivered is logged and does not change the exit code.
notify::DeliverReport deliver_outbox(Environment& environment, const AccountId& account, Duration budget);
// After a command that a timer may have started. The units keep the secrets from it, so a timer's command without any
// stays quiet and leaves delivery to the notifier.
void deliver_after(Environment& environment, const AccountId& account, schedule::Start start,
                   Duration budget = kDeliveryByHand);
// Why alerts are not getting through, and since when. Empty: they are, as far as we know, or no webhook is set. An
// error: the outbox cannot be read, so nobody knows.
[[nodiscard]] Result<std::string> alert_silence(Environment& environment, const AccountId& account);
// Stores the alert and, where a webhook is set, delivers it. Failures are logged.
void notify_owner(Environment& environment, const AccountId& account, const ports::Alert& alert);
// Queues a ping for the dead-man's switch, unless this was started by hand and no address is set: then nobody has one.
void put_ping(const Environment& environment, notify::Outbox& outbox, schedule::Start start, const notify::Ping& ping);

}  // namespace bot::app
