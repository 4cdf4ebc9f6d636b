#include "monitor/judgements.hpp"

#include <fmt/format.h>

#include "ledger/halt_text.hpp"

namespace bot::monitor {
namespace {

constexpr std::uint64_t kMebibyte = 1024ULL * 1024;
constexpr std::uint64_t kMinSpace = 200 * kMebibyte;
constexpr std::uint64_t kSpaceWarning = 1000 * kMebibyte;
constexpr std::uint64_t kMinFiles = 1000;

std::string find_out_and_resume(std::string_view halt) { return "Find out why, then " + ledger::resume_command(halt); }

}  // namespace

std::string without_code(const Error& error) {
  return error.where.empty() ? error.message() : fmt::format("{} ({})", error.message(), error.where);
}

Check refused(std::string name, const broker::Refusal& refusal) {
  return bad(std::move(name), refusal.why, refusal.fix, ErrorCode::kSafety);
}

broker::AccountTypeJudgement judge_account_type(const AccountValues& values, const MonitoredAccount& account) {
  return broker::judge_account_type(broker::reported_account_type(values), account.configured_type);
}

std::string renew_pin(const Symbol& symbol) {
  return fmt::format(
      "If it is the same fund: bot pin {} shows what changed and renews it; else take it out of universe", symbol);
}

Check judge_clock(Duration skew) {
  const std::string text = broker::describe_skew(skew);
  const std::string fix = "Set this machine's clock: timedatectl set-ntp true keeps it right";
  switch (broker::judge_clocks(skew)) {
    case broker::ClockAgreement::kTooFarApart:
      return bad("clock", text, fix, ErrorCode::kSafety);
    case broker::ClockAgreement::kApart:
      return warning("clock", text, fix);
    case broker::ClockAgreement::kAgree:
      break;
  }
  return good("clock", "this computer's clock and the gateway's agree");
}

Check judge_halt(const std::optional<ledger::HaltLatch>& halt, const std::optional<ports::KillFile>& kill) {
  if (halt) return bad("halt", ledger::describe(*halt), find_out_and_resume(halt->id), ErrorCode::kSafety);
  if (kill)
    return bad("halt", ports::kill_sentence(*kill), find_out_and_resume(ports::kKillFileHalt), ErrorCode::kSafety);
  return good("halt", "not halted");
}

Check judge_ledger(const std::string& folder, const std::optional<Error>& unreadable, std::uint64_t records,
                   std::optional<std::uint64_t> rows_missing_in_audit) {
  if (unreadable)
    return bad("ledger", without_code(*unreadable),
               unreadable->fix.empty() ? "bot audit verify says more; put the ledger back from the last backup"
                                       : unreadable->fix,
               unreadable->code);
  if (records == 0) return good("ledger", fmt::format("no ledger yet in {}: a first run makes one", folder));
  if (!rows_missing_in_audit)
    return good("ledger", fmt::format("{} records, the newest verified; bot audit verify walks all of them", records));
  if (*rows_missing_in_audit == 0) return good("ledger", fmt::format("{} records, every one verified", records));
  return warning("ledger",
                 fmt::format("{} records, every one verified; audit.jsonl lacks the last {} of them: a run was cut off",
                             records, *rows_missing_in_audit),
                 "Nothing: the next run writes them");
}

Check judge_outbox(const Error& unreadable) {
  return bad("outbox", "the outbox of the alerts cannot be read, so alerts may not go out: " + without_code(unreadable),
             unreadable.fix.empty() ? "Make it readable and writable for the user who runs bot" : unreadable.fix,
             unreadable.code);
}

Check judge_disk(const ports::DiskSpace& space) {
  const std::string text = fmt::format("{} MiB free", space.bytes / kMebibyte);
  const std::string fix = "Free some space where paths.state lies: no order is sent that cannot be written down";
  if (space.files < kMinFiles)
    return bad("disk", fmt::format("only {} more files fit, {} are needed", space.files, kMinFiles), fix,
               ErrorCode::kIo);
  if (space.bytes < kMinSpace)
    return bad("disk", fmt::format("{}, {} MiB are needed", text, kMinSpace / kMebibyte), fix, ErrorCode::kIo);
  if (space.bytes < kSpaceWarning) return warning("disk", text, fix);
  return good("disk", text);
}

}  // namespace bot::monitor
