// What validation says of one symbol.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/time.hpp"
#include "model/bar_rule.hpp"
#include "model/symbol.hpp"

namespace bot::data {

enum class Severity { kError, kWarning };
[[nodiscard]] constexpr std::string_view name(Severity severity) {
  return severity == Severity::kError ? "error" : "warning";
}

using FindingValue = std::variant<double, std::string>;  // a double may be NaN or infinite: a bar's own broken value

struct Finding {
  BarRule rule = BarRule::kReadable;
  Severity severity = Severity::kError;
  std::optional<Date> date;
  std::string message;  // of the date, without naming it
  std::map<std::string, FindingValue> values;
  bool operator==(const Finding&) const = default;
  // "2020-06-08: the date is there twice".
  [[nodiscard]] std::string text() const;
};

struct SymbolReport {
  Symbol symbol;
  bool passed = false;            // no error; warnings do not matter
  int bars = 0;                   // final bars <= asof
  std::vector<Finding> findings;  // by rule, then date
  bool operator==(const SymbolReport&) const = default;
};

// The errors in one line, for an alert or a decision's invalid_reason; empty where there is none.
[[nodiscard]] std::string error_text(const SymbolReport& report);

}  // namespace bot::data
