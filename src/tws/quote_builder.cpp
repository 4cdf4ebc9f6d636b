#include "tws/quote_builder.hpp"

#include "base/text.hpp"
#include "tws/convert.hpp"

namespace bot::tws {
namespace {

// The numbers of the ticks (docs/protocol.md 8.1).
namespace tick {
constexpr int kBidSize = 0;
constexpr int kBid = 1;
constexpr int kAsk = 2;
constexpr int kAskSize = 3;
constexpr int kLast = 4;
constexpr int kHigh = 6;
constexpr int kLow = 7;
constexpr int kVolume = 8;
constexpr int kClose = 9;
constexpr int kOpen = 14;
constexpr int kLastTime = 45;
constexpr int kHalted = 49;
constexpr int kDelayedBid = 66;
constexpr int kDelayedAsk = 67;
constexpr int kDelayedLast = 68;
constexpr int kDelayedBidSize = 69;
constexpr int kDelayedAskSize = 70;
constexpr int kDelayedHigh = 72;
constexpr int kDelayedLow = 73;
constexpr int kDelayedVolume = 74;
constexpr int kDelayedClose = 75;
constexpr int kDelayedOpen = 76;
constexpr int kDelayedLastTime = 88;
constexpr int kDelayedHalted = 90;
}  // namespace tick

bool is_delayed_tick(int type) {
  return (type >= tick::kDelayedBid && type <= tick::kDelayedOpen) || type == tick::kDelayedLastTime ||
         type == tick::kDelayedHalted;
}

}  // namespace

void QuoteBuilder::add(const wire::TickPrice& tick) {
  delayed_ticks_ = delayed_ticks_ || is_delayed_tick(tick.type);
  // No price, and a price of nothing at all: there is no such quote (any more).
  const auto price = tick.price && *tick.price > 0 ? to_price(tick.price) : std::nullopt;
  const bool is_side = tick.type == tick::kBid || tick.type == tick::kAsk || tick.type == tick::kDelayedBid ||
                       tick.type == tick::kDelayedAsk;
  if (!price && !is_side) return;
  const auto size = tick.size && *tick.size > Quantity{} ? tick.size : std::nullopt;
  switch (tick.type) {
    case tick::kBid:
    case tick::kDelayedBid:
      quote_.bid = price;
      if (size) quote_.bid_size = size;
      break;
    case tick::kAsk:
    case tick::kDelayedAsk:
      quote_.ask = price;
      if (size) quote_.ask_size = size;
      break;
    case tick::kLast:
    case tick::kDelayedLast:
      quote_.last = price;
      break;
    case tick::kHigh:
    case tick::kDelayedHigh:
      quote_.high = price;
      break;
    case tick::kLow:
    case tick::kDelayedLow:
      quote_.low = price;
      break;
    case tick::kClose:
    case tick::kDelayedClose:
      quote_.previous_close = price;
      break;
    case tick::kOpen:
    case tick::kDelayedOpen:
      quote_.open = price;
      break;
    default:
      break;
  }
}

void QuoteBuilder::add(const wire::TickSize& tick) {
  delayed_ticks_ = delayed_ticks_ || is_delayed_tick(tick.type);
  if (!tick.size || *tick.size < Quantity{}) return;
  switch (tick.type) {
    case tick::kBidSize:
    case tick::kDelayedBidSize:
      quote_.bid_size = tick.size;
      break;
    case tick::kAskSize:
    case tick::kDelayedAskSize:
      quote_.ask_size = tick.size;
      break;
    case tick::kVolume:
    case tick::kDelayedVolume:
      quote_.volume = tick.size;
      break;
    default:
      break;
  }
}

void QuoteBuilder::add(const wire::TickString& tick) {
  delayed_ticks_ = delayed_ticks_ || is_delayed_tick(tick.type);
  if (tick.type != tick::kLastTime && tick.type != tick::kDelayedLastTime) return;
  constexpr std::int64_t kLatest = 4'102'444'800;  // 2100
  const auto seconds = parse_int(tick.value);
  if (seconds && *seconds > 0 && *seconds < kLatest) quote_.last_trade = UtcTime{std::chrono::seconds{*seconds}};
}

void QuoteBuilder::add(const wire::TickGeneric& tick) {
  // -1 is "not known", 1 a general halt, 2 one for volatility.
  if (tick.type == tick::kHalted || tick.type == tick::kDelayedHalted) quote_.halted = tick.value.value_or(0) > 0;
}

void QuoteBuilder::add(const wire::MarketDataTypeNotice& notice) {
  if (notice.type < 1 || notice.type > 4) return;
  quote_.type = static_cast<MarketDataType>(notice.type);
}

Quote QuoteBuilder::finish(UtcTime received) const {
  Quote quote = quote_;
  quote.received = received;
  // Delayed ticks are delayed, whatever type was announced.
  if (delayed_ticks_ && quote.type == MarketDataType::kLive) quote.type = MarketDataType::kDelayed;
  if (delayed_ticks_ && quote.type == MarketDataType::kFrozen) quote.type = MarketDataType::kDelayedFrozen;
  return quote;
}

}  // namespace bot::tws
