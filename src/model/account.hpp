// The broker's account as one snapshot: values by tag and currency, positions, and the orders it knows.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/fixed.hpp"
#include "base/id.hpp"
#include "base/time.hpp"
#include "model/order.hpp"
#include "model/symbol.hpp"

namespace bot {

struct Position {
  AccountId account;
  Symbol symbol;
  ConId con_id;
  std::string security_type;  // STK for ETFs too
  std::string currency;
  Quantity quantity;
  std::optional<Price> average_cost;  // absent: not reported
  bool operator==(const Position&) const = default;
};

// What the account itself says one position is worth.
struct PositionMark {
  Quantity quantity;  // of which the value is
  std::string currency;
  Money value;  // in that currency, a contract's multiplier included
  bool operator==(const PositionMark&) const = default;
};

// Account values as the broker sent them, text by (tag, currency), and its marks. Absent is absent, never zero.
class AccountValues {
 public:
  void set(std::string tag, std::string currency, std::string value) {
    values_[{std::move(tag), std::move(currency)}] = std::move(value);
  }
  [[nodiscard]] std::optional<std::string> text(const std::string& tag, const std::string& currency = "") const {
    const auto found = values_.find({tag, currency});
    return found == values_.end() ? std::nullopt : std::optional(found->second);
  }
  // A value in US dollars: tag under currency "USD" only. BASE and other currencies never stand in for it.
  [[nodiscard]] std::optional<Money> usd(const std::string& tag) const {
    const auto value = text(tag, "USD");
    return value ? Money::parse(*value) : std::nullopt;
  }
  [[nodiscard]] const std::map<std::pair<std::string, std::string>, std::string>& all() const { return values_; }
  void set_mark(ConId con_id, PositionMark mark) { marks_[con_id] = std::move(mark); }
  [[nodiscard]] const std::map<ConId, PositionMark>& marks() const { return marks_; }
  bool operator==(const AccountValues&) const = default;

 private:
  std::map<std::pair<std::string, std::string>, std::string> values_;
  std::map<ConId, PositionMark> marks_;
};

struct BrokerSnapshot {
  UtcTime taken{};
  AccountValues values;
  std::vector<Position> positions;
  std::vector<OpenOrder> open_orders;            // of all clients
  std::vector<CompletedOrder> completed_orders;  // today's
  std::vector<Execution> executions;             // today's
  bool operator==(const BrokerSnapshot&) const = default;
};

}  // namespace bot
