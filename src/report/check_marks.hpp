// How a check's status is shown on a terminal and in a message.
#pragma once

#include "base/check.hpp"
#include "monitor/check.hpp"
#include "report/table.hpp"

namespace bot::report {

[[nodiscard]] constexpr const char* status_mark(monitor::CheckStatus status) {
  switch (status) {
    case monitor::CheckStatus::kGood:
      return "\xE2\x9C\x94";
    case monitor::CheckStatus::kWarning:
      return "\xE2\x96\xB2";
    case monitor::CheckStatus::kBad:
      return "\xE2\x9C\x96";
  }
  BOT_CHECK(false);
}
[[nodiscard]] constexpr Tone status_tone(monitor::CheckStatus status) {
  switch (status) {
    case monitor::CheckStatus::kGood:
      return Tone::kGood;
    case monitor::CheckStatus::kWarning:
      return Tone::kWarning;
    case monitor::CheckStatus::kBad:
      return Tone::kBad;
  }
  BOT_CHECK(false);
}

}  // namespace bot::report
