// What the preflight check and the doctor both look at, judged once and in one sentence. Pure.
#pragma once

#include <optional>

#include "broker/account_judgements.hpp"
#include "monitor/account.hpp"
#include "monitor/check.hpp"
#include "ports/disk.hpp"

namespace bot::monitor {

// What a run refuses, in the run's words, as a line of the check list.
[[nodiscard]] Check refused(std::string name, const broker::Refusal& refusal);
[[nodiscard]] broker::AccountTypeJudgement judge_account_type(const AccountValues& values,
                                                              const MonitoredAccount& account);
// What mends a pin that is not the broker's contract any more.
[[nodiscard]] std::string renew_pin(const Symbol& symbol);
// Ours less the gateway's, as broker::clock_skew gives it.
[[nodiscard]] Check judge_clock(Duration skew);
// Of the disk where ledger and outbox lie.
[[nodiscard]] Check judge_disk(const ports::DiskSpace& space);

}  // namespace bot::monitor
