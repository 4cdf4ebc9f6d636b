// One alert as the body of a Discord webhook post. Pure. Whatever the alert holds, the body is one Discord takes: texts
// are valid UTF-8 without control characters, markdown in them is harmless, nobody is pinged, and every limit holds
// (discord.com/developers/docs/resources/message, embed limits; lengths counted in UTF-16 units, the stricter reading).
#pragma once

#include <optional>
#include <string>

#include "ports/notifier.hpp"

namespace bot::notify {

struct MessageContext {
  std::optional<Duration> late_by{};  // marked late when present
};

[[nodiscard]] std::string discord_body(const ports::Alert& alert, const MessageContext& context = {});

}  // namespace bot::notify
