#include "gateway/contracts.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "calendar/new_york.hpp"
#include "gateway/generator.hpp"
#include "model/security_type.hpp"

namespace bot::gateway {
namespace {

struct Listing {
  std::string_view symbol, exchange, name;
  std::int64_t con_id;  // 0: made from the symbol
};

// Listing exchanges and names from the funds' own pages.
constexpr Listing kListings[] = {
    {"SPY", "ARCA", "SPDR S&P 500 ETF TRUST", 756733},    {"QQQ", "NASDAQ", "INVESCO QQQ TRUST SERIES 1", 320227571},
    {"VTI", "ARCA", "VANGUARD TOTAL STOCK MKT ETF", 0},   {"TLT", "NASDAQ", "ISHARES 20+ YEAR TREASURY BD", 0},
    {"IEF", "NASDAQ", "ISHARES 7-10 YEAR TREASURY B", 0}, {"GLD", "ARCA", "SPDR GOLD SHARES", 0},
    {"XLE", "ARCA", "ENERGY SELECT SECTOR SPDR", 0},      {"BND", "NASDAQ", "VANGUARD TOTAL BOND MARKET", 0},
    {"BITO", "ARCA", "PROSHARES BITCOIN ETF", 0},
};
constexpr int kDaysAhead = 6;  // of trading hours, as TWS sends them

const Listing* find_listing(const Symbol& symbol) {
  for (const Listing& listing : kListings)
    if (listing.symbol == symbol.value()) return &listing;
  return nullptr;
}

struct TradingHours {
  std::string trading, liquid;
};
TradingHours make_hours(const calendar::Calendar& calendar, Date first) {
  TradingHours hours;
  for (int i = 0; i < kDaysAhead; ++i) {
    const Date date = first + std::chrono::days{i};
    const std::string day = to_basic(date);
    const auto session = calendar.session_on(date);
    const char* const separator = i == 0 ? "" : ";";
    if (!session) {
      hours.trading += fmt::format("{}{}:CLOSED", separator, day);
      hours.liquid += fmt::format("{}{}:CLOSED", separator, day);
      continue;
    }
    const auto clock = [](UtcTime at) {
      const auto minutes =
          std::chrono::duration_cast<std::chrono::minutes>(calendar::to_new_york(at).time_of_day).count();
      return fmt::format("{:02}{:02}", minutes / 60, minutes % 60);
    };
    // Extended hours end at 20:00, and at 17:00 on a day of early close.
    hours.trading += fmt::format("{0}{1}:0400-{1}:{2}", separator, day, session->early_close ? "1700" : "2000");
    hours.liquid += fmt::format("{0}{1}:{2}-{1}:{3}", separator, day, clock(session->opens), clock(session->closes));
  }
  return hours;
}

}  // namespace

Contracts::Contracts(Market& market) : market_(market) {
  for (const Symbol& symbol : market.symbols()) (void)con_id(symbol);
}

std::int64_t Contracts::con_id(const Symbol& symbol) {
  const Listing* const listing = find_listing(symbol);
  const std::int64_t id = listing != nullptr && listing->con_id != 0
                              ? listing->con_id
                              : 400'000'000 + static_cast<std::int64_t>(stable_hash(symbol.value()) % 1'000'000'000);
  by_id_.emplace(id, symbol);
  return id;
}

std::optional<Symbol> Contracts::resolve(const wire::Contract& contract) {
  if (!contract.sec_type.empty() && contract.sec_type != kStock) return std::nullopt;
  if (!contract.currency.empty() && contract.currency != "USD") return std::nullopt;
  if (contract.con_id != 0) {
    const auto found = by_id_.find(contract.con_id);
    if (found != by_id_.end()) {
      const bool agrees = contract.symbol.empty() || contract.symbol == found->second.value();
      return agrees ? std::optional(found->second) : std::nullopt;
    }
  }
  const auto symbol = parse_symbol(contract.symbol.empty() ? contract.local_symbol : contract.symbol);
  if (!symbol || !market_.has(*symbol)) return std::nullopt;
  if (const std::int64_t id = con_id(*symbol); contract.con_id != 0 && contract.con_id != id) return std::nullopt;
  return *symbol;
}

std::string Contracts::primary_exchange(const Symbol& symbol) {
  const Listing* const listing = find_listing(symbol);
  return std::string(listing == nullptr ? "ARCA" : listing->exchange);
}

wire::Contract Contracts::contract(const Symbol& symbol) {
  wire::Contract block;
  block.con_id = con_id(symbol);
  block.symbol = block.local_symbol = block.trading_class = symbol.value();
  block.sec_type = kStock;
  block.exchange = "SMART";
  block.primary_exchange = primary_exchange(symbol);
  block.currency = "USD";
  return block;
}

wire::ContractData Contracts::details(const Symbol& symbol, UtcTime now) {
  const Listing* const listing = find_listing(symbol);
  const double price = market_.reference_price(symbol, calendar::to_new_york(now).date);
  const TradingHours hours = make_hours(market_.calendar(), calendar::to_new_york(now).date);
  wire::ContractData data;
  data.contract = contract(symbol);
  data.market_name = symbol.value();
  data.min_tick = price > 0 ? tick_size(price) : 0.01;
  data.order_types = "ACTIVETIM,DAY,GTC,GTD,IOC,LMT,MKT,WHATIF";
  data.valid_exchanges = "SMART,AMEX,NYSE,ARCA,NASDAQ,BATS,IEX";
  data.market_rule_ids = "26,26,26,26,26,26,26";
  data.long_name = listing == nullptr ? symbol.value() + " SIMULATED" : std::string(listing->name);
  data.time_zone_id = kTimeZone;
  data.trading_hours = hours.trading;
  data.liquid_hours = hours.liquid;
  data.agg_group = 1;
  data.stock_type = "ETF";
  // A real gateway shows the small increment also where the API refuses fractions.
  data.size_min_tick = data.min_size = data.size_increment = Quantity::from_raw(100'000);
  data.suggested_size_increment = Quantity::from_whole(100);
  return data;
}

}  // namespace bot::gateway
