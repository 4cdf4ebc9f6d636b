// Ledger, cache, notifier and log without a disk.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ledger/ledger.hpp"
#include "ports/bar_store.hpp"
#include "ports/log.hpp"
#include "ports/notifier.hpp"

namespace bot::fakes {

// What survives the program: the ledger's events. Whoever counts its durable records hooks in before and after each.
struct EventDisk {
  std::vector<ledger::LedgerEvent> events;  // only ever grows
  bool full = false;
  bool fails_afterwards = false;  // what was stored is on the disk, and is said not to be
  std::function<void(const std::string& what)> on_step;

  // Their fold, gone on with from where it was asked for last: a year opens its ledger a thousand times.
  [[nodiscard]] const ledger::LedgerState& state();

 private:
  ledger::LedgerState folded_;
  std::size_t folded_events_ = 0;
};

class MemoryLedger final : public ledger::Ledger {
 public:
  explicit MemoryLedger(EventDisk& disk) : disk_(disk) { begin_with(disk.state()); }
  [[nodiscard]] Result<std::vector<ledger::LedgerEvent>> read_since(UtcTime from) const override;

 protected:
  Result<void> store(const std::vector<ledger::EncodedEvent>& events) override;

 private:
  EventDisk& disk_;
};

class MemoryStore final : public ports::BarStore {
 public:
  [[nodiscard]] Result<std::optional<BarSeries>> load(const Symbol& symbol) const override;
  Result<void> save(const BarSeries& series) override;
  std::map<Symbol, BarSeries> files;
};

class MemoryNotifier final : public ports::Notifier {
 public:
  Result<void> put(const ports::Alert& alert) override {
    alerts.push_back(alert);
    return {};
  }
  std::vector<ports::Alert> alerts;
};

class MemoryLog final : public ports::Log {
 public:
  void write(ports::LogLevel, std::string_view line) override { lines.emplace_back(line); }
  std::vector<std::string> lines;
};

}  // namespace bot::fakes
