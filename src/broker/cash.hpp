// Cash in US dollars, which alone pays for what is bought here. TotalCashValue is a sum over all currencies at the
// rates of the moment: where other money is in it, the dollars stand under CashBalance. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/fixed.hpp"
#include "model/account.hpp"

namespace bot::broker {

struct ForeignCash {
  std::string currency;
  Money amount;                  // in it
  std::optional<Money> dollars;  // at the account's own rate; none: it reports no rate
};
// Balances in other currencies, a cent and more.
[[nodiscard]] std::vector<ForeignCash> foreign_cash(const AccountValues& values);
// The worth of the whole account. None: the account does not say it in US dollars.
[[nodiscard]] std::optional<Money> net_liquidation(const AccountValues& values);
// None: the account does not say.
[[nodiscard]] std::optional<Money> dollar_cash(const AccountValues& values);
// The dollars that the account's worth is added up from: where nobody says how many there are, what the total is beyond
// the other currencies. Without a rate for one of those none of it counts as dollars. For valuing alone: it pays for
// nothing.
[[nodiscard]] std::optional<Money> worth_in_dollars(const AccountValues& values);
// An amount in a currency, in dollars at the account's own rate (ExchangeRate).
[[nodiscard]] std::optional<Money> in_dollars(const AccountValues& values, Money amount, const std::string& currency);

// The broker's cash and ours are the same within this: commissions of today's executions may still be to come.
[[nodiscard]] Money commissions_to_come();
[[nodiscard]] bool is_same_cash(Money brokers, Money ours);

}  // namespace bot::broker
