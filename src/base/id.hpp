// Id<Tag, Rep>: a value that only its own kind can be compared with or assigned to. Explicit in, explicit out.
#pragma once

#include <fmt/format.h>

#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

namespace bot {

template <class Tag, class Rep>
class Id {
 public:
  Id() = default;
  explicit Id(Rep value) : value_(std::move(value)) {}
  [[nodiscard]] const Rep& value() const { return value_; }
  auto operator<=>(const Id&) const = default;

 private:
  Rep value_{};
};

using AccountId = Id<struct AccountIdTag, std::string>;
using ConId = Id<struct ConIdTag, std::int64_t>;
using RunId = Id<struct RunIdTag, std::string>;
using OrderKey = Id<struct OrderKeyTag, std::string>;             // ours, travels in orderRef
using ClientOrderId = Id<struct ClientOrderIdTag, std::int64_t>;  // the API's orderId, per client id
using PermId = Id<struct PermIdTag, std::int64_t>;                // IBKR's, account-wide; 0 while unknown
using ExecId = Id<struct ExecIdTag, std::string>;

}  // namespace bot

template <class Tag, class Rep>
struct std::hash<bot::Id<Tag, Rep>> {
  std::size_t operator()(const bot::Id<Tag, Rep>& id) const noexcept { return std::hash<Rep>{}(id.value()); }
};
template <class Tag, class Rep>
struct fmt::formatter<bot::Id<Tag, Rep>> : fmt::formatter<Rep> {
  template <class Context>
  auto format(const bot::Id<Tag, Rep>& id, Context& context) const {
    return fmt::formatter<Rep>::format(id.value(), context);
  }
};
