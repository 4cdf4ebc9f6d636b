// A contract as the API speaks of it: the block of twelve fields and what travels beside it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bot::wire {

struct ComboLeg {
  std::int64_t con_id = 0;
  int ratio = 0;
  std::string action;
  std::string exchange;
  // The four below travel with orders only.
  int open_close = 0;
  int short_sale_slot = 0;
  std::string designated_location;
  int exempt_code = -1;
  bool operator==(const ComboLeg&) const = default;
};

struct DeltaNeutralContract {
  std::int64_t con_id = 0;
  double delta = 0;
  double price = 0;
  bool operator==(const DeltaNeutralContract&) const = default;
};

struct Contract {
  std::int64_t con_id = 0;  // 0: unknown
  std::string symbol;
  std::string sec_type;  // STK for ETFs too; BAG brings combo_legs
  std::string last_trade_date;
  double strike = 0;
  std::string right;
  std::string multiplier;
  std::string exchange;
  std::string primary_exchange;  // not in POSITION, OPEN_ORDER, COMPLETED_ORDER, EXECUTION_DATA
  std::string currency;
  std::string local_symbol;
  std::string trading_class;
  bool include_expired = false;  // contract and historical requests only
  std::string sec_id_type;
  std::string sec_id;
  std::string issuer_id;
  std::vector<ComboLeg> combo_legs;
  std::string combo_legs_description;
  std::optional<DeltaNeutralContract> delta_neutral;
  bool operator==(const Contract&) const = default;
};

}  // namespace bot::wire
