#include "fakes/memory_ports.hpp"

#include <algorithm>
#include <iterator>

namespace bot::fakes {

const ledger::LedgerState& EventDisk::state() {
  if (folded_events_ > events.size()) {  // another disk's events were put in its place
    folded_ = {};
    folded_events_ = 0;
  }
  for (; folded_events_ < events.size(); ++folded_events_) ledger::apply(folded_, events[folded_events_]);
  return folded_;
}

// Its clock only goes forward.
Result<std::vector<ledger::LedgerEvent>> MemoryLedger::read_since(UtcTime from) const {
  std::vector<ledger::LedgerEvent> events;
  const auto first = std::ranges::lower_bound(disk_.events, from, {}, &ledger::LedgerEvent::at);
  std::ranges::copy_if(first, disk_.events.end(), std::back_inserter(events), [](const ledger::LedgerEvent& event) {
    return !std::holds_alternative<ledger::Checkpoint>(event.body);
  });
  return events;
}

Result<void> MemoryLedger::store(const std::vector<ledger::EncodedEvent>& events) {
  if (disk_.on_step) disk_.on_step("append");
  if (disk_.full) return fail(ErrorCode::kIo, "no space left on the disk");
  for (const ledger::EncodedEvent& event : events) disk_.events.push_back(event.event);
  if (disk_.fails_afterwards) return fail(ErrorCode::kIo, "the disk failed");
  if (disk_.on_step) disk_.on_step("appended");
  return {};
}

Result<std::optional<BarSeries>> MemoryStore::load(const Symbol& symbol) const {
  const auto found = files.find(symbol);
  return found == files.end() ? std::optional<BarSeries>{} : std::optional(found->second);
}

Result<void> MemoryStore::save(const BarSeries& series) {
  files[series.symbol] = series;
  return {};
}

}  // namespace bot::fakes
