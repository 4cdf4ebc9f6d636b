// The record of a run that keeps none: the fold in memory, nothing on the disk.
#pragma once

#include <vector>

#include "ledger/ledger.hpp"

namespace bot::run {

class ScratchLedger final : public ledger::Ledger {
 public:
  explicit ScratchLedger(const ledger::LedgerState& state) { begin_with(state); }
  [[nodiscard]] Result<std::vector<ledger::LedgerEvent>> read_since(UtcTime) const override {
    return std::vector<ledger::LedgerEvent>{};
  }

 protected:
  Result<void> store(const std::vector<ledger::EncodedEvent>&) override { return {}; }
};

}  // namespace bot::run
