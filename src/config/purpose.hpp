// What the configuration must say for one way of trading. Pure: the mode is known only from the command line.
#pragma once

#include <vector>

#include "base/result.hpp"
#include "config/load.hpp"

namespace bot::config {

enum class Purpose { kDryRun, kPaper, kLive };

// The account this purpose trades or looks at: accounts.paper or accounts.live; with the embedded gateway an empty one
// means embedded.account. kConfig when it is empty or has the wrong first letter (D for paper, U for live).
// A dry run, and every command that only looks, takes the live account where execution.live is true, else the paper
// account, else the live one.
[[nodiscard]] Result<AccountId> account_for(const Loaded& loaded, Purpose purpose);
// All that depends on the purpose: account, the other mode's known port, execution.live.
[[nodiscard]] std::vector<Error> check_purpose(const Loaded& loaded, Purpose purpose);
// Where a key got its value, "config/config.local.yaml:12"; for errors that others find later.
[[nodiscard]] std::string origin_of(const Loaded& loaded, const std::string& key);
// paths.state/<account>
[[nodiscard]] std::string ledger_folder(const Settings& settings, const AccountId& account);

}  // namespace bot::config
