// When the timer starts the next run. The ledger writes it as people read it: "2020-03-17 15:55:00 ET", "beyond the
// calendar", or nothing where nobody asked.
#pragma once

#include <optional>
#include <string>

#include "base/time.hpp"
#include "json/codec.hpp"

namespace bot::ledger {

struct NextRun {
  bool is_asked = false;
  std::optional<UtcTime> at = std::nullopt;  // none, where somebody asked: beyond the calendar

  bool operator==(const NextRun&) const = default;
};
// For the next slot, as schedule::next_slot() gives it.
[[nodiscard]] NextRun next_run_at(std::optional<UtcTime> slot);
// As above; empty where nobody asked.
[[nodiscard]] std::string to_text(const NextRun& next);

}  // namespace bot::ledger

template <>
struct bot::json::Custom<bot::ledger::NextRun> {
  static void write(Writer& out, const ledger::NextRun& next);
  [[nodiscard]] static ledger::NextRun read(Reader& in);
};
