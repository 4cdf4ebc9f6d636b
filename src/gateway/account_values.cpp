#include "gateway/account_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/text.hpp"
#include "gateway/valuation.hpp"

namespace bot::gateway {
namespace {

std::string two_decimals(Money value) {
  // Half to even on the exact billionths: a double in between would round 0.125 by its binary neighbour.
  const std::int64_t cent = Money::kScale / 100;
  std::int64_t cents = value.raw() / cent, rest = value.raw() % cent;
  if (rest < 0) {
    rest += cent;
    --cents;
  }
  if (rest * 2 > cent || (rest * 2 == cent && cents % 2 != 0)) ++cents;
  const std::int64_t magnitude = cents < 0 ? -cents : cents;
  return fmt::format("{}{}.{:02}", cents < 0 ? "-" : "", magnitude / 100, magnitude % 100);
}

struct Sums {
  Money net, cash, settled, positions, available, unrealized, realized;
};

Sums add_up(const AccountFacts& facts, UtcTime at) {
  Sums sums;
  sums.cash = facts.account.cash();
  sums.settled = facts.options.settled_cash == SettledCash::kTotal ? sums.cash : facts.account.settled_cash();
  sums.available = compute_available_funds(facts.account, facts.options);
  sums.net = compute_net_liquidation(facts.account, facts.market, at);
  sums.positions = sums.net - sums.cash;
  Money cost;
  for (const auto& [symbol, holding] : facts.account.holdings()) {
    cost += holding.cost;
    sums.realized += holding.realized_today;
  }
  for (const OtherListing& other : facts.account.others())  // bought at what they are worth
    cost += multiply(other.price, other.quantity, Rounding::kHalfEven);
  sums.unrealized = sums.positions - cost;
  return sums;
}

std::vector<ValueLine> ledger_lines(const Sums& sums, const std::string& currency) {
  return {{"Currency", currency, currency},
          {"CashBalance", two_decimals(sums.cash), currency},
          {"TotalCashBalance", two_decimals(sums.cash), currency},
          {"StockMarketValue", two_decimals(sums.positions), currency},
          {"NetLiquidationByCurrency", two_decimals(sums.net), currency},
          {"UnrealizedPnL", two_decimals(sums.unrealized), currency},
          {"RealizedPnL", two_decimals(sums.realized), currency},
          {"ExchangeRate", "1.00", currency},
          {"NetDividend", "0.00", currency}};
}

std::vector<ValueLine> true_values(const AccountFacts& facts, const Sums& sums) {
  const std::string zero = "0.00", none;
  std::vector<ValueLine> lines = {{"AccountCode", facts.options.account, none},
                                  {"AccountOrGroup", facts.options.account, "USD"},
                                  {"AccountReady", "true", none},
                                  {"AccountType", "INDIVIDUAL", none},
                                  {"TradingType-S", "STKCASH", none},
                                  {"Cushion", "1", none},
                                  {"DayTradesRemaining", "-1", none},
                                  {"Leverage-S", "0.00", none},
                                  {"LookAheadNextChange", "0", none},
                                  {"NLVAndMarginInReview", "false", none}};
  const std::pair<const char*, Money> both_segments[] = {{"NetLiquidation", sums.net},
                                                         {"TotalCashValue", sums.cash},
                                                         {"SettledCash", sums.settled},
                                                         {"AvailableFunds", sums.available},
                                                         {"ExcessLiquidity", sums.available},
                                                         {"FullAvailableFunds", sums.available},
                                                         {"FullExcessLiquidity", sums.available},
                                                         {"LookAheadAvailableFunds", sums.available},
                                                         {"LookAheadExcessLiquidity", sums.available},
                                                         {"EquityWithLoanValue", sums.net},
                                                         {"GrossPositionValue", sums.positions},
                                                         {"InitMarginReq", sums.positions},
                                                         {"MaintMarginReq", sums.positions},
                                                         {"FullInitMarginReq", sums.positions},
                                                         {"FullMaintMarginReq", sums.positions},
                                                         {"AccruedCash", Money{}}};
  for (const auto& [key, value] : both_segments)
    for (const char* const segment : {"", "-S"})
      lines.push_back({std::string(key) + segment, two_decimals(value), "USD"});
  lines.push_back({"BuyingPower", two_decimals(sums.available), "USD"});
  lines.push_back({"PreviousDayEquityWithLoanValue", two_decimals(sums.net), "USD"});
  lines.push_back({"RegTEquity", two_decimals(sums.net), "USD"});
  lines.push_back({"SMA", zero, "USD"});
  for (const char* const currency : {"USD", "BASE"})
    std::ranges::move(ledger_lines(sums, currency), std::back_inserter(lines));
  return lines;
}

void distort(std::vector<ValueLine>& lines, const std::vector<ValueFault>& faults) {
  for (const ValueFault& fault : faults) {
    if (!fault.factor) std::erase_if(lines, [&](const ValueLine& line) { return line.key == fault.tag; });
    for (ValueLine& line : lines)
      if (const auto value = parse_double(line.value); line.key == fault.tag && fault.factor && value)
        line.value = fmt::format("{:.2f}", *value * *fault.factor);
  }
}

// Rows of currencies and segments in which there is nothing.
void add_empty_rows(std::vector<ValueLine>& lines) {
  std::vector<ValueLine> commodities;
  for (const ValueLine& line : lines)
    if (line.key.ends_with("-S") && line.currency == "USD")
      commodities.push_back({line.key.substr(0, line.key.size() - 2) + "-C", "0.00", "USD"});
  std::ranges::move(commodities, std::back_inserter(lines));
  for (const char* const currency : {"EUR", "GBP", "CAD", "JPY"})
    std::ranges::move(ledger_lines({}, currency), std::back_inserter(lines));
}

std::vector<ValueLine> reported_values(const AccountFacts& facts, const Sums& sums) {
  std::vector<ValueLine> lines = true_values(facts, sums);
  if (facts.habits.values == ValueRows::kEverything) add_empty_rows(lines);
  distort(lines, facts.faults.values);
  return lines;
}

wire::Contract other_contract(const AccountFacts& facts, const OtherListing& other) {
  wire::Contract contract = facts.contracts.contract(other.symbol);
  contract.con_id = other.con_id;
  contract.exchange = "LSEETF";
  contract.primary_exchange.clear();
  return contract;
}

}  // namespace

std::vector<ValueLine> account_values(const AccountFacts& facts, UtcTime at) {
  return reported_values(facts, add_up(facts, at));
}

std::vector<ValueLine> ledger_values(const AccountFacts& facts, UtcTime at, const std::string& currency) {
  return ledger_lines(add_up(facts, at), currency);
}

std::vector<ValueLine> summary_values(const AccountFacts& facts, UtcTime at, const std::string& tags) {
  const Sums sums = add_up(facts, at);
  const std::vector<ValueLine> all = reported_values(facts, sums);
  std::vector<ValueLine> lines;
  for (const std::string_view part : split(tags, ',')) {
    const std::string tag(trim(part));
    if (tag.starts_with("$LEDGER")) {
      const std::size_t colon = tag.find(':');
      const std::string which = colon == std::string::npos ? "BASE" : tag.substr(colon + 1);
      for (const char* const currency : {"USD", "BASE"})
        if (which == "ALL" || which == currency)
          std::ranges::move(ledger_lines(sums, currency), std::back_inserter(lines));
      continue;
    }
    const std::string key = tag == "Leverage"                      ? "Leverage-S"
                            : tag == "PreviousEquityWithLoanValue" ? "PreviousDayEquityWithLoanValue"
                                                                   : tag;
    const auto found = std::ranges::find(all, key, &ValueLine::key);
    if (found != all.end()) lines.push_back({tag, found->value, found->currency});
  }
  return lines;
}

wire::PositionData position_data(const AccountFacts& facts, const Symbol& symbol) {
  const auto& holdings = facts.account.holdings();
  const auto found = holdings.find(symbol);
  const Holding holding = found == holdings.end() ? Holding{} : found->second;
  wire::PositionData data;
  data.account = facts.options.account;
  data.contract = facts.contracts.contract(symbol);
  data.contract.exchange = Contracts::primary_exchange(symbol);
  data.contract.primary_exchange.clear();
  data.position = holding.quantity;
  data.average_cost = holding.quantity > Quantity{} ? holding.cost.to_double() / holding.quantity.to_double() : 0;
  return data;
}

wire::PortfolioValue portfolio_value(const AccountFacts& facts, const Symbol& symbol, UtcTime at) {
  const auto& holdings = facts.account.holdings();
  const auto found = holdings.find(symbol);
  const Holding holding = found == holdings.end() ? Holding{} : found->second;
  wire::PortfolioValue line;
  line.contract = facts.contracts.contract(symbol);
  line.contract.exchange.clear();
  line.position = holding.quantity;
  const double price = facts.market.mark(symbol, at);
  const double value = price * holding.quantity.to_double();
  line.market_price = price;
  line.market_value = value;
  line.average_cost = holding.quantity > Quantity{} ? holding.cost.to_double() / holding.quantity.to_double() : 0;
  line.unrealized_pnl = value - holding.cost.to_double();
  line.realized_pnl = holding.realized_today.to_double();
  line.account = facts.options.account;
  return line;
}

wire::PositionData position_data(const AccountFacts& facts, const OtherListing& other) {
  wire::PositionData data;
  data.account = facts.options.account;
  data.contract = other_contract(facts, other);
  data.position = other.quantity;
  data.average_cost = other.price.to_double();
  return data;
}

wire::PortfolioValue portfolio_value(const AccountFacts& facts, const OtherListing& other) {
  wire::PortfolioValue line;
  line.contract = other_contract(facts, other);
  std::swap(line.contract.exchange, line.contract.primary_exchange);
  line.position = other.quantity;
  line.market_price = line.average_cost = other.price.to_double();
  line.market_value = other.price.to_double() * other.quantity.to_double();
  line.unrealized_pnl = line.realized_pnl = 0;
  line.account = facts.options.account;
  return line;
}

}  // namespace bot::gateway
