// The account as messages of a TWS: values by key, positions, portfolio lines.
#pragma once

#include <string>
#include <vector>

#include "gateway/account.hpp"
#include "gateway/contracts.hpp"
#include "gateway/faults.hpp"
#include "gateway/habits.hpp"
#include "gateway/market.hpp"
#include "gateway/options.hpp"
#include "wire/responses.hpp"

namespace bot::gateway {

// References into the gateway.
struct AccountFacts {
  const Options& options;
  const Account& account;
  Market& market;
  Contracts& contracts;
  const Faults& faults;
  const Habits& habits;
};

struct ValueLine {
  std::string key, value, currency;  // currency empty where the value is not money
};

// Everything, as REQ_ACCOUNT_DATA gives it; keys of the stock segment end in -S.
[[nodiscard]] std::vector<ValueLine> account_values(const AccountFacts& facts, UtcTime at);
// The rows of $LEDGER: cash and market value in dollars (and once more as BASE).
[[nodiscard]] std::vector<ValueLine> ledger_values(const AccountFacts& facts, UtcTime at, const std::string& currency);
// What a comma list of tags asks for; unknown tags are left out, as TWS does.
[[nodiscard]] std::vector<ValueLine> summary_values(const AccountFacts& facts, UtcTime at, const std::string& tags);
[[nodiscard]] wire::PositionData position_data(const AccountFacts& facts, const Symbol& symbol);
[[nodiscard]] wire::PortfolioValue portfolio_value(const AccountFacts& facts, const Symbol& symbol, UtcTime at);
[[nodiscard]] wire::PositionData position_data(const AccountFacts& facts, const OtherListing& other);
[[nodiscard]] wire::PortfolioValue portfolio_value(const AccountFacts& facts, const OtherListing& other);

}  // namespace bot::gateway
