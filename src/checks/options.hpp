// What the checks around a run expect of an account, out of the very options a run of it has.
#pragma once

#include <string>

#include "monitor/account.hpp"
#include "monitor/gather_preflight.hpp"
#include "monitor/gather_summary.hpp"
#include "run/options.hpp"

namespace bot::checks {

[[nodiscard]] monitor::MonitoredAccount monitored_account(const run::RunOptions& options, std::string ledger_folder);
[[nodiscard]] monitor::PreflightOptions preflight_options(const run::RunOptions& options,
                                                          const monitor::MonitoredAccount& account);
[[nodiscard]] monitor::SummaryOptions summary_options(const run::RunOptions& options);

}  // namespace bot::checks
