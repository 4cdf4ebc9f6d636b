#include "gateway/fault_script.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "broker/tws_codes.hpp"
#include "calendar/new_york.hpp"
#include "gateway/fault_names.hpp"
#include "model/symbol.hpp"
#include "wire/codec.hpp"

namespace bot::gateway {
namespace {

// One line of the script as words and a quoted text; key=value words apart. Asking for a value takes it, so that what
// is left over can be named.
class ScriptLine {
 public:
  explicit ScriptLine(std::string_view line) {
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

std::int64_t parse_whole(const std::string& text) {
  const auto number = parse_int(text);
  if (!number) throw Unreadable{"not a whole number: " + text};
  return *number;
}
double parse_real(const std::string& text) {
  const auto number = parse_double(text);
  if (!number) throw Unreadable{"not a number: " + text};
  return *number;
}

// "250ms", "30s", "5m", "2h"; a number alone is milliseconds.
Duration parse_span(const std::string& text) {
  struct Unit {
    std::string_view name;
    std::int64_t millis;
  };
  constexpr Unit kUnits[] = {{"ms", 1}, {"s", 1'000}, {"m", 60'000}, {"h", 3'600'000}};
  constexpr std::int64_t kMost = std::chrono::milliseconds{std::chrono::years{1}}.count();
  const auto span = [&](std::int64_t number, std::int64_t unit) {
    if (number < 0 || number > kMost / unit) throw Unreadable{"not a span of time: " + text};
    return Duration{number * unit};
  };
  for (const Unit& unit : kUnits)
    if (text.size() > unit.name.size() && text.ends_with(unit.name))
      if (const auto number = parse_int(text.substr(0, text.size() - unit.name.size())))
        return span(*number, unit.millis);
  return span(parse_whole(text), 1);
}

// "3", "2-4" or "2-" (from the second on).
Occurrences parse_occurrences(const std::optional<std::string>& text) {
  if (!text || text->empty()) return {1, Occurrences::kForEver};
  const std::size_t dash = text->find('-');
  const std::int64_t first = parse_whole(text->substr(0, dash));
  if (first < 1) throw Unreadable{"occurrences are counted from 1"};
  if (dash == std::string::npos) return {first, 1};
  if (dash + 1 == text->size()) return {first, Occurrences::kForEver};
  const std::int64_t last = parse_whole(text->substr(dash + 1));
  if (last < first) throw Unreadable{"an empty range of occurrences: " + *text};
  return {first, last - first + 1};
}

Duration take_span(ScriptLine& words, const std::string& key) {
  const auto text = words.take(key);
  if (!text) throw Unreadable{"needs " + key + "="};
  return parse_span(*text);
}

// The value that goes by this name in `known`; else the line is unreadable for `problem`.
template <class Value, std::size_t kCount>
Value parse_name(const std::string& text, const FaultNames<Value, kCount>& known, const std::string& problem) {
  const auto* const found = std::ranges::find(known, text, &std::pair<std::string_view, Value>::first);
  if (found == std::end(known)) throw Unreadable{problem};
  return found->second;
}

// "silent, close or 326".
template <class Value, std::size_t kCount>
std::string list_names(const FaultNames<Value, kCount>& known) {
  std::string all;
  for (std::size_t i = 0; i < kCount; ++i)
    all += (i == 0 ? "" : i + 1 == kCount ? " or " : ", ") + std::string(known[i].first);
  return all;
}

void read_message(ScriptLine& words, Faults& faults) {
  const std::string verb = words.word(0);
  MessageFault fault;
  fault.message = words.word(1);
  if (fault.message.empty() || words.count() > 2) throw Unreadable{verb + " names one kind of message"};
  // A misspelt one would be a fault that never happens.
  if (!wire::is_response_name(fault.message)) throw Unreadable{"the gateway sends no message called " + fault.message};
  fault.which = parse_occurrences(words.take("nth"));
  fault.kind = parse_name(verb, kMessageFaults, "unknown fault: " + verb);
  if (fault.kind == MessageFaultKind::kDelay) fault.delay = take_span(words, "by");
  faults.messages.push_back(fault);
}

void read_connection(ScriptLine& words, Faults& faults) {
  const auto kind = parse_name(words.word(1), kConnectionFaults, "connection is " + list_names(kConnectionFaults));
  faults.connections.push_back({kind, parse_occurrences(words.take("nth"))});
}

void read_order(ScriptLine& words, Faults& faults) {
  OrderFault fault;
  fault.kind = parse_name(words.word(1), kOrderFaults, "order is " + list_names(kOrderFaults));
  if (const auto symbol = words.take("symbol")) {
    if (!parse_symbol(*symbol)) throw Unreadable{"not a symbol: " + *symbol};
    fault.symbol = *symbol;
  }
  fault.which = parse_occurrences(words.take("nth"));
  fault.text = words.text();
  switch (fault.kind) {
    case OrderFaultKind::kReject:
    case OrderFaultKind::kError: {
      const auto code = words.take("code");
      fault.code = code ? static_cast<int>(parse_whole(*code)) : broker::code::kOrderRejected;
      if (fault.text.empty()) fault.text = fmt::format("Order rejected - reason:fault {}", fault.code);
      break;
    }
    case OrderFaultKind::kHold:
      fault.time = take_span(words, "for");
      break;
    case OrderFaultKind::kCancel:
      fault.time = take_span(words, "after");
      break;
    case OrderFaultKind::kPartial: {
      const auto shares = words.take("shares");
      if (!shares) throw Unreadable{"needs shares="};
      for (const std::string_view part : split(*shares, ',')) {
        fault.shares.push_back(parse_real(std::string(part)));
        if (!(fault.shares.back() > 0)) throw Unreadable{"shares are above 0"};
      }
      break;
    }
    case OrderFaultKind::kSwallow:
      break;
  }
  faults.orders.push_back(fault);
}

void read_query(ScriptLine& words, Faults& faults) {
  QueryFault fault;
  fault.query = parse_name(words.word(1), kQueries, "query is " + list_names(kQueries));
  fault.kind = parse_name(words.word(2), kQueryFaults, "a query is " + list_names(kQueryFaults));
  fault.which = parse_occurrences(words.take("nth"));
  faults.queries.push_back(fault);
}

// at 2020-03-16T15:56:10 link-lost for=30s data=kept | close | notice code=2103 "text" | deposit amount=500 | rollback
void read_timed(ScriptLine& words, Faults& faults) {
  TimedFault fault;
  std::string when = words.word(1);
  if (when.size() == 19) when[10] = ' ';
  const auto at = calendar::parse_new_york(when);
  if (!at) throw Unreadable{"at yyyy-mm-ddThh:mm:ss, New York time"};
  fault.at = *at;
  fault.kind = parse_name(words.word(2), kTimedFaults, "at a time: " + list_names(kTimedFaults));
  switch (fault.kind) {
    case TimedFaultKind::kLinkLost:
      fault.time = take_span(words, "for");
      fault.data = parse_name(words.take("data").value_or("kept"), kLinkData, "data is " + list_names(kLinkData));
      break;
    case TimedFaultKind::kNotice: {
      const auto code = words.take("code");
      fault.code = code ? static_cast<int>(parse_whole(*code)) : broker::code::kMarketDataFarmBroken;
      fault.text = words.text();
      break;
    }
    case TimedFaultKind::kDeposit: {
      const auto amount = Money::parse(words.take("amount").value_or(""));
      if (!amount) throw Unreadable{"deposit needs amount="};
      fault.amount = *amount;
      break;
    }
    case TimedFaultKind::kPosition: {
      fault.symbol = words.take("symbol").value_or("");
      const auto shares = Quantity::parse(words.take("shares").value_or(""));
      if (!parse_symbol(fault.symbol) || !shares) throw Unreadable{"position needs symbol= and shares="};
      fault.shares = *shares;
      break;
    }
    case TimedFaultKind::kCloseAll:
    case TimedFaultKind::kRollback:
      break;
  }
  faults.timed.push_back(fault);
}

void read_quote(ScriptLine& words, Faults& faults) {
  QuoteFault fault;
  if (!parse_symbol(words.word(1))) throw Unreadable{"quote names a symbol"};
  fault.symbol = words.word(1);
  fault.factor = parse_real(words.take("factor").value_or("0"));
  if (fault.factor < 0) throw Unreadable{"a factor of at least 0"};
  faults.quotes.push_back(fault);
}

void read_value(ScriptLine& words, Faults& faults) {
  ValueFault fault{words.word(1), std::nullopt};
  if (fault.tag.empty()) throw Unreadable{"value names an account tag"};
  if (const auto factor = words.take("factor"))
    fault.factor = parse_real(*factor);
  else if (words.word(2) != "absent")
    throw Unreadable{"a value is absent or has factor="};
  faults.values.push_back(fault);
}

void read_line(std::string_view line, Faults& faults) {
  ScriptLine words(line);
  const std::string verb = words.word(0);
  constexpr std::pair<std::string_view, void (*)(ScriptLine&, Faults&)> kReaders[] = {
      {"connection", read_connection}, {"order", read_order}, {"query", read_query}, {"at", read_timed},
      {"quote", read_quote},           {"value", read_value}};
  if (std::ranges::find(kMessageFaults, verb, &std::pair<std::string_view, MessageFaultKind>::first) !=
      std::end(kMessageFaults))
    read_message(words, faults);
  else
    parse_name(verb, kReaders, "unknown fault: " + verb)(words, faults);
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
                  "docs/formats/gateway-faults.md lists the faults.");
    }
  }
  return faults;
}

}  // namespace bot::gateway
