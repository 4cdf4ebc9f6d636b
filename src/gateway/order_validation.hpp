// What a new or changed order has to pass, in the order in which TWS and IBKR say no.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "gateway/account.hpp"
#include "gateway/faults.hpp"
#include "gateway/market.hpp"
#include "gateway/options.hpp"
#include "gateway/order.hpp"

namespace bot::gateway {

struct Refusal {
  int code = 0;  // of broker/tws_codes.hpp
  std::string text;
};

// Absent also where the number cannot be a price; a limit order is then refused.
[[nodiscard]] std::optional<Price> read_limit(const wire::Order& placed);

class OrderValidator {
 public:
  // All have to outlive it.
  OrderValidator(Market& market, const Account& account, const Options& options, const Faults& faults)
      : market_(market), account_(account), options_(options), faults_(faults) {}

  // Nothing: it may be taken. `book`: the orders it competes with for cash and shares.
  [[nodiscard]] std::optional<Refusal> check(const Order& order, std::span<const Order> book, UtcTime now) const;
  // Sets when the order ends by itself, as its time in force says; refused where that cannot be.
  [[nodiscard]] std::optional<Refusal> assign_expiry(Order& order, UtcTime now) const;

 private:
  [[nodiscard]] std::optional<Refusal> check_form(const Order& order) const;
  [[nodiscard]] std::optional<Refusal> check_price_and_tif(const Order& order) const;
  [[nodiscard]] std::optional<Refusal> check_means(const Order& order, std::span<const Order> book, UtcTime now) const;
  [[nodiscard]] Money compute_cost(const Order& order, UtcTime now) const;

  Market& market_;
  const Account& account_;
  const Options& options_;
  const Faults& faults_;
};

}  // namespace bot::gateway
