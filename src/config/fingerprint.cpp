#include "config/fingerprint.hpp"

#include <algorithm>
#include <string_view>

#include "base/sha256.hpp"
#include "config/schema.hpp"

namespace bot::config {
namespace {

constexpr std::string_view kOfNoOrder[] = {"embedded.clock", "embedded.pace", "backtest.",    "walkforward.",
                                           "permutation.",   "alerts.",       "paths.reports"};

bool bears_on_trading(const std::string& key) {
  if (find_key(key) == nullptr) return false;  // a secret, under its variable's name
  return std::ranges::none_of(kOfNoOrder, [&](std::string_view start) { return key.starts_with(start); });
}

}  // namespace

std::string trading_fingerprint(const Loaded& loaded) {
  std::string text;
  for (const Entry& entry : loaded.entries)
    if (bears_on_trading(entry.key)) text += entry.key + "=" + entry.json + "\n";
  return sha256_hex(text);
}

}  // namespace bot::config
