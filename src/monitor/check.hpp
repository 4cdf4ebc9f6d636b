// One line of a check list: what was looked at, how it stands, what to do. The preflight check and the doctor share it.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/check.hpp"
#include "base/error.hpp"

namespace bot::monitor {

enum class CheckStatus { kGood, kWarning, kBad };
[[nodiscard]] constexpr std::string_view name(CheckStatus status) {
  switch (status) {
    case CheckStatus::kGood:
      return "good";
    case CheckStatus::kWarning:
      return "warning";
    case CheckStatus::kBad:
      return "bad";
  }
  BOT_CHECK(false);
}

struct Check {
  std::string name;  // stable, for JSON: "gateway", "account", ...
  CheckStatus status = CheckStatus::kGood;
  std::string text;
  std::string fix{};                    // what to do; empty where nothing is to be done
  ErrorCode code = ErrorCode::kConfig;  // what stops a command, where the status is bad
};

[[nodiscard]] inline Check good(std::string name, std::string text) {
  return {.name = std::move(name), .status = CheckStatus::kGood, .text = std::move(text)};
}
[[nodiscard]] inline Check warning(std::string name, std::string text, std::string fix) {
  return {.name = std::move(name), .status = CheckStatus::kWarning, .text = std::move(text), .fix = std::move(fix)};
}
[[nodiscard]] inline Check bad(std::string name, std::string text, std::string fix,
                               ErrorCode code = ErrorCode::kConfig) {
  return {.name = std::move(name),
          .status = CheckStatus::kBad,
          .text = std::move(text),
          .fix = std::move(fix),
          .code = code};
}

using CheckList = std::vector<Check>;

}  // namespace bot::monitor
