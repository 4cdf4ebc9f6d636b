// The limits Discord documents for a webhook's body (discord.com/developers/docs, resources/webhook and
// resources/message), as a catcher enforces them.
#pragma once

#include <string>

namespace bot::fakes {

// Why Discord would refuse this webhook body, in its words; empty when it would take it.
[[nodiscard]] std::string discord_refusal(const std::string& body);

}  // namespace bot::fakes
