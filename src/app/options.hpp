// From Settings to each room's own options: one function a room. Nothing here decides anything.
#pragma once

#include "base/backoff.hpp"
#include "calendar/calendar.hpp"
#include "config/settings.hpp"
#include "data/decision_bars.hpp"
#include "data/refresh.hpp"
#include "data/validate.hpp"
#include "decide/options.hpp"
#include "gateway/options.hpp"
#include "plan/make_plan.hpp"
#include "run/run.hpp"
#include "tws/client.hpp"

namespace bot::app {

[[nodiscard]] calendar::Extra calendar_extra(const config::Settings& settings);
[[nodiscard]] BackoffOptions backoff_options(const config::Settings& settings);
[[nodiscard]] bool retries_on(const config::Settings& settings, ErrorCode code);
[[nodiscard]] Duration connect_timeout(const config::Settings& settings);
[[nodiscard]] gateway::Options gateway_options(const config::Settings& settings);
[[nodiscard]] tws::Options client_options(const config::Settings& settings, const ports::Endpoint& endpoint,
                                          std::int64_t client_id, const AccountId& account);
[[nodiscard]] data::RefreshOptions refresh_options(const config::Settings& settings);
[[nodiscard]] data::Options data_options(const config::Settings& settings);
[[nodiscard]] decide::Options decide_options(const config::Settings& settings);
[[nodiscard]] plan::Options plan_options(const config::Settings& settings);
// Without what only the command knows: mode, account, folders, hashes.
[[nodiscard]] run::RunOptions run_options(const config::Settings& settings);

}  // namespace bot::app
