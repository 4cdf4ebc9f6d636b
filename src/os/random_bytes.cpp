#include "os/random_bytes.hpp"

#include <fmt/format.h>
#include <sys/random.h>

#include <array>

#include "base/check.hpp"

namespace bot::os {

Result<std::string> random_hex(std::size_t count) {
  std::array<unsigned char, 256> random{};
  BOT_CHECK(count <= random.size(), "{}", count);
  if (::getrandom(random.data(), count, 0) != static_cast<ssize_t>(count))
    return fail(ErrorCode::kIo, "the system gave no random numbers", "getrandom", "Try again.");
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += fmt::format("{:02x}", random[i]);
  return text;
}

}  // namespace bot::os
