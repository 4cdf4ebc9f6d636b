#include "plan/parse_account.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "base/text.hpp"

namespace bot::plan {
namespace {

using nlohmann::json;

tl::unexpected<Error> bad(const std::string& what, const std::string& where) {
  return fail(ErrorCode::kData, what, where, "The keys are in docs/formats/account.md.");
}

// A key that stands twice in one object would hide the first: which of the two is meant, nobody can say.
Result<json> parse_once(const std::string& text, const std::string& file) {
  std::vector<std::set<std::string>> keys;
  std::string twice;
  json root = json::parse(
      text,
      [&](int /*depth*/, json::parse_event_t event, json& parsed) {
        if (event == json::parse_event_t::object_start) keys.emplace_back();
        if (event == json::parse_event_t::object_end) keys.pop_back();
        if (event == json::parse_event_t::key && !keys.back().insert(parsed.get<std::string>()).second && twice.empty())
          twice = parsed.get<std::string>();
        return true;
      },
      false);
  if (root.is_discarded()) return bad("this is not JSON", file);
  if (!twice.empty()) return bad(fmt::format("'{}' stands twice in one object", twice), file);
  return root;
}

// A number of the object, or nothing where it is absent or null.
Result<std::optional<double>> optional_number(const json& object, const char* key, const std::string& where) {
  const auto found = object.find(key);
  if (found == object.end() || found->is_null()) return std::optional<double>{};
  if (!found->is_number()) return bad(fmt::format("'{}' is not a number", key), where);
  return std::optional<double>{found->get<double>()};
}

Result<double> number_or(const json& object, const char* key, std::optional<double> fallback,
                         const std::string& where) {
  BOT_TRY(const std::optional<double> value, optional_number(object, key, where));
  if (value) return *value;
  if (fallback) return *fallback;
  return bad(fmt::format("'{}' is missing", key), where);
}

Result<void> check_keys(const json& object, const std::vector<std::string>& known, const std::string& where) {
  if (!object.is_object()) return bad("an object is expected", where);
  for (const auto& [key, value] : object.items())
    if (std::ranges::find(known, key) == known.end()) {
      const std::string near = nearest(key, known);
      return bad(fmt::format("unknown key '{}'{}", key, near.empty() ? "" : fmt::format("; did you mean '{}'?", near)),
                 where);
    }
  return {};
}

Result<DescribedAccount> read_account(const json& root, const std::string& file) {
  BOT_TRY_VOID(check_keys(
      root, {"equity", "settled_cash", "unsettled_proceeds", "available_funds", "targets", "positions", "quotes"},
      file));
  DescribedAccount account;
  BOT_TRY(account.equity, number_or(root, "equity", std::nullopt, file));
  if (account.equity < 0) return bad(fmt::format("'equity' {} is below 0", account.equity), file);
  BOT_TRY(account.settled_cash, number_or(root, "settled_cash", std::nullopt, file));
  BOT_TRY(account.unsettled_proceeds, number_or(root, "unsettled_proceeds", 0.0, file));
  BOT_TRY(account.available_funds, optional_number(root, "available_funds", file));
  const json empty = json::object();
  const auto section = [&](const char* key) -> const json& { return root.contains(key) ? root[key] : empty; };
  for (const char* key : {"targets", "positions", "quotes"})
    if (!section(key).is_object()) return bad(fmt::format("'{}' is not an object", key), file);
  for (const auto& [name, value] : section("targets").items()) {
    BOT_TRY(const Symbol symbol, parse_symbol(name));
    if (!value.is_number()) return bad(fmt::format("the target of {} is not a number", name), file);
    account.targets[symbol] = value.get<double>();
  }
  for (const auto& [name, value] : section("positions").items()) {
    const std::string where = fmt::format("{}: positions.{}", file, name);
    BOT_TRY(const Symbol symbol, parse_symbol(name));
    BOT_TRY_VOID(check_keys(value, {"shares", "locked"}, where));
    DescribedPosition& position = account.positions[symbol];
    BOT_TRY(position.shares, number_or(value, "shares", std::nullopt, where));
    BOT_TRY(position.locked, number_or(value, "locked", 0.0, where));
  }
  for (const auto& [name, value] : section("quotes").items()) {
    const std::string where = fmt::format("{}: quotes.{}", file, name);
    BOT_TRY(const Symbol symbol, parse_symbol(name));
    BOT_TRY_VOID(check_keys(value, {"bid", "ask", "last_close"}, where));
    DescribedQuote& quote = account.quotes[symbol];
    BOT_TRY(quote.bid, optional_number(value, "bid", where));
    BOT_TRY(quote.ask, optional_number(value, "ask", where));
    BOT_TRY(quote.last_close, optional_number(value, "last_close", where));
  }
  return account;
}

}  // namespace

Result<DescribedAccount> parse_account(const std::string& text, const std::string& file) {
  BOT_TRY(const json root, parse_once(text, file));
  return read_account(root, file);
}

}  // namespace bot::plan
