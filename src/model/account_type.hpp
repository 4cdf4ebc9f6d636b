// The kind of account that the owner says it is (accounts.type), for a gateway that does not.
#pragma once

#include <string_view>

#include "base/check.hpp"

namespace bot {

enum class AccountType { kUnset, kCash, kMargin };
[[nodiscard]] constexpr std::string_view name(AccountType type) {
  switch (type) {
    case AccountType::kUnset:
      return "";
    case AccountType::kCash:
      return "cash";
    case AccountType::kMargin:
      return "margin";
  }
  BOT_CHECK(false);
}

}  // namespace bot
