#include "gateway/intraday.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/check.hpp"
#include "base/rng.hpp"
#include "gateway/generator.hpp"

namespace bot::gateway {
namespace {

constexpr Duration kGrid{5'000};
constexpr std::size_t kLastMinutes = 60;  // grid steps in the five minutes before the close
constexpr std::size_t kCalmBefore = 12;   // the band around the close holds from a minute earlier on
constexpr double kBand = 0.0028;          // of the close; 0.003 is allowed at 15:55
constexpr double kHalfSpread = 0.00005;   // of the price, before rounding outwards to the tick
constexpr double kShownVolume = 0.94;     // the rest trades in the closing auction

// The prices a print may have: whole steps strictly between low and high, never the close.
class Steps {
 public:
  explicit Steps(const Row& row) : close_(row.close) {
    // Where the day's range or the price is small, prints fall between the cents, as midpoint trades do.
    if (row.high - row.low < 0.06 || row.close < 5) size_ = 0.0001;
    per_dollar_ = std::round(1 / size_);
    at_close_ = static_cast<std::int64_t>(std::llround(close_ / size_));
    lowest_ = static_cast<std::int64_t>(std::floor(row.low / size_ + 1e-6)) + 1;
    highest_ = static_cast<std::int64_t>(std::ceil(row.high / size_ - 1e-6)) - 1;
    if (lowest_ > highest_ || (lowest_ == highest_ && is_close(lowest_))) {
      // A day of one price: the print must differ from the close, so it leaves the range by a step.
      lowest_ = at_close_ + 1;
      highest_ = lowest_;
    }
  }
  // The allowed step nearest to `price`; away from the close towards `side_of` (another price) when it would hit it.
  [[nodiscard]] std::int64_t nearest(double price, double side_of) const {
    // Above 0, and a call of lround at each step of a day costs more than the step.
    // NOLINTNEXTLINE(bugprone-incorrect-roundings)
    const std::int64_t step = std::clamp(static_cast<std::int64_t>(price * per_dollar_ + 0.5), lowest_, highest_);
    return is_close(step) ? beside(step, side_of) : step;
  }
  [[nodiscard]] double value(std::int64_t step) const {
    // Divided, not multiplied: 20543 / 100 is the double that prints as 205.43.
    return static_cast<double>(step) / per_dollar_;
  }
  [[nodiscard]] double lowest() const { return value(lowest_); }
  [[nodiscard]] double highest() const { return value(highest_); }

 private:
  // The close may lie midway between two steps.
  [[nodiscard]] bool is_close(std::int64_t step) const {
    return std::abs(step - at_close_) <= 1 && std::abs(static_cast<double>(step) * size_ - close_) < size_ * 0.5001;
  }
  [[nodiscard]] std::int64_t beside(std::int64_t step, double side_of) const {
    const std::int64_t away = side_of >= close_ ? 1 : -1;
    for (std::int64_t distance = 1; distance <= 3; ++distance)
      for (const std::int64_t sign : {away, -away}) {
        const std::int64_t other = step + sign * distance;
        if (other >= lowest_ && other <= highest_ && !is_close(other)) return other;
      }
    return step;
  }

  double size_ = 0.01;
  double per_dollar_ = 100;
  double close_ = 0;
  std::int64_t at_close_ = 0;  // the step nearest to the close
  std::int64_t lowest_ = 0, highest_ = 0;
};

double reflect(double value, double low, double high) {
  if (value >= low && value <= high) return value;
  if (high <= low) return low;
  const double width = high - low;
  double offset = std::fmod(value - low, 2 * width);
  if (offset < 0) offset += 2 * width;
  return low + (offset <= width ? offset : 2 * width - offset);
}

// A Brownian bridge over the grid from (from, values[from]) to (to, target).
void bridge(std::vector<double>& values, std::size_t from, std::size_t to, double target, double deviation, Rng& rng) {
  if (to <= from) return;
  const double start = values[from];
  // Uniform steps: after a dozen of them a walk cannot be distinguished from one of normal steps, which cost ten times
  // as much.
  const double width = deviation * std::sqrt(12.0);
  double walk = 0;
  for (std::size_t i = from + 1; i <= to; ++i) values[i] = walk += width * (rng.uniform() - 0.5);
  const double steps = static_cast<double>(to - from);
  for (std::size_t i = from + 1; i <= to; ++i)
    values[i] += start + (target - start - walk) * static_cast<double>(i - from) / steps;
}

}  // namespace

double tick_size(double price) { return price < 1 ? 0.0001 : 0.01; }

Intraday::Intraday(const Row& row, const calendar::Session& session, const Symbol& symbol, std::uint64_t seed)
    : session_(session), open_(row.open), volume_(row.volume) {
  const auto count = static_cast<std::size_t>((session.closes - session.opens) / kGrid);
  BOT_CHECK(count > 4 * kLastMinutes, "a session of {} grid steps", count);
  stream_ =
      Rng(seed, {stable_hash(symbol.value()), static_cast<std::uint64_t>(row.date.time_since_epoch().count())}).next();
  Rng rng(stream_);
  const Steps steps(row);
  const double range = row.high - row.low;
  const double top = steps.highest(), bottom = steps.lowest();

  const std::size_t decision = count - kLastMinutes;  // five minutes before the close
  const double away = (0.0002 + 0.0020 * rng.uniform()) * (rng.chance(0.5) ? 1 : -1);
  double near_close = row.close * (1 + away);
  if (near_close > top || near_close < bottom) near_close = row.close * (1 - away);
  near_close = steps.value(steps.nearest(near_close, near_close));

  const auto drawn_index = [&] {
    return static_cast<std::size_t>((0.04 + 0.86 * rng.uniform()) * static_cast<double>(decision));
  };
  std::size_t high_at = drawn_index(), low_at = drawn_index();
  if (high_at == low_at) low_at = high_at > decision / 2 ? high_at / 2 : high_at + decision / 4;
  const double near_high = row.high - range * (0.01 + 0.06 * rng.uniform());
  const double near_low = row.low + range * (0.01 + 0.06 * rng.uniform());
  const double deviation = 0.35 * range / std::sqrt(static_cast<double>(count));

  price_.resize(count);  // at first as drawn, before it is put on the steps and between low and high
  price_[0] = row.open;
  const bool high_first = high_at < low_at;
  bridge(price_, 0, std::min(high_at, low_at), high_first ? near_high : near_low, deviation, rng);
  bridge(price_, std::min(high_at, low_at), std::max(high_at, low_at), high_first ? near_low : near_high, deviation,
         rng);
  bridge(price_, std::max(high_at, low_at), decision, near_close, deviation, rng);
  const double small = std::min(deviation, row.close * 0.00006);
  bridge(price_, decision, count - 1, row.close + (near_close - row.close) * rng.uniform(), small, rng);

  const auto put_on_steps = [&](std::size_t from, std::size_t to, double low, double high) {
    high = std::max(low, high);
    for (std::size_t i = from; i < to; ++i)
      price_[i] = steps.value(steps.nearest(reflect(price_[i], low, high), price_[i - 1]));
  };
  const std::size_t calm = decision - kCalmBefore;
  const double lowest = std::max(bottom, row.close * (1 - kBand)), highest = std::min(top, row.close * (1 + kBand));
  put_on_steps(1, calm, bottom, top);
  put_on_steps(calm, decision, lowest, highest);
  price_[decision] = steps.value(steps.nearest(near_close, price_[decision - 1]));
  put_on_steps(decision + 1, count, lowest, highest);
}

std::size_t Intraday::index_at(UtcTime at) const {
  BOT_CHECK(at >= session_.opens && at < session_.closes, "{} is outside the session", to_iso(at));
  return std::min(static_cast<std::size_t>((at - session_.opens) / kGrid), price_.size() - 1);
}

SoFar Intraday::so_far(UtcTime at) const {
  const std::size_t i = index_at(at);
  const double share = (static_cast<double>(i) + 0.5) / static_cast<double>(price_.size());
  // More at the open and towards the close than at noon.
  const double traded = share + 0.6 * std::sin(2 * std::numbers::pi * share) / (2 * std::numbers::pi);
  const auto [low, high] = std::minmax_element(price_.begin(), price_.begin() + static_cast<std::ptrdiff_t>(i) + 1);
  return {.last = price_[i],
          .high = *high,
          .low = *low,
          .open = open_,
          .volume = std::floor(volume_ * kShownVolume * traded),
          .printed = session_.opens + kGrid * static_cast<std::int64_t>(i)};
}

BidAsk Intraday::prices_at(std::size_t index) const {
  const double price = price_[index];
  const double tick = tick_size(price), ticks = std::round(1 / tick);
  const double half = price * kHalfSpread;
  auto bid = static_cast<std::int64_t>(std::floor((price - half) / tick + 1e-9));
  auto ask = static_cast<std::int64_t>(std::ceil((price + half) / tick - 1e-9));
  bid = std::max<std::int64_t>(bid, 1);
  if (ask <= bid) ask = bid + 1;
  return {.bid = static_cast<double>(bid) / ticks, .ask = static_cast<double>(ask) / ticks};
}

BidAsk Intraday::quote(UtcTime at) const {
  const std::size_t index = index_at(at);
  BidAsk quote = prices_at(index);
  Rng sizes(stream_, {index});
  quote.bid_size = 100 * static_cast<int>(1 + sizes.below(20));
  quote.ask_size = 100 * static_cast<int>(1 + sizes.below(20));
  return quote;
}

double Intraday::mid(UtcTime at) const {
  const BidAsk quote = prices_at(index_at(at));
  return (quote.bid + quote.ask) / 2;
}

std::optional<UtcTime> Intraday::first_touch(Side side, double limit, UtcTime from, UtcTime until) const {
  from = std::max(from, session_.opens);
  until = std::min(until, session_.closes);
  if (from >= until) return std::nullopt;
  for (std::size_t i = index_at(from); i < price_.size(); ++i) {
    const UtcTime at = std::max(from, session_.opens + kGrid * static_cast<std::int64_t>(i));
    if (at >= until) return std::nullopt;
    const BidAsk quote = prices_at(i);
    if (side == Side::kBuy ? quote.ask <= limit + 1e-9 : quote.bid >= limit - 1e-9) return at;
  }
  return std::nullopt;
}

}  // namespace bot::gateway
