#include "ledger/halt_text.hpp"

#include <fmt/format.h>

namespace bot::ledger {

std::string describe(const HaltLatch& halt) {
  return fmt::format("halted since {} ({}): {}", to_iso(halt.at), name(halt.reason), halt.why);
}

std::string resume_command(std::string_view id) { return fmt::format("bot resume --halt {} --by NAME", id); }

}  // namespace bot::ledger
