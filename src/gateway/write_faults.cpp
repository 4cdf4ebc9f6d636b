#include <fmt/format.h>

#include <algorithm>

#include "base/check.hpp"
#include "calendar/new_york.hpp"
#include "gateway/fault_names.hpp"
#include "gateway/fault_script.hpp"

namespace bot::gateway {
namespace {

template <class Value, std::size_t kCount>
std::string_view fault_name(Value value, const FaultNames<Value, kCount>& known) {
  const auto* const found = std::ranges::find(known, value, &std::pair<std::string_view, Value>::second);
  BOT_CHECK(found != std::end(known), "a fault without a word");
  return found->first;
}

std::string span(Duration duration) {
  const std::int64_t millis = duration.count();
  return millis % 1'000 == 0 ? fmt::format("{}s", millis / 1'000) : fmt::format("{}ms", millis);
}

// " nth=2-4"; nothing where it is every one.
std::string occurrences(const Occurrences& which) {
  if (which.count == Occurrences::kForEver)
    return which.first == 1 ? std::string() : fmt::format(" nth={}-", which.first);
  if (which.count == 1) return fmt::format(" nth={}", which.first);
  return fmt::format(" nth={}-{}", which.first, which.first + which.count - 1);
}

std::string quoted(const std::string& text) { return text.empty() ? "" : " \"" + text + "\""; }

std::string instant(UtcTime at) {
  const auto local = calendar::to_new_york(at);
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(local.time_of_day).count();
  return fmt::format("{}T{:02}:{:02}:{:02}", to_iso(local.date), seconds / 3600, seconds / 60 % 60, seconds % 60);
}

std::string line(const MessageFault& fault) {
  const std::string by = fault.kind == MessageFaultKind::kDelay ? " by=" + span(fault.delay) : "";
  return fmt::format("{} {}{}{}", fault_name(fault.kind, kMessageFaults), fault.message, by, occurrences(fault.which));
}

std::string line(const ConnectionFault& fault) {
  return fmt::format("connection {}{}", fault_name(fault.kind, kConnectionFaults), occurrences(fault.which));
}

std::string how(const OrderFault& fault) {
  switch (fault.kind) {
    case OrderFaultKind::kReject:
    case OrderFaultKind::kError:
      return fmt::format(" code={}", fault.code);
    case OrderFaultKind::kHold:
      return " for=" + span(fault.time);
    case OrderFaultKind::kCancel:
      return " after=" + span(fault.time);
    case OrderFaultKind::kPartial:
      return fmt::format(" shares={}", fmt::join(fault.shares, ","));
    case OrderFaultKind::kSwallow:
      return "";
  }
  BOT_CHECK(false);
}

std::string line(const OrderFault& fault) {
  const std::string symbol = fault.symbol.empty() ? "" : " symbol=" + fault.symbol;
  return fmt::format("order {}{}{}{}{}", fault_name(fault.kind, kOrderFaults), occurrences(fault.which), symbol,
                     how(fault), quoted(fault.text));
}

std::string line(const QueryFault& fault) {
  return fmt::format("query {} {}{}", fault_name(fault.query, kQueries), fault_name(fault.kind, kQueryFaults),
                     occurrences(fault.which));
}

std::string how(const TimedFault& fault) {
  switch (fault.kind) {
    case TimedFaultKind::kLinkLost:
      return fmt::format(" for={} data={}", span(fault.time), fault_name(fault.data, kLinkData));
    case TimedFaultKind::kNotice:
      return fmt::format(" code={}{}", fault.code, quoted(fault.text));
    case TimedFaultKind::kDeposit:
      return fmt::format(" amount={}", fault.amount);
    case TimedFaultKind::kPosition:
      return fmt::format(" symbol={} shares={}", fault.symbol, fault.shares);
    case TimedFaultKind::kCloseAll:
    case TimedFaultKind::kRollback:
      return "";
  }
  BOT_CHECK(false);
}

std::string line(const TimedFault& fault) {
  return fmt::format("at {} {}{}", instant(fault.at), fault_name(fault.kind, kTimedFaults), how(fault));
}

std::string line(const QuoteFault& fault) { return fmt::format("quote {} factor={}", fault.symbol, fault.factor); }

std::string line(const ValueFault& fault) {
  return fmt::format("value {} {}", fault.tag, fault.factor ? fmt::format("factor={}", *fault.factor) : "absent");
}

}  // namespace

std::string write_faults(const Faults& faults) {
  std::string script;
  const auto write = [&](const auto& list) {
    for (const auto& fault : list) script += line(fault) + "\n";
  };
  write(faults.messages);
  write(faults.connections);
  write(faults.orders);
  write(faults.queries);
  write(faults.timed);
  write(faults.quotes);
  write(faults.values);
  return script;
}

}  // namespace bot::gateway
