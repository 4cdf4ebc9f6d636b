// What the broker says a symbol is.
#pragma once

#include <string>
#include <vector>

#include "base/fixed.hpp"
#include "base/id.hpp"
#include "base/time.hpp"
#include "model/security_type.hpp"
#include "model/symbol.hpp"

namespace bot {

struct HoursInterval {  // one open stretch, absolute
  UtcTime opens{};
  UtcTime closes{};
  bool operator==(const HoursInterval&) const = default;
};

struct Instrument {
  Symbol symbol;
  ConId con_id;
  std::string security_type = kStock;
  std::string currency = "USD";
  std::string primary_exchange;
  std::string long_name;
  std::string stock_type;                        // ETF, COMMON, ...
  Price min_tick = Price::from_raw(10'000'000);  // 0.01
  std::vector<Date> liquid_days{};               // days the gateway's liquidHours speak of, closed ones included
  std::vector<HoursInterval> liquid_hours{};
  bool operator==(const Instrument&) const = default;
};

}  // namespace bot
