// What an arming is bound to: this configuration, this program, this machine, and the key of this machine's seal.
#pragma once

#include "app/environment.hpp"
#include "ledger/arming.hpp"

namespace bot::app {

// The key of this machine's seal; there is none before the first arming.
[[nodiscard]] std::string seal_key_file(const Environment& environment);
// As they are. The key is empty where there is none yet; one that others can read or that is a link is an error.
[[nodiscard]] Result<ledger::ArmingFacts> arming_facts(const Environment& environment);
// The same, with a key made where there was none.
[[nodiscard]] Result<ledger::ArmingFacts> arming_facts_with_key(Environment& environment);

}  // namespace bot::app
