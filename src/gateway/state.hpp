// The account on disk: <folder>/<account>.json, written whole or not at all. docs/formats/gateway-state.md says what it
// holds.
#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"
#include "gateway/account.hpp"
#include "gateway/matching_engine.hpp"
#include "ports/files.hpp"

namespace bot::gateway {

struct State {
  Account::Saved account;
  MatchingEngine::Saved engine;
};

[[nodiscard]] std::string state_path(const std::string& folder, const std::string& account);
[[nodiscard]] std::string encode_state(const State& state, const std::string& account);
// kConfig with the path: not a state, or one of a newer format.
[[nodiscard]] Result<State> decode_state(const std::string& text, const std::string& path);
// No file: nothing.
[[nodiscard]] Result<std::optional<State>> load_state(const ports::Files& files, const std::string& path);
// kConfig naming both dates when the state is of a later New York date than `now`.
[[nodiscard]] Result<void> check_not_before(const State& state, const std::string& path, UtcTime now);

}  // namespace bot::gateway
