// What an account is worth at an instant, and what it may spend.
#pragma once

#include "gateway/account.hpp"
#include "gateway/market.hpp"
#include "gateway/options.hpp"

namespace bot::gateway {

// Cash and the holdings at the market's mark. `market` only draws the paths it needs.
[[nodiscard]] Money compute_net_liquidation(const Account& account, Market& market, UtcTime at);
// Total cash, or settled cash where the account does not grant unsettled proceeds.
[[nodiscard]] Money compute_available_funds(const Account& account, const Options& options);

}  // namespace bot::gateway
