// The key of one order, carried in orderRef: RB1.<yyyymmdd>.<seq>.<SYMBOL>.<B|S>.<check>. One key is one symbol and
// side of one run; the check covers the account and every field, so that a key of another account or a typed one is not
// ours.
#pragma once

#include <optional>
#include <string_view>

#include "base/id.hpp"
#include "base/time.hpp"
#include "model/order.hpp"
#include "model/symbol.hpp"

namespace bot {

struct OrderKeyParts {
  Date session{};
  int sequence = 1;  // of the run within its session, 1 to 999
  Symbol symbol{};
  Side side = Side::kBuy;
  bool operator==(const OrderKeyParts&) const = default;
};

// At most 40 printable ASCII characters.
[[nodiscard]] OrderKey make_order_key(const OrderKeyParts& parts, const AccountId& account);
// Whether a text has our prefix at all: what has it and is not known to the ledger halts.
[[nodiscard]] bool has_our_prefix(std::string_view order_ref);
// None when the text is not a key of this account.
[[nodiscard]] std::optional<OrderKeyParts> parse_order_key(std::string_view order_ref, const AccountId& account);

}  // namespace bot
