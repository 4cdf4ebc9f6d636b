// SHA-256 (FIPS 180-4), for the hash chains, plan names and the check characters of order keys; HMAC for seals.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct evp_md_ctx_st;  // OpenSSL's EVP_MD_CTX

namespace bot {

[[nodiscard]] std::array<std::uint8_t, 32> sha256(std::string_view bytes);
// Bytes as they come; asked in between, it says the hash of those so far.
class Sha256 {
 public:
  Sha256();
  void add(std::string_view bytes);
  [[nodiscard]] std::string hex() const;

 private:
  struct Free {
    void operator()(evp_md_ctx_st* context) const;
  };
  std::unique_ptr<evp_md_ctx_st, Free> context_;
};
[[nodiscard]] std::string sha256_hex(std::string_view bytes);  // 64 lower-case hex digits
// HMAC (RFC 2104) with SHA-256, in hex.
[[nodiscard]] std::string hmac_sha256_hex(std::string_view key, std::string_view bytes);
// Takes as long for a text that differs in the first byte as for one that differs in the last.
[[nodiscard]] bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace bot
