#include "ledger/arming.hpp"

#include <fmt/format.h>

#include <cctype>

#include "base/sha256.hpp"
#include "calendar/new_york.hpp"
#include "ledger/codec.hpp"

namespace bot::ledger {
namespace {

constexpr int kReminderDays[] = {1, 3, 7};

std::string account_with_points(const AccountId& account) {
  const std::string& id = account.value();
  const auto digit = id.find_first_of("0123456789");
  if (digit == std::string::npos || id.size() - digit <= 3) return id;
  return id.substr(0, digit) + "..." + id.substr(id.size() - 3);
}

std::string as_typed(const std::string& text) {
  std::string letters;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text.compare(at, 3, "\xE2\x80\xA6") == 0) {
      letters += "...";
      at += 2;
    } else if (std::isspace(static_cast<unsigned char>(text[at])) == 0) {
      letters += static_cast<char>(std::toupper(static_cast<unsigned char>(text[at])));
    }
  }
  return letters;
}

int days_until(UtcTime then, UtcTime now) {
  const auto left = std::chrono::duration_cast<std::chrono::hours>(then - now).count();
  return static_cast<int>((left + 23) / 24);
}

}  // namespace

std::string arming_sentence(const Armed& armed) {
  std::string sentence = fmt::format("TRADE LIVE {} UP TO {} USD PER DAY UNTIL {}", account_with_points(armed.account),
                                     armed.max_day.str(), to_iso(calendar::to_new_york(armed.expires).date));
  if (armed.with_expiry_unproven) sentence += ", EXPIRY OF ORDERS NOT MEASURED";
  if (armed.without_dead_man) sentence += ", WITHOUT A DEAD MAN'S SWITCH";
  return sentence;
}

bool is_typed(const std::string& typed, const std::string& sentence) { return as_typed(typed) == as_typed(sentence); }

std::string arming_seal(const Armed& armed, const Secret& key) {
  Armed unsealed = armed;
  unsealed.seal.clear();
  return hmac_sha256_hex(key.reveal(), encode(unsealed));
}

std::optional<ArmingRefusal> arming_refusal(const std::optional<Armed>& armed, const AccountId& account,
                                            const ArmingFacts& facts, UtcTime now) {
  const auto refused = [](std::string why) {
    return ArmingRefusal{.expired = false, .why = std::move(why) + "; bot arm allows it anew"};
  };
  if (!armed) return refused("live trading is not armed");
  if (armed->account != account) return refused("live trading is armed for another account");
  if (armed->host != facts.host) return refused("live trading was armed on another machine");
  if (facts.key.empty() || !equal_in_constant_time(armed->seal, arming_seal(*armed, facts.key)))
    return refused("the arming does not carry this machine's seal: it was made elsewhere or changed");
  if (now < armed->not_before)
    return refused(fmt::format("live trading is armed only from {} on", calendar::new_york_text(armed->not_before)));
  if (now >= armed->expires) {
    ArmingRefusal expired = refused(fmt::format("the arming expired on {}", calendar::new_york_text(armed->expires)));
    expired.expired = true;
    return expired;
  }
  if (armed->config_sha256 != facts.config_sha256)
    return refused("the configuration has changed since live trading was armed");
  if (armed->program_sha256 != facts.program_sha256)
    return refused("this is not the program live trading was armed for");
  return std::nullopt;
}

std::optional<int> days_left_to_report(UtcTime expires, std::optional<UtcTime> before, UtcTime now) {
  if (now >= expires) return std::nullopt;
  for (const int days : kReminderDays) {
    const UtcTime line = expires - std::chrono::days(days);
    if (now < line) continue;
    if (before && *before >= line) return std::nullopt;
    return days_until(expires, now);
  }
  return std::nullopt;
}

}  // namespace bot::ledger
