// SHA-256 (FIPS 180-4), for the hash chains, plan names and the check characters of order keys.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace bot {

[[nodiscard]] std::array<std::uint8_t, 32> sha256(std::string_view bytes);
[[nodiscard]] std::string sha256_hex(std::string_view bytes);  // 64 lower-case hex digits

}  // namespace bot
