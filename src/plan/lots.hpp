// Lots: what was bought when, and from when on it may be sold (docs/reliability.md 3.3). A lot bought with unsettled
// money is locked until the money under it has settled; the broker sells first in, first out.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "base/fixed.hpp"
#include "base/time.hpp"
#include "calendar/calendar.hpp"
#include "model/symbol.hpp"

namespace bot::plan {

struct Lot {
  Symbol symbol{};
  Quantity quantity{};  // what is left of it
  Date traded{};
  Date settles{};
  Date sellable_from{};  // first day it may be sold
  bool operator==(const Lot&) const = default;
};

// First day today's buys may be sold, before the monotone rule.
//   paid with settled cash: settle(today)
//   else: `extra_settlement_sessions` sessions after the later of settle(today) and the settlement of the sales that
//   paid
struct SellableFromInput {
  Date today{};
  bool settled_only = true;               // cost of all of today's buys <= S - reserve
  std::optional<Date> funding_settles{};  // latest settlement of unsettled proceeds; absent: none but today's
  int extra_settlement_sessions = 1;
};
[[nodiscard]] Date sellable_from(const SellableFromInput& input, const calendar::Calendar& calendar);

// The lots of one account, oldest first within a symbol.
class LotBook {
 public:
  // Books a buy. sellable_from never lies before that of an older lot of the symbol: the broker sells the older one
  // first.
  void buy(Lot lot);
  // Takes `quantity` from the oldest lots; what exceeds them came from before the ledger.
  void sell(const Symbol& symbol, Quantity quantity);
  // Shares that may not be sold on `day`.
  [[nodiscard]] Quantity locked(const Symbol& symbol, Date day) const;
  // First day on which nothing of the symbol is locked; none if that is so on `day`.
  [[nodiscard]] std::optional<Date> locked_until(const Symbol& symbol, Date day) const;
  [[nodiscard]] const std::map<Symbol, std::vector<Lot>>& lots() const { return lots_; }

 private:
  std::map<Symbol, std::vector<Lot>> lots_{};
};

// Shares that may be sold: broker position - locked - working sells, never negative; whole ones only, unless fractions
// are proven to be taken.
struct SellableInput {
  Quantity broker_position{};
  Quantity locked{};
  Quantity working_sells{};
  bool fractions = false;
};
[[nodiscard]] Quantity sellable(const SellableInput& input);

}  // namespace bot::plan
