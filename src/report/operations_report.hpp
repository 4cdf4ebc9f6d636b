// `bot accept-positions`, `bot release`, `bot pin`.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>

#include "ledger/explained.hpp"
#include "model/instrument.hpp"
#include "report/table.hpp"

namespace bot::report {

enum class Taken { kNotYet, kManaged, kKept };
[[nodiscard]] nlohmann::ordered_json unexplained_json(const ledger::PositionDifferences& differences, Taken taken);
[[nodiscard]] std::string unexplained_text(const ledger::PositionDifferences& differences, Taken taken,
                                           const TextStyle& style);

[[nodiscard]] nlohmann::ordered_json release_json(const Symbol& symbol);
// `bought_again`: a sentence, after a blank, where the symbol has a target still; else empty.
[[nodiscard]] std::string release_text(const Symbol& symbol, const std::string& bought_again);

// What a symbol means at the broker, beside what the ledger has pinned.
struct PinReport {
  Instrument now;
  std::optional<ledger::InstrumentPinned> pinned;  // none: never
  bool is_changed = false;                         // there is something to renew
  bool is_renewed = false;
};
[[nodiscard]] nlohmann::ordered_json pin_json(const PinReport& report);
[[nodiscard]] std::string pin_text(const PinReport& report);

}  // namespace bot::report
