// A holding of the account that no managed symbol means.
#pragma once

#include <string>

#include "model/account.hpp"

namespace bot::test {

inline Position outside_position(const std::string& symbol, std::int64_t con_id, double shares,
                                 const std::string& kind = "STK", const std::string& currency = "USD") {
  return {.account = AccountId{"DU0000001"},
          .symbol = Symbol{symbol},
          .con_id = ConId{con_id},
          .security_type = kind,
          .currency = currency,
          .quantity = Quantity::from_double(shares),
          .average_cost = Price::from_whole(1)};
}

}  // namespace bot::test
