#include "gateway/end_of_day.hpp"

namespace bot::gateway {
namespace {

void apply_action(Account& account, Market& market, const Symbol& symbol, const Action& action,
                  OvernightChanges& changes) {
  changes.moved.push_back(symbol);
  switch (action.kind) {
    case ActionKind::kDividend:
      account.pay_dividend(symbol, action.value);
      return;
    case ActionKind::kSpinoff:
      // The spun-off shares are not modelled: their worth is paid in cash.
      if (const auto close = market.close_before(symbol, action.ex_date))
        account.pay_dividend(symbol, *close * (1 - 1 / action.value));
      return;
    case ActionKind::kSplit:
      account.split(symbol, action.value);
      changes.splits.push_back({symbol, action.ex_date});
      return;
  }
}

}  // namespace

OvernightChanges begin_day(Account& account, Market& market, const std::set<Symbol>& symbols, Date yesterday,
                           Date today) {
  OvernightChanges changes;
  for (const Symbol& symbol : symbols)
    for (const Action& action : market.actions(symbol, yesterday, today))
      apply_action(account, market, symbol, action, changes);
  account.begin_day(today);
  return changes;
}

}  // namespace bot::gateway
