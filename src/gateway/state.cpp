#include "gateway/state.hpp"

#include <fmt/format.h>

#include <unordered_map>
#include <utility>

#include "base/sha256.hpp"
#include "calendar/new_york.hpp"
#include "gateway/gateway.hpp"
#include "gateway/journal.hpp"
#include "gateway/state_json.hpp"

namespace bot::gateway {
namespace {

constexpr int kFormat = 1;
constexpr const char* kFix = "Restore the file, or remove it and begin with a new account.";

// Takes over what the lines of a journal say, one after the other.
class JournalReplay {
 public:
  explicit JournalReplay(State& state) : state_(state) {
    for (const Order& order : orders()) order_at_.emplace(order.perm_id, order_at_.size());
    for (const Fill& fill : fills()) fill_at_.emplace(fill.exec_id, fill_at_.size());
  }
  void take(State line) {
    state_.account.cash = line.account.cash;
    state_.account.unsettled = std::move(line.account.unsettled);
    for (auto& [symbol, holding] : line.account.holdings) state_.account.holdings[symbol] = holding;
    state_.engine.at = line.engine.at;
    state_.engine.day = line.engine.day;
    state_.engine.book.last_perm_id = line.engine.book.last_perm_id;
    for (const auto& [client_id, order_id] : line.engine.book.last_order_id)
      state_.engine.book.last_order_id[client_id] = order_id;
    for (Order& order : line.engine.book.orders) put(orders(), order_at_, &Order::perm_id, std::move(order));
    for (Fill& fill : line.engine.book.fills) put(fills(), fill_at_, &Fill::exec_id, std::move(fill));
  }

 private:
  [[nodiscard]] std::vector<Order>& orders() { return state_.engine.book.orders; }
  [[nodiscard]] std::vector<Fill>& fills() { return state_.engine.book.fills; }
  template <class Item, class Name>
  static void put(std::vector<Item>& all, std::unordered_map<Name, std::size_t>& at, Name Item::*name, Item item) {
    const auto [place, is_new] = at.emplace(item.*name, all.size());
    if (is_new)
      all.push_back(std::move(item));
    else
      all[place->second] = std::move(item);
  }

  State& state_;
  std::unordered_map<std::int64_t, std::size_t> order_at_;
  std::unordered_map<std::string, std::size_t> fill_at_;
};

// Calls `read`; what it throws is an error of the file at `path`.
template <class Read>
Result<State> decoded(const std::string& path, Read read) {
  try {
    return read();
  } catch (const BadState& bad) {
    return fail(ErrorCode::kData, "the gateway's state cannot be used: " + bad.what, path, kFix);
  } catch (const nlohmann::json::exception&) {
    return fail(ErrorCode::kData, "the gateway's state cannot be read: it is not as it was written", path, kFix);
  }
}

std::string in_lines(const std::vector<std::string>& texts) {
  if (texts.empty()) return "[]";
  std::string lines = "[";
  for (const std::string& text : texts) {
    lines += lines.size() == 1 ? "\n  " : ",\n  ";
    lines += text;
  }
  return lines + "\n ]";
}

}  // namespace

std::string state_path(const std::string& folder, const std::string& account) {
  return folder + "/" + account + ".json";
}
std::string journal_path(const std::string& path) { return path + ".journal"; }
std::string state_fingerprint(const std::string& text) { return sha256_hex(text); }

std::string encode_state(const State& state, const std::string& account, const DayTexts& day) {
  Json json{{"format", kFormat}, {"account", account}};
  json.update(encode_account(state));
  std::string text = json.dump(1, ' ', false, Json::error_handler_t::replace);
  text.resize(text.size() - std::string_view("\n}").size());
  return text + ",\n \"orders\": " + in_lines(day.orders) + ",\n \"fills\": " + in_lines(day.fills) + "\n}\n";
}

Result<std::optional<State>> load_state(const ports::Files& files, const std::string& path) {
  const std::string journal = journal_path(path);
  if (!files.exists(path)) {
    if (files.exists(journal)) return fail(orphaned_journal(path, journal));
    return std::optional<State>();
  }
  BOT_TRY(const std::string text, files.read(path));
  std::string account;
  BOT_TRY(State state, decoded(path, [&] {
            const Json json = Json::parse(text);
            if (json.at("format").get<int>() != kFormat)
              throw BadState{fmt::format("format {}, this program knows {}", json.at("format").get<int>(), kFormat)};
            account = json.at("account").get<std::string>();
            return decode_state(json, account);
          }));
  BOT_TRY(JournalText since, read_journal(files, journal, state_fingerprint(text)));
  state.note = std::move(since.note);
  JournalReplay replay(state);
  for (const std::string& line : since.lines) {
    BOT_TRY(State saved, decoded(journal, [&] { return decode_state(Json::parse(line), account); }));
    replay.take(std::move(saved));
  }
  return std::optional<State>(std::move(state));
}

Result<void> rename_state(ports::Files& files, const std::string& from, const std::string& to) {
  // The journal first: it says itself which state it belongs to, a state does not say whether it has one.
  if (files.exists(journal_path(from))) BOT_TRY_VOID(files.rename(journal_path(from), journal_path(to)));
  return files.rename(from, to);
}

Result<void> check_not_before(const State& state, const std::string& path, UtcTime now) {
  const Date own_day = calendar::to_new_york(state.engine.at).date, day = calendar::to_new_york(now).date;
  if (own_day <= day) return {};
  return fail(
      ErrorCode::kConfig,
      fmt::format("the gateway's state is of {}, its clock was asked to begin on {}", to_iso(own_day), to_iso(day)),
      path, "Set the clock to that day or later, or name another state folder.");
}

Result<UtcTime> starting_instant(const ports::Files& files, const std::string& state_folder, UtcTime asked) {
  UtcTime instant = asked;
  if (state_folder.empty() || !files.exists(state_folder)) return instant;
  BOT_TRY(const auto names, files.list(state_folder));
  for (const std::string& file : names) {
    if (!file.ends_with(".json")) continue;
    BOT_TRY(const auto state, load_state(files, fmt::format("{}/{}", state_folder, file)));
    if (calendar::to_new_york(state->engine.at).date == calendar::to_new_york(asked).date)
      instant = std::max(instant, state->engine.at);
  }
  return instant;
}

}  // namespace bot::gateway
