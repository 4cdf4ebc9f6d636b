// What every JSON document of ours obeys: `schema` first, doubles as the shortest text that reads back equal, no NaN or
// infinity (null), dates YYYY-MM-DD, instants YYYY-MM-DDThh:mm:ssZ.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/fixed.hpp"
#include "base/time.hpp"

namespace bot::report {

using Json = nlohmann::ordered_json;

[[nodiscard]] Json number(double value);  // null when it is not finite
[[nodiscard]] Json number(const std::optional<double>& value);
[[nodiscard]] Json number(const std::optional<Price>& value);
[[nodiscard]] Json number(const std::optional<Money>& value);
[[nodiscard]] Json document(std::string_view command);  // {"schema": "bot.<command>/1"}
[[nodiscard]] Json error_object(const Error& error);    // {code, message, where, fix}
[[nodiscard]] Json instant_or_null(const std::optional<UtcTime>& instant);
// The error's own fix, or what helps against every error of its kind: no error leaves the person without a next step.
[[nodiscard]] std::string suggest_fix(const Error& error);
// {"schema": ..., "error": {...}}
[[nodiscard]] Json error_document(std::string_view command, const Error& error);
// One line and \n; invalid UTF-8 in texts becomes the replacement character.
[[nodiscard]] std::string to_text(const Json& document);

}  // namespace bot::report
