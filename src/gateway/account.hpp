// A cash account in US dollars: long positions, cash, and which part of the cash has settled. Proceeds of a sale settle
// on the settlement day; purchases, commissions and dividends count at once (IBKR: "settled cash is cash recognised at
// settlement less purchases at the time of trade, commissions, taxes and fees").
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "base/fixed.hpp"
#include "base/time.hpp"
#include "model/order.hpp"
#include "model/symbol.hpp"

namespace bot::gateway {

struct Holding {
  Quantity quantity;
  Money cost;            // what the shares in hand cost, commissions included
  Money realized_today;  // since midnight, New York
  // Since then, too: shares bought less sold, and what was paid for them less taken, commissions included.
  Quantity traded_today{};
  Money paid_today{};
  bool operator==(const Holding&) const = default;
};

// A holding of the owner in another contract of the same ticker: shown and counted at its price, never traded here.
struct OtherListing {
  Symbol symbol;
  std::int64_t con_id = 0;
  Quantity quantity;
  Price price;
};

struct Unsettled {
  Date settles;
  Money amount;
  bool operator==(const Unsettled&) const = default;
};

struct AccountFill {
  Symbol symbol;
  Side side = Side::kBuy;
  Quantity quantity;
  Price price;
  Money commission;
  Date settles;  // settlement day of the trade
};

class Account {
 public:
  explicit Account(Money cash, std::vector<OtherListing> others = {})
      : cash_(cash), lowest_cash_(cash), others_(std::move(others)) {}

  // The realised profit of a sale; nothing for a purchase. BOT_CHECK: a sale of more than is held.
  std::optional<Money> apply(const AccountFill& fill);
  // 00:00 New York of `today`: what settles by then is settled; the day's realised profits begin anew.
  void begin_day(Date today);
  // Cash for each share held; settled at once. The amount booked.
  Money pay_dividend(const Symbol& symbol, double per_share);
  void split(const Symbol& symbol, double ratio);
  void deposit(Money amount);  // negative: a withdrawal
  // Shares that come, or go, without a trade; never below none.
  void transfer(const Symbol& symbol, Quantity change, Price cost);

  [[nodiscard]] Money cash() const { return cash_; }
  [[nodiscard]] Money settled_cash() const { return cash_ - unsettled_total(); }
  [[nodiscard]] Money unsettled_total() const;
  [[nodiscard]] Money lowest_cash() const { return lowest_cash_; }
  [[nodiscard]] Quantity held(const Symbol& symbol) const;
  // Holdings of 0 stay until the day ends, so that what they realised can be shown.
  [[nodiscard]] const std::map<Symbol, Holding>& holdings() const { return holdings_; }
  [[nodiscard]] const std::vector<Unsettled>& unsettled() const { return unsettled_; }
  [[nodiscard]] const std::vector<OtherListing>& others() const { return others_; }

  struct Saved {
    Money cash;
    std::map<Symbol, Holding> holdings;
    std::vector<Unsettled> unsettled;
  };
  void restore(Saved saved);

 private:
  void note_lowest() { lowest_cash_ = min(lowest_cash_, cash_); }

  Money cash_;
  Money lowest_cash_;
  std::map<Symbol, Holding> holdings_;
  std::vector<Unsettled> unsettled_;  // sale proceeds, by the day they settle
  std::vector<OtherListing> others_;
};

}  // namespace bot::gateway
