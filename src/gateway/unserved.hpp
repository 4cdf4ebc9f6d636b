// What TWS serves and this gateway does not: every such request gets its error at once, by the request where it has an
// id, so that a client waits for nothing. Ids, names and layouts: docs/protocol.md 11.
#pragma once

#include <optional>

#include "wire/requests.hpp"
#include "wire/responses.hpp"

namespace bot::gateway {

// The answer to a message that no service takes; none to what TWS takes without a word.
[[nodiscard]] std::optional<wire::ErrorMessage> refuse(const wire::UnknownMessage& message);

}  // namespace bot::gateway
