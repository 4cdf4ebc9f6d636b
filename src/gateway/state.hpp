// The account on disk: <folder>/<account>.json, written whole or not at all, and beside it <account>.json.journal with
// what happened since. docs/formats/gateway-state.md says what they hold.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "gateway/account.hpp"
#include "gateway/matching_engine.hpp"
#include "ports/files.hpp"

namespace bot::gateway {

struct State {
  Account::Saved account{};
  MatchingEngine::Saved engine{};
  std::optional<std::string> note{};  // of load_state(), for the log
};

// Orders and fills as JSON texts.
struct DayTexts {
  std::vector<std::string> orders, fills;
};

[[nodiscard]] std::string state_path(const std::string& folder, const std::string& account);
// For the state at `path`.
[[nodiscard]] std::string journal_path(const std::string& path);
// `state` without orders and fills, which stand in `day`.
[[nodiscard]] std::string encode_state(const State& state, const std::string& account, const DayTexts& day);
// By which a journal names the state that it was begun upon.
[[nodiscard]] std::string state_fingerprint(const std::string& text);
// As it was when the gateway last reported anything of it; neither state nor journal: nothing. kData with the path: not
// a state, one of a newer format, or one of the two is damaged or gone.
[[nodiscard]] Result<std::optional<State>> load_state(const ports::Files& files, const std::string& path);
// The state and its journal under another name.
[[nodiscard]] Result<void> rename_state(ports::Files& files, const std::string& from, const std::string& to);
// kConfig naming both dates when the state is of a later New York date than `now`.
[[nodiscard]] Result<void> check_not_before(const State& state, const std::string& path, UtcTime now);

}  // namespace bot::gateway
