#include "gateway/faults.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "broker/tws_codes.hpp"
#include "calendar/calendar.hpp"
#include "calendar/new_york.hpp"
#include "model/symbol.hpp"

namespace bot::gateway {
namespace {

// One line of the script as words; key=value words apart. Asking for a value takes it, so that what is left over can
// be named.
class Words {
 public:
  explicit Words(std::string_view line) {
    const std::size_t quote = line.find('"');
    if (quote != std::string_view::npos) {
      text_ = std::string(line.substr(quote + 1));
      if (const std::size_t end = text_.find('"'); end != std::string::npos) text_.resize(end);
      line = line.substr(0, quote);
    }
    for (const std::string_view word : split(line, ' ')) {
      if (trim(word).empty()) continue;
      const std::size_t equals = word.find('=');
      if (equals == std::string_view::npos)
        plain_.emplace_back(word);
      else
        pairs_[std::string(word.substr(0, equals))] = std::string(word.substr(equals + 1));
    }
  }
  [[nodiscard]] std::string word(std::size_t index) const {
    return index < plain_.size() ? plain_[index] : std::string();
  }
  [[nodiscard]] std::size_t count() const { return plain_.size(); }
  [[nodiscard]] const std::string& text() const { return text_; }
  std::optional<std::string> take(const std::string& key) {
    const auto found = pairs_.find(key);
    if (found == pairs_.end()) return std::nullopt;
    std::string value = found->second;
    pairs_.erase(found);
    return value;
  }
  [[nodiscard]] std::string left_over() const { return pairs_.empty() ? std::string() : pairs_.begin()->first; }

 private:
  std::vector<std::string> plain_;
  std::map<std::string, std::string> pairs_;
  std::string text_;
};

struct Unreadable {
  std::string what;
};

std::int64_t whole(const std::string& text) {
  const auto number = parse_int(text);
  if (!number) throw Unreadable{"not a whole number: " + text};
  return *number;
}
double real(const std::string& text) {
  const auto number = parse_double(text);
  if (!number) throw Unreadable{"not a number: " + text};
  return *number;
}

// "250ms", "30s", "5m", "2h"; a number alone is milliseconds.
Duration span(const std::string& text) {
  struct Unit {
    std::string_view name;
    std::int64_t millis;
  };
  constexpr Unit kUnits[] = {{"ms", 1}, {"s", 1'000}, {"m", 60'000}, {"h", 3'600'000}};
  for (const Unit& unit : kUnits)
    if (text.size() > unit.name.size() && text.ends_with(unit.name))
      if (const auto number = parse_int(text.substr(0, text.size() - unit.name.size())); number && *number >= 0)
        return Duration{*number * unit.millis};
  const std::int64_t millis = whole(text);
  if (millis < 0) throw Unreadable{"not a span of time: " + text};
  return Duration{millis};
}

// "3", "2-4" or "2-" (from the second on).
Occurrences occurrences(const std::optional<std::string>& text) {
  constexpr std::int64_t kForEver = 1'000'000'000;
  if (!text || text->empty()) return {1, kForEver};
  const std::size_t dash = text->find('-');
  const std::int64_t first = whole(text->substr(0, dash));
  if (first < 1) throw Unreadable{"occurrences are counted from 1"};
  if (dash == std::string::npos) return {first, 1};
  if (dash + 1 == text->size()) return {first, kForEver};
  const std::int64_t last = whole(text->substr(dash + 1));
  if (last < first) throw Unreadable{"an empty range of occurrences: " + *text};
  return {first, last - first + 1};
}

Duration span_of(Words& words, const std::string& key) {
  const auto text = words.take(key);
  if (!text) throw Unreadable{"needs " + key + "="};
  return span(*text);
}

void read_message(Words& words, Faults& faults) {
  const std::string verb = words.word(0);
  MessageFault fault;
  fault.message = words.word(1);
  if (fault.message.empty() || words.count() > 2) throw Unreadable{verb + " names one kind of message"};
  fault.which = occurrences(words.take("nth"));
  if (verb == "drop") fault.kind = MessageFaultKind::kDrop;
  if (verb == "duplicate") fault.kind = MessageFaultKind::kDuplicate;
  if (verb == "close-after") fault.kind = MessageFaultKind::kCloseAfter;
  if (verb == "delay") {
    fault.kind = MessageFaultKind::kDelay;
    fault.delay = span_of(words, "by");
  }
  faults.messages.push_back(fault);
}

void read_connection(Words& words, Faults& faults) {
  constexpr std::pair<std::string_view, ConnectionFaultKind> kKinds[] = {{"silent", ConnectionFaultKind::kSilent},
                                                                         {"close", ConnectionFaultKind::kClose},
                                                                         {"326", ConnectionFaultKind::kClientIdInUse}};
  for (const auto& [text, kind] : kKinds)
    if (words.word(1) == text) {
      faults.connections.push_back({kind, occurrences(words.take("nth"))});
      return;
    }
  throw Unreadable{"connection is silent, close or 326"};
}

void read_order(Words& words, Faults& faults) {
  constexpr std::pair<std::string_view, OrderFaultKind> kKinds[] = {
      {"reject", OrderFaultKind::kReject}, {"hold", OrderFaultKind::kHold},       {"eat", OrderFaultKind::kEat},
      {"error", OrderFaultKind::kError},   {"partial", OrderFaultKind::kPartial}, {"cancel", OrderFaultKind::kCancel}};
  OrderFault fault;
  bool known = false;
  for (const auto& [text, kind] : kKinds)
    if (words.word(1) == text) {
      fault.kind = kind;
      known = true;
    }
  if (!known) throw Unreadable{"order is reject, hold, eat, error, partial or cancel"};
  if (const auto symbol = words.take("symbol")) {
    if (!parse_symbol(*symbol)) throw Unreadable{"not a symbol: " + *symbol};
    fault.symbol = *symbol;
  }
  fault.which = occurrences(words.take("nth"));
  fault.text = words.text();
  switch (fault.kind) {
    case OrderFaultKind::kReject:
    case OrderFaultKind::kError: {
      const auto code = words.take("code");
      fault.code = code ? static_cast<int>(whole(*code)) : broker::code::kOrderRejected;
      if (fault.text.empty()) fault.text = fmt::format("Order rejected - reason:fault {}", fault.code);
      break;
    }
    case OrderFaultKind::kHold:
      fault.time = span_of(words, "for");
      break;
    case OrderFaultKind::kCancel:
      fault.time = span_of(words, "after");
      break;
    case OrderFaultKind::kPartial: {
      const auto shares = words.take("shares");
      if (!shares) throw Unreadable{"needs shares="};
      for (const std::string_view part : split(*shares, ',')) {
        fault.shares.push_back(real(std::string(part)));
        if (!(fault.shares.back() > 0)) throw Unreadable{"shares are above 0"};
      }
      break;
    }
    case OrderFaultKind::kEat:
      break;
  }
  faults.orders.push_back(fault);
}

void read_query(Words& words, Faults& faults) {
  constexpr std::string_view kQueries[] = {"positions", "open_orders", "completed_orders", "executions"};
  QueryFault fault;
  fault.query = words.word(1);
  bool known = false;
  for (const std::string_view query : kQueries) known = known || query == fault.query;
  if (!known) throw Unreadable{"query is positions, open_orders, completed_orders or executions"};
  if (words.word(2) == "mute")
    fault.kind = QueryFaultKind::kMute;
  else if (words.word(2) != "empty")
    throw Unreadable{"a query is empty or mute"};
  fault.which = occurrences(words.take("nth"));
  faults.queries.push_back(fault);
}

// at 2020-03-16T15:56:10 link-lost for=30s data=kept | close | notice code=2103 "text" | deposit amount=500 | rollback
void read_timed(Words& words, Faults& faults) {
  TimedFault fault;
  std::string when = words.word(1);
  if (when.size() == 19) when[10] = ' ';
  const auto at = calendar::parse_new_york(when);
  if (!at) throw Unreadable{"at yyyy-mm-ddThh:mm:ss, New York time"};
  fault.at = *at;
  const std::string what = words.word(2);
  if (what == "link-lost") {
    fault.kind = TimedFaultKind::kLinkLost;
    fault.time = span_of(words, "for");
    fault.data_lost = words.take("data").value_or("kept") == "lost";
  } else if (what == "close") {
    fault.kind = TimedFaultKind::kCloseAll;
  } else if (what == "notice") {
    fault.kind = TimedFaultKind::kNotice;
    const auto code = words.take("code");
    fault.code = code ? static_cast<int>(whole(*code)) : broker::code::kMarketDataFarmBroken;
    fault.text = words.text();
  } else if (what == "deposit") {
    fault.kind = TimedFaultKind::kDeposit;
    const auto amount = Money::parse(words.take("amount").value_or(""));
    if (!amount) throw Unreadable{"deposit needs amount="};
    fault.amount = *amount;
  } else if (what == "position") {
    fault.kind = TimedFaultKind::kPosition;
    fault.symbol = words.take("symbol").value_or("");
    const auto shares = Quantity::parse(words.take("shares").value_or(""));
    if (!parse_symbol(fault.symbol) || !shares) throw Unreadable{"position needs symbol= and shares="};
    fault.shares = *shares;
  } else if (what == "rollback") {
    fault.kind = TimedFaultKind::kRollback;
  } else {
    throw Unreadable{"at a time: link-lost, close, notice, deposit, position or rollback"};
  }
  faults.timed.push_back(fault);
}

void read_quote(Words& words, Faults& faults) {
  QuoteFault fault;
  if (!parse_symbol(words.word(1))) throw Unreadable{"quote names a symbol"};
  fault.symbol = words.word(1);
  fault.factor = real(words.take("factor").value_or("0"));
  if (fault.factor < 0) throw Unreadable{"a factor of at least 0"};
  faults.quotes.push_back(fault);
}

void read_value(Words& words, Faults& faults) {
  ValueFault fault{words.word(1), std::nullopt};
  if (fault.tag.empty()) throw Unreadable{"value names an account tag"};
  if (const auto factor = words.take("factor"))
    fault.factor = real(*factor);
  else if (words.word(2) != "absent")
    throw Unreadable{"a value is absent or has factor="};
  faults.values.push_back(fault);
}

void read_line(std::string_view line, Faults& faults) {
  Words words(line);
  const std::string verb = words.word(0);
  if (verb == "drop" || verb == "delay" || verb == "duplicate" || verb == "close-after")
    read_message(words, faults);
  else if (verb == "connection")
    read_connection(words, faults);
  else if (verb == "order")
    read_order(words, faults);
  else if (verb == "query")
    read_query(words, faults);
  else if (verb == "at")
    read_timed(words, faults);
  else if (verb == "quote")
    read_quote(words, faults);
  else if (verb == "value")
    read_value(words, faults);
  else
    throw Unreadable{"unknown fault: " + verb};
  if (!words.left_over().empty()) throw Unreadable{"unknown word: " + words.left_over() + "="};
}

}  // namespace

Result<Faults> parse_faults(std::string_view script) {
  Faults faults;
  std::int64_t number = 0;
  for (std::string_view line : split(script, '\n')) {
    ++number;
    line = trim(line.substr(0, line.find('#')));
    if (line.empty()) continue;
    try {
      read_line(line, faults);
    } catch (const Unreadable& unreadable) {
      return fail(ErrorCode::kConfig, unreadable.what, fmt::format("faults:{}", number),
                  "docs/formats/gateway-faults.md lists the faults");
    }
  }
  return faults;
}

Faults draw_faults(std::uint64_t seed, UtcTime start) {
  constexpr std::string_view kMessages[] = {"ORDER_STATUS", "OPEN_ORDER", "EXECUTION_DATA", "COMMISSION_REPORT",
                                            "POSITION"};
  namespace code = broker::code;
  constexpr int kNoise[] = {code::kOrderMessage,      code::kMarketDataFarmBroken, code::kOutsideRthIgnored,
                            code::kTimeInForcePreset, code::kNoSharesToShort,      code::kOrderCancelled};
  constexpr int kSessions = 250;  // faults of a long run lie in the year that follows
  Rng rng(seed, {0xFA017});
  Faults faults;
  const auto some_order = [&] { return Occurrences{static_cast<std::int64_t>(1 + rng.below(60)), 1}; };
  for (std::uint64_t i = 0, n = 1 + rng.below(4); i < n; ++i)
    faults.messages.push_back(
        {rng.chance(0.5) ? MessageFaultKind::kDelay : MessageFaultKind::kDuplicate,
         std::string(kMessages[rng.below(std::size(kMessages))]),
         {static_cast<std::int64_t>(1 + rng.below(80)), static_cast<std::int64_t>(1 + rng.below(10))},
         Duration{static_cast<std::int64_t>(50 + rng.below(5'000))}});
  if (rng.chance(0.5))
    faults.messages.push_back(
        {MessageFaultKind::kDrop, std::string(kMessages[rng.below(std::size(kMessages))]), some_order(), Duration{}});
  if (rng.chance(0.4))
    faults.orders.push_back({OrderFaultKind::kReject,
                             some_order(),
                             "",
                             broker::code::kOrderRejected,
                             "Order rejected - reason:drawn",
                             {},
                             {}});
  if (rng.chance(0.4))
    faults.orders.push_back(
        {OrderFaultKind::kError, some_order(), "", kNoise[rng.below(std::size(kNoise))], "drawn", {}, {}});
  if (rng.chance(0.4)) faults.orders.push_back({OrderFaultKind::kPartial, some_order(), "", 0, "", {}, {1, 2}});
  if (rng.chance(0.2)) faults.orders.push_back({OrderFaultKind::kEat, some_order(), "", 0, "", {}, {}});
  if (rng.chance(0.3))
    faults.orders.push_back({OrderFaultKind::kHold,
                             some_order(),
                             "",
                             0,
                             "",
                             Duration{static_cast<std::int64_t>(1'000 + rng.below(120'000))},
                             {}});
  if (rng.chance(0.3))
    faults.connections.push_back({rng.chance(0.5) ? ConnectionFaultKind::kSilent : ConnectionFaultKind::kClose,
                                  {static_cast<std::int64_t>(1 + rng.below(20)), 1}});
  if (rng.chance(0.3))
    faults.queries.push_back({rng.chance(0.5) ? QueryFaultKind::kMute : QueryFaultKind::kEmpty,
                              "executions",
                              {static_cast<std::int64_t>(2 + rng.below(40)), 1}});
  // The link is lost around the run, on some of the days.
  const calendar::Calendar calendar;
  auto session = calendar.on_or_before(calendar::to_new_york(start).date);
  for (int day = 0; session && day < kSessions; ++day, session = calendar.next_after(session->date)) {
    if (!rng.chance(0.01)) continue;
    TimedFault lost;
    lost.kind = TimedFaultKind::kLinkLost;
    lost.at = session->closes - std::chrono::minutes{5} + Duration{static_cast<std::int64_t>(rng.below(60'000))};
    lost.time = Duration{static_cast<std::int64_t>(1'000 + rng.below(60'000))};
    lost.data_lost = rng.chance(0.5);
    faults.timed.push_back(lost);
  }
  return faults;
}

}  // namespace bot::gateway
