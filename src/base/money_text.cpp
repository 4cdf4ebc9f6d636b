#include "base/money_text.hpp"

#include <fmt/format.h>

namespace bot {
namespace {

constexpr std::int64_t kRawPerCent = Money::kScale / 100;

std::string signed_text(Money money, std::string_view currency) {
  const std::int64_t raw = money.raw();
  const std::uint64_t size = raw < 0 ? 0 - static_cast<std::uint64_t>(raw) : static_cast<std::uint64_t>(raw);
  const std::uint64_t cents = (size + kRawPerCent / 2) / kRawPerCent;
  std::string whole = std::to_string(cents / 100);
  for (auto at = static_cast<std::ptrdiff_t>(whole.size()) - 3; at > 0; at -= 3)
    whole.insert(static_cast<std::size_t>(at), ",");
  return fmt::format("{}{}{}.{:02}", raw < 0 && cents > 0 ? "-" : "", currency, whole, cents % 100);
}

}  // namespace

std::string money_text(Money money) { return signed_text(money, "$"); }
std::string money_figure(Money money) { return signed_text(money, ""); }

}  // namespace bot
