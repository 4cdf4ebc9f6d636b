#include "plan/plan_account.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace bot::plan {
namespace {

constexpr double kLargest = 9e9;  // what fixed point holds

bool fits(double value) { return std::isfinite(value) && std::abs(value) <= kLargest; }

// Sums of a few amounts have to fit as well.
Result<Money> described_money(const char* key, double value) {
  if (!fits(4 * value))
    return fail(ErrorCode::kData, fmt::format("{} is not an amount of dollars: {}", key, value), key);
  return Money::from_double(value);
}

// A price that is no number is no reason to refuse the file: the symbol is left alone and says so.
std::optional<Price> described_price(const char* what, const std::optional<double>& value, QuoteInput& quote) {
  if (!value) return std::nullopt;
  if (fits(*value)) return Price::from_double(*value);
  if (!quote.problem) quote.problem = fmt::format("{} is not a price: {}", what, *value);
  return std::nullopt;
}

}  // namespace

Result<PlanInput> plan_input(const DescribedAccount& account, const WeightCap& weight_cap, const Options& options) {
  PlanInput input;
  BOT_TRY(input.equity, described_money("equity", account.equity));
  BOT_TRY(input.settled_cash, described_money("settled_cash", account.settled_cash));
  BOT_TRY(input.unsettled_proceeds, described_money("unsettled_proceeds", account.unsettled_proceeds));
  if (account.available_funds) {
    BOT_TRY(input.available_funds, described_money("available_funds", *account.available_funds));
  }
  double sum = 0;
  for (const auto& [symbol, weight] : account.targets) {
    if (!std::isfinite(weight) || weight < 0 || weight > 1)
      return fail(ErrorCode::kData, fmt::format("the target of {} is not between 0 and 1: {}", symbol, weight),
                  "targets");
    sum += weight;
  }
  if (sum > 1 + 1e-9) return fail(ErrorCode::kData, fmt::format("the targets sum to {}, more than 1", sum), "targets");
  for (const auto& [symbol, position] : account.positions) {
    if (!fits(position.shares) || position.shares < 0)
      return fail(ErrorCode::kData, fmt::format("{} shares of {} cannot be held: long only", position.shares, symbol),
                  "positions");
    if (!fits(position.locked) || position.locked < 0 || position.locked > position.shares)
      return fail(ErrorCode::kData,
                  fmt::format("{} of {} shares of {} cannot be locked", position.locked, position.shares, symbol),
                  "positions");
    input.positions[symbol] = {.shares = Quantity::from_double(position.shares),
                               .locked = Quantity::from_double(position.locked)};
  }
  for (const auto& [symbol, described] : account.quotes) {
    QuoteInput quote;
    quote.bid = described_price("bid", described.bid, quote);
    quote.ask = described_price("ask", described.ask, quote);
    quote.last_close = described_price("last close", described.last_close, quote);
    input.quotes[symbol] = std::move(quote);
  }
  input.targets = account.targets;
  input.weight_cap = weight_cap;
  input.options = options;
  return input;
}

}  // namespace bot::plan
