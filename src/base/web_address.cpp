#include "base/web_address.hpp"

#include <algorithm>

namespace bot {
namespace {

// Empty where the text is not an address we would use: another scheme, a user name, no host.
std::string_view host_of(std::string_view url) {
  if (url.starts_with("https://")) {
    url.remove_prefix(8);
  } else if (url.starts_with("http://")) {
    url.remove_prefix(7);
  } else {
    return {};
  }
  const std::string_view authority = url.substr(0, url.find_first_of("/?#"));
  if (authority.find_first_of("@\\ \t\r\n") != std::string_view::npos) return {};
  if (authority.starts_with("[")) return authority.substr(0, authority.find(']') + 1);
  return authority.substr(0, authority.find(':'));
}

}  // namespace

bool is_loopback_address(std::string_view url) {
  const std::string_view host = host_of(url);
  const bool digits = std::ranges::all_of(host, [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
  return host == "localhost" || host == "[::1]" ||
         (digits && host.starts_with("127.") && std::ranges::count(host, '.') == 3);
}

bool is_allowed_address(std::string_view url) {
  if (std::ranges::any_of(url, [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F; })) return false;
  return url.starts_with("https://") ? !host_of(url).empty() : is_loopback_address(url);
}

}  // namespace bot
