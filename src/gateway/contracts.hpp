// Symbols and contract ids. An id is a function of the symbol, so it is the same in every process; the first ones are
// IBKR's own where they are public. Also what CONTRACT_DATA says of a stock.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "gateway/market.hpp"
#include "wire/contract.hpp"
#include "wire/responses.hpp"

namespace bot::gateway {

inline constexpr const char* kTimeZone = "US/Eastern";  // every client's zone database knows it

class Contracts {
 public:
  explicit Contracts(Market& market);

  // What a client means by a contract block: a stock or ETF in dollars, by id or by symbol. Nothing: there is no such
  // contract.
  [[nodiscard]] std::optional<Symbol> resolve(const wire::Contract& contract);
  [[nodiscard]] std::int64_t con_id(const Symbol& symbol);
  // The block as TWS gives it back: exchange SMART, primary exchange, local symbol, trading class.
  [[nodiscard]] wire::Contract contract(const Symbol& symbol);
  [[nodiscard]] wire::ContractData details(const Symbol& symbol, UtcTime now);
  [[nodiscard]] static std::string primary_exchange(const Symbol& symbol);

 private:
  Market& market_;
  std::map<std::int64_t, Symbol> by_id_;
};

}  // namespace bot::gateway
