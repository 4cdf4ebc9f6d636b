// What the market says of one symbol. Every number may be missing; a sentinel never gets this far.
#pragma once

#include <optional>
#include <string_view>

#include "base/check.hpp"
#include "base/fixed.hpp"
#include "base/time.hpp"
#include "model/symbol.hpp"

namespace bot {

// As the gateway grants it; the numbers are the wire's.
enum class MarketDataType { kLive = 1, kFrozen = 2, kDelayed = 3, kDelayedFrozen = 4 };
[[nodiscard]] constexpr std::string_view name(MarketDataType type) {
  switch (type) {
    case MarketDataType::kLive:
      return "live";
    case MarketDataType::kFrozen:
      return "frozen";
    case MarketDataType::kDelayed:
      return "delayed";
    case MarketDataType::kDelayedFrozen:
      return "delayed frozen";
  }
  BOT_CHECK(false);
}
// Fifteen minutes old, as it comes without a subscription.
[[nodiscard]] constexpr bool is_delayed(MarketDataType type) {
  return type == MarketDataType::kDelayed || type == MarketDataType::kDelayedFrozen;
}
// As market_data.mode asks for it.
enum class MarketDataMode { kLive, kDelayed, kDelayedFrozen, kSnapshot };

struct Quote {
  Symbol symbol;
  std::optional<Price> bid;
  std::optional<Price> ask;
  std::optional<Price> last;
  std::optional<Price>
      previous_close;  // tick 9 or 75: yesterday's close, adjusted by IBKR for splits and distributions
  std::optional<Quantity> bid_size;
  std::optional<Quantity> ask_size;
  std::optional<Price> open, high, low;  // of the day, where the gateway sent them
  std::optional<Quantity> volume;
  std::optional<UtcTime> last_trade;  // tick 45 or 88, the exchange's trade time
  UtcTime received{};                 // our clock, when the answer was complete
  MarketDataType type = MarketDataType::kLive;
  bool halted = false;
  bool operator==(const Quote&) const = default;
};

}  // namespace bot
