#include "fakes/memory_ports.hpp"

namespace bot::fakes {

const ledger::LedgerState& EventDisk::state() {
  if (folded_events_ > events.size()) {  // another disk's events were put in its place
    folded_ = {};
    folded_events_ = 0;
  }
  for (; folded_events_ < events.size(); ++folded_events_) ledger::apply(folded_, events[folded_events_]);
  return folded_;
}

Result<void> MemoryLedger::store(const std::vector<ledger::LedgerEvent>& events) {
  if (disk_.on_step) disk_.on_step("append");
  if (disk_.full) return fail(ErrorCode::kIo, "no space left on the disk");
  disk_.events.insert(disk_.events.end(), events.begin(), events.end());
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
