// What the preflight check and the doctor both look at, judged once and in one sentence. Pure.
#pragma once

#include <cstdint>
#include <optional>

#include "broker/account_judgements.hpp"
#include "ledger/state.hpp"
#include "monitor/account.hpp"
#include "monitor/check.hpp"
#include "ports/disk.hpp"
#include "ports/kill_file.hpp"

namespace bot::monitor {

// What happened and where, without the code.
[[nodiscard]] std::string without_code(const Error& error);
// What a run refuses, in the run's words, as a line of the check list.
[[nodiscard]] Check refused(std::string name, const broker::Refusal& refusal);
[[nodiscard]] broker::AccountTypeJudgement judge_account_type(const AccountValues& values,
                                                              const MonitoredAccount& account);
// What mends a pin that is not the broker's contract any more.
[[nodiscard]] std::string renew_pin(const Symbol& symbol);
// Ours less the gateway's, as broker::clock_skew gives it.
[[nodiscard]] Check judge_clock(Duration skew);
// The latch of the ledger speaks before the file beside it.
[[nodiscard]] Check judge_halt(const std::optional<ledger::HaltLatch>& halt,
                               const std::optional<ports::KillFile>& kill);
// `unreadable` is why it cannot be opened. `rows_missing_in_audit` are of its last rows; none: only the records since
// the last checkpoint were verified, as an opening does.
[[nodiscard]] Check judge_ledger(const std::string& folder, const std::optional<Error>& unreadable,
                                 std::uint64_t records, std::optional<std::uint64_t> rows_missing_in_audit);
// Nobody hears of anything then.
[[nodiscard]] Check judge_outbox(const Error& unreadable);
// For the disk that holds ledger and outbox.
[[nodiscard]] Check judge_disk(const ports::DiskSpace& space);

}  // namespace bot::monitor
