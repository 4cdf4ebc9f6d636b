// Order ids are the ledger's memory of what left it: each is durable before it is used, a what-if's too. A gateway
// whose next id lies beyond them knows orders of ours that this ledger does not (a copy put back): docs/reliability.md,
// A12.
#pragma once

#include "run/ending.hpp"
#include "run/runtime.hpp"

namespace bot::run {

// Before so many what-ifs: the broker's next ids are used from here on, whatever becomes of the questions.
[[nodiscard]] Result<void> use_order_ids(Runtime& runtime, std::size_t count);

// Stopped: the ledger is older than the broker. The first connection of a ledger only takes note of the id.
[[nodiscard]] Staged<void> check_order_ids(Runtime& runtime);

// Stopped: the ledger was found behind in this session, before it held a plan. One made now could name keys that the
// lost part of the ledger has sent.
[[nodiscard]] Staged<void> check_keys_unspent(const Runtime& runtime);

}  // namespace bot::run
