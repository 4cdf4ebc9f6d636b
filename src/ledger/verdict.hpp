// What the watchdog found of a session after its close. Closed: the names are on people's disks.
#pragma once

#include <string_view>

#include "base/check.hpp"
#include "base/enum_names.hpp"

namespace bot::ledger {

enum class Verdict {
  kRan,            // a run came to an end; how it went, it said itself
  kNothingDue,     // not a session this rebalance belongs to
  kStartRejected,  // a start was refused or met a halt, and said so
  kHalted,         // no start is known, but trading is halted anyway
  kUnfinished,     // a run began and never ended: killed, power cut
  kMissed          // nothing ran
};
[[nodiscard]] constexpr std::string_view name(Verdict verdict) {
  switch (verdict) {
    case Verdict::kRan:
      return "ran";
    case Verdict::kNothingDue:
      return "nothing_due";
    case Verdict::kStartRejected:
      return "turned_away";
    case Verdict::kHalted:
      return "halted";
    case Verdict::kUnfinished:
      return "unfinished";
    case Verdict::kMissed:
      return "missed";
  }
  BOT_CHECK(false);
}

}  // namespace bot::ledger

template <>
inline constexpr bot::ledger::Verdict bot::kLastOf<bot::ledger::Verdict> = bot::ledger::Verdict::kMissed;
