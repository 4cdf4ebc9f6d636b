// A "no" of a safety rule: a stable code and a sentence with the numbers.
#pragma once

#include <optional>
#include <string>

#include "model/symbol.hpp"

namespace bot::safety {

struct Refused {
  std::string code{};              // "R08"
  std::string sentence{};          // with the numbers, no full stop
  std::optional<Symbol> symbol{};  // set: it concerns one symbol; the others may go on without it
  bool operator==(const Refused&) const = default;
};

}  // namespace bot::safety
