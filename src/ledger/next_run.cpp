#include "ledger/next_run.hpp"

#include "calendar/calendar.hpp"
#include "calendar/new_york.hpp"

namespace bot::ledger {

NextRun next_run_at(std::optional<UtcTime> slot) { return {.is_asked = true, .at = slot}; }

std::string to_text(const NextRun& next) {
  if (!next.is_asked) return {};
  return next.at ? calendar::new_york_text(*next.at) : std::string(calendar::kBeyondCalendar);
}

}  // namespace bot::ledger

namespace bot::json {

void Custom<ledger::NextRun>::write(Writer& out, const ledger::NextRun& next) { out.string(to_text(next)); }

ledger::NextRun Custom<ledger::NextRun>::read(Reader& in) {
  constexpr std::string_view kZone = " ET";
  const std::string text = in.string();
  if (text.empty()) return {};
  if (text == calendar::kBeyondCalendar) return ledger::next_run_at(std::nullopt);
  const auto at = calendar::parse_new_york(std::string_view(text).substr(0, text.rfind(kZone)));
  if (!at || !text.ends_with(kZone)) throw Malformed{"no time of a next run: " + text};
  return ledger::next_run_at(*at);
}

}  // namespace bot::json
