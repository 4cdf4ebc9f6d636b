// Permission to trade with real money: what a person typed for one account, one configuration, one program and one
// machine, up to a date. Pure; `app` says what this machine and program are and keeps the key of the seal.
#pragma once

#include <optional>
#include <string>

#include "base/secret.hpp"
#include "ledger/events.hpp"

namespace bot::ledger {

// What an arming is bound to, as it is now.
struct ArmingFacts {
  std::string config_sha256;
  std::string program_sha256;
  std::string host;
  Secret key;  // of the seal; empty: this host has none, so nothing here was armed on it
};

inline constexpr std::chrono::days kMaxArmed{90};

// What the person has to type, letter by letter: "TRADE LIVE U...567 UP TO 25000 USD PER DAY UNTIL 2026-12-20". What is
// accepted against advice stands in it.
[[nodiscard]] std::string arming_sentence(const Armed& armed);
// Upper and lower case and blanks do not matter, a typed ellipsis counts as three points; everything else does.
[[nodiscard]] bool is_typed(const std::string& typed, const std::string& sentence);
[[nodiscard]] std::string arming_seal(const Armed& armed, const Secret& key);

struct ArmingRefusal {
  bool expired = false;
  std::string why;  // with what to do
};
// Why live trading is not allowed now; none when it is.
[[nodiscard]] std::optional<ArmingRefusal> arming_refusal(const std::optional<Armed>& armed, const AccountId& account,
                                                          const ArmingFacts& facts, UtcTime now);
// Days left, rounded up, when this is the first time since `before` that 7, 3 or 1 of them are left.
[[nodiscard]] std::optional<int> days_left_to_report(UtcTime expires, std::optional<UtcTime> before, UtcTime now);

}  // namespace bot::ledger
