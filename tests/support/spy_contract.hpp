// SPY as a gateway describes it.
#pragma once

#include "wire/contract.hpp"

namespace bot::test {

[[nodiscard]] inline wire::Contract spy_contract() {
  wire::Contract contract;
  contract.con_id = 756733;
  contract.symbol = "SPY";
  contract.sec_type = "STK";
  contract.exchange = "SMART";
  contract.primary_exchange = "ARCA";
  contract.currency = "USD";
  return contract;
}

}  // namespace bot::test
