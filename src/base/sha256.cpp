#include "base/sha256.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include "base/check.hpp"

namespace bot {

std::array<std::uint8_t, 32> sha256(std::string_view bytes) {
  std::array<std::uint8_t, 32> digest{};
  unsigned length = 0;
  const int ok = EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr);
  BOT_CHECK(ok == 1 && length == digest.size());
  return digest;
}

std::string sha256_hex(std::string_view bytes) {
  std::string hex;
  for (const std::uint8_t byte : sha256(bytes)) hex += fmt::format("{:02x}", byte);
  return hex;
}

}  // namespace bot
