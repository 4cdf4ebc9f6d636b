#include "config/fingerprint.hpp"

#include <algorithm>
#include <string_view>

#include "base/sha256.hpp"
#include "config/schema.hpp"

namespace bot::config {
namespace {

constexpr std::string_view kOfNoOrder[] = {"embedded.clock", "embedded.pace", "backtest.", "walkforward.",
                                           "permutation.",   "research.",     "alerts.",   "paths.reports"};

bool bears_on_trading(const std::string& key) {
  if (find_key(key) == nullptr) return false;  // a secret, under its variable's name
  return std::ranges::none_of(kOfNoOrder, [&](std::string_view start) { return key.starts_with(start); });
}

constexpr std::string_view kOfStrategy[] = {
    "universe", "strategy.",          "fixed_weights",       "features.",          "selection.",        "weights.",
    "costs.",   "schedule.frequency", "validation.min_bars", "market_data.adjust", "market_data.start", "walkforward."};

bool is_of_strategy(const std::string& key) {
  return std::ranges::any_of(kOfStrategy, [&](std::string_view start) { return key.starts_with(start); });
}

constexpr std::string_view kOfSearch[] = {"validation.", "execution.min_order_notional", "backtest.", "permutation.",
                                          "calendar."};

bool is_of_search(const std::string& key) {
  return is_of_strategy(key) ||
         std::ranges::any_of(kOfSearch, [&](std::string_view start) { return key.starts_with(start); });
}

std::string hash_values(const Loaded& loaded, bool (*counts)(const std::string& key)) {
  std::string text;
  for (const Entry& entry : loaded.entries)
    if (counts(entry.key)) text += entry.key + "=" + entry.json + "\n";
  return sha256_hex(text);
}

}  // namespace

std::string trading_fingerprint(const Loaded& loaded) { return hash_values(loaded, bears_on_trading); }
std::string strategy_fingerprint(const Loaded& loaded) { return hash_values(loaded, is_of_strategy); }
std::string search_fingerprint(const Loaded& loaded) { return hash_values(loaded, is_of_search); }

}  // namespace bot::config
