// Orders, fills and the account as JSON: in the state, and in the lines of the journal.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "gateway/state.hpp"

namespace bot::gateway {

using Json = nlohmann::ordered_json;

// Thrown by all that decodes here, as nlohmann::json::exception is; caught where a file is read.
struct BadState {
  std::string what;
};

[[nodiscard]] Json encode_order(const Order& order);
[[nodiscard]] Order decode_order(const Json& json, const std::string& account);
[[nodiscard]] Json encode_fill(const Fill& fill);
[[nodiscard]] Fill decode_fill(const Json& json);
[[nodiscard]] Holding decode_holding(const Json& json);
// The account and the ids, without orders and fills.
[[nodiscard]] Json encode_account(const State& state);
// With its orders and fills.
[[nodiscard]] State decode_state(const Json& json, const std::string& account);
// Texts come from clients, byte by byte: what is not UTF-8 must not make the state unwritable.
[[nodiscard]] std::string to_text(const Json& json);

}  // namespace bot::gateway
