#include "ports/network.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace bot::ports {

std::optional<Endpoint> parse_endpoint(std::string_view text) {
  constexpr std::int64_t kMaxPort = 65535;
  const auto colon = text.rfind(':');
  if (colon == 0 || colon == std::string_view::npos) return std::nullopt;
  const auto port = parse_int(text.substr(colon + 1));
  if (!port || *port < 0 || *port > kMaxPort) return std::nullopt;
  return Endpoint{.host = std::string(text.substr(0, colon)), .port = static_cast<int>(*port)};
}

bool is_host(std::string_view text) {
  const bool is_one_word = std::ranges::none_of(text, [](unsigned char c) { return c <= ' ' || c == '/'; });
  return !text.empty() && is_one_word && std::ranges::count(text, ':') != 1;
}

}  // namespace bot::ports
