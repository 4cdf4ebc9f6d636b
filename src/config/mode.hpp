// What the configuration must say for one mode of trading, which only the command line knows. Pure.
#pragma once

#include <vector>

#include "base/result.hpp"
#include "config/load.hpp"
#include "model/mode.hpp"

namespace bot::config {

// What a command looks at where nobody names a mode: the live account where live trading is switched on and there is
// one, else paper.
[[nodiscard]] Mode default_mode(const Settings& settings);
// The account this mode trades or looks at: accounts.paper or accounts.live; with the embedded gateway an empty one
// means embedded.account. kConfig when it is empty or has the wrong first letter (D for paper, U for live).
// A dry run, and every command that only looks, takes the live account where execution.live is true, else the paper
// account, else the live one.
[[nodiscard]] Result<AccountId> account_for(const Loaded& loaded, Mode mode);
// What depends on the mode: account, the other mode's known port, execution.live.
[[nodiscard]] std::vector<Error> check_mode(const Loaded& loaded, Mode mode);
// Where a key got its value; of an open map, one of its entries.
[[nodiscard]] const Origin& find_origin(const Loaded& loaded, const std::string& key);
// paths.state/<account>
[[nodiscard]] std::string ledger_folder(const Settings& settings, const AccountId& account);

}  // namespace bot::config
