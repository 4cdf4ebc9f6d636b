// What distinguishes paper from real money at IBKR: how an account's id begins, and the ports its programs listen at
// unless configured otherwise. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/id.hpp"
#include "model/mode.hpp"

namespace bot::broker {

// Capitals and digits, a capital first, 4 to 20 of them, as in DU0000001.
[[nodiscard]] bool is_account_id(std::string_view text);
// D for paper, U for live.
[[nodiscard]] char account_prefix(Mode mode);
// None: an id that begins with neither.
[[nodiscard]] std::optional<Mode> account_mode(const AccountId& account);
// R02: why this mode does not trade this account. A dry run may look at either.
[[nodiscard]] std::optional<std::string> account_refusal(Mode mode, const AccountId& account, bool execution_live);

// None: a port of the owner's choice.
[[nodiscard]] std::optional<Mode> port_mode(int port);
// "TWS 7497, IB Gateway 4002"
[[nodiscard]] std::string_view usual_ports(Mode mode);

}  // namespace bot::broker
