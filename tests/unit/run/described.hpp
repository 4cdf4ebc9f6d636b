// What a run says of itself: beside an expectation that failed, and looked up in its message.
#pragma once

#include <fmt/format.h>

#include <string>

#include "ledger/run_result.hpp"

namespace bot::test {

inline std::string described(const ledger::RunResult& result) {
  std::string text = fmt::format("{} {}: {}", name(result.outcome), result.exit_code, result.message);
  for (const ledger::FindingLine& line : result.findings)
    text += fmt::format("\n  [{}] {}", name(line.code), line.message);
  for (const ledger::OrderLine& line : result.orders)
    text += fmt::format("\n  {} {} {} {} {} {}", name(line.side), line.shares, line.symbol, name(line.state),
                        line.filled, line.reason);
  return text;
}

inline bool says(const ledger::RunResult& result, const std::string& words) {
  return result.message.find(words) != std::string::npos;
}

}  // namespace bot::test
