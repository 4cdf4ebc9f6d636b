#include "base/sha256.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/check.hpp"

namespace bot {

namespace {

constexpr std::size_t kDigestBytes = 32;

std::string digest_hex(const std::array<std::uint8_t, kDigestBytes>& digest) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  hex.reserve(2 * digest.size());
  for (const std::uint8_t byte : digest) {
    hex += kDigits[byte >> 4];
    hex += kDigits[byte & 15];
  }
  return hex;
}

using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

}  // namespace

std::array<std::uint8_t, 32> sha256(std::string_view bytes) {
  std::array<std::uint8_t, 32> digest{};
  unsigned length = 0;
  const int ok = EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr);
  BOT_CHECK(ok == 1 && length == digest.size());
  return digest;
}

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
  BOT_CHECK(context_ && EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1);
}

void Sha256::Free::operator()(evp_md_ctx_st* context) const { EVP_MD_CTX_free(context); }

void Sha256::add(std::string_view bytes) {
  BOT_CHECK(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1);
}

std::string Sha256::hex() const {
  const Context copy(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  std::array<std::uint8_t, kDigestBytes> digest{};
  BOT_CHECK(copy && EVP_MD_CTX_copy_ex(copy.get(), context_.get()) == 1 &&
            EVP_DigestFinal_ex(copy.get(), digest.data(), nullptr) == 1);
  return digest_hex(digest);
}

std::string sha256_hex(std::string_view bytes) { return digest_hex(sha256(bytes)); }

std::string hmac_sha256_hex(std::string_view key, std::string_view bytes) {
  std::array<std::uint8_t, 32> digest{};
  unsigned length = 0;
  const unsigned char* done =
      HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(bytes.data()),
           bytes.size(), digest.data(), &length);
  BOT_CHECK(done != nullptr && length == digest.size());
  return digest_hex(digest);
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace bot
