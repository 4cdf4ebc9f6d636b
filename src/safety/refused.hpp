// A "no" of a safety rule: which rule, and a sentence with the numbers.
#pragma once

#include <optional>
#include <string>

#include "model/safety_rule.hpp"
#include "model/symbol.hpp"

namespace bot::safety {

struct Refused {
  SafetyRule rule = SafetyRule::kKillSwitch;
  std::string sentence{};          // of the symbol, without naming it; no full stop
  std::optional<Symbol> symbol{};  // set: it concerns one symbol; the others may go on without it
  // "R08: SPY: no bid and ask above zero".
  [[nodiscard]] std::string text() const {
    return std::string(name(rule)) + ": " + (symbol ? symbol->value() + ": " : "") + sentence;
  }
  bool operator==(const Refused&) const = default;
};

}  // namespace bot::safety
