#include "model/order_key.hpp"

#include <fmt/format.h>

#include <string>

#include "base/check.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"

namespace bot {
namespace {

constexpr std::string_view kPrefix = "RB1.";
constexpr std::size_t kCheckLength = 6, kMaxLength = 40;

// Capitals and digits without those a person mixes up.
constexpr std::string_view kCheckAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

std::string key_body(const OrderKeyParts& parts) {
  return fmt::format("{}{}.{}.{}.{}", kPrefix, to_basic(parts.session), parts.sequence, parts.symbol,
                     parts.side == Side::kBuy ? 'B' : 'S');
}

std::string key_check(std::string_view body, const AccountId& account) {
  const auto digest = sha256(fmt::format("{}\n{}", account, body));
  std::string check;
  for (std::size_t i = 0; i < kCheckLength; ++i) check += kCheckAlphabet[digest[i] % kCheckAlphabet.size()];
  return check;
}

}  // namespace

OrderKey make_order_key(const OrderKeyParts& parts, const AccountId& account) {
  BOT_CHECK(parts.sequence >= 1 && parts.sequence <= 999, "{}", parts.sequence);
  const std::string body = key_body(parts);
  std::string key = fmt::format("{}.{}", body, key_check(body, account));
  BOT_CHECK(key.size() <= kMaxLength, "{}", key);
  return OrderKey{std::move(key)};
}

bool has_our_prefix(std::string_view order_ref) { return order_ref.starts_with(kPrefix); }

std::optional<OrderKeyParts> parse_order_key(std::string_view order_ref, const AccountId& account) {
  if (!has_our_prefix(order_ref) || order_ref.size() > kMaxLength) return std::nullopt;
  const auto before_check = order_ref.rfind('.');
  if (before_check < kPrefix.size()) return std::nullopt;
  const std::string_view body = order_ref.substr(0, before_check);
  std::string_view rest = body.substr(kPrefix.size());
  const auto date_end = rest.find('.');
  if (date_end == std::string_view::npos) return std::nullopt;
  const auto session = parse_basic_date(rest.substr(0, date_end));
  rest = rest.substr(date_end + 1);
  const auto sequence_end = rest.find('.'), side_begin = rest.rfind('.');
  if (sequence_end == std::string_view::npos || side_begin <= sequence_end) return std::nullopt;
  const auto sequence = parse_int(rest.substr(0, sequence_end));
  const auto symbol = parse_symbol(rest.substr(sequence_end + 1, side_begin - sequence_end - 1));
  const std::string_view side = rest.substr(side_begin + 1);
  if (!session || !sequence || *sequence < 1 || *sequence > 999 || !symbol || (side != "B" && side != "S"))
    return std::nullopt;
  const OrderKeyParts parts{*session, static_cast<int>(*sequence), *symbol, side == "B" ? Side::kBuy : Side::kSell};
  // The one spelling only: "01" for "1" is not ours.
  return make_order_key(parts, account).value() == order_ref ? std::optional(parts) : std::nullopt;
}

}  // namespace bot
