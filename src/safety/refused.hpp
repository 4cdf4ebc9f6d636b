// A "no" of a safety rule: which rule, and a sentence with the numbers.
#pragma once

#include <optional>
#include <string>

#include "model/safety_rule.hpp"
#include "model/symbol.hpp"

namespace bot::safety {

struct Refused {
  SafetyRule rule = SafetyRule::kKillSwitch;
  std::string sentence{};          // no full stop
  std::optional<Symbol> symbol{};  // set: it concerns one symbol; the others may go on without it
  [[nodiscard]] std::string text() const { return std::string(name(rule)) + ": " + sentence; }
  bool operator==(const Refused&) const = default;
};

}  // namespace bot::safety
