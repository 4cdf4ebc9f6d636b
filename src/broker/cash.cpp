#include "broker/cash.hpp"

#include <cmath>
#include <set>

namespace bot::broker {
namespace {

const Money kMinBalance = Money::from_raw(10'000'000);  // a cent
constexpr double kMaxRate = 1e4;                        // no currency is worth so many dollars

// "BASE" is the sum over all of them.
bool is_foreign(const std::string& currency) { return !currency.empty() && currency != "USD" && currency != "BASE"; }

std::optional<Money> balance(const AccountValues& values, const std::string& currency) {
  for (const char* const tag : {"CashBalance", "TotalCashBalance"})
    if (const auto text = values.text(tag, currency))
      if (const auto amount = Money::parse(*text)) return amount;
  return std::nullopt;
}

}  // namespace

std::optional<Money> in_dollars(const AccountValues& values, Money amount, const std::string& currency) {
  if (currency == "USD") return amount;
  if (amount == Money{}) return Money{};
  const auto text = values.text("ExchangeRate", currency);
  const auto rate = text ? Money::parse(*text) : std::nullopt;
  if (!rate || *rate <= Money{} || rate->to_double() > kMaxRate) return std::nullopt;
  return Money::from_double(amount.to_double() * rate->to_double());
}

std::vector<ForeignCash> foreign_cash(const AccountValues& values) {
  std::set<std::string> currencies;
  for (const auto& [key, value] : values.all())
    if ((key.first == "CashBalance" || key.first == "TotalCashBalance") && is_foreign(key.second))
      currencies.insert(key.second);
  std::vector<ForeignCash> all;
  for (const std::string& currency : currencies)
    if (const auto amount = balance(values, currency); amount && abs(*amount) >= kMinBalance)
      all.push_back({.currency = currency, .amount = *amount, .dollars = in_dollars(values, *amount, currency)});
  return all;
}

std::optional<Money> net_liquidation(const AccountValues& values) { return values.usd("NetLiquidation"); }

std::optional<Money> dollar_cash(const AccountValues& values) {
  return foreign_cash(values).empty() ? values.usd("TotalCashValue") : balance(values, "USD");
}

std::optional<Money> worth_in_dollars(const AccountValues& values) {
  if (const auto dollars = dollar_cash(values)) return dollars;
  auto rest = values.usd("TotalCashValue");
  for (const ForeignCash& cash : foreign_cash(values)) {
    if (!rest || !cash.dollars) return Money{};
    *rest -= *cash.dollars;
  }
  return rest;
}

Money commissions_to_come() { return Money::from_whole(5); }

bool is_same_cash(Money brokers, Money ours) { return abs(brokers - ours) <= commissions_to_come(); }

}  // namespace bot::broker
