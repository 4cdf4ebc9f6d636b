#include "notify/redact.hpp"

#include <algorithm>

namespace bot::notify {
namespace {

constexpr std::string_view kStars = "***";

bool is_token_character(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

}  // namespace

std::string redact(std::string_view text, const std::vector<Secret>& secrets) {
  std::string out(text);
  for (const Secret& secret : secrets) {
    if (secret.reveal().size() < 4) continue;  // would stand in half of all words
    for (auto at = out.find(secret.reveal()); at != std::string::npos;
         at = out.find(secret.reveal(), at + kStars.size()))
      out.replace(at, secret.reveal().size(), kStars);
  }
  constexpr std::string_view kPath = "/webhooks/";  // then <id>/<token>
  for (auto at = out.find(kPath); at != std::string::npos; at = out.find(kPath, at)) {
    at += kPath.size();
    const auto stop = std::find_if_not(out.begin() + static_cast<std::ptrdiff_t>(at), out.end(),
                                       [](char c) { return is_token_character(c) || c == '/'; });
    const auto length = static_cast<std::size_t>(stop - out.begin()) - at;
    if (length > 0) out.replace(at, length, kStars);
  }
  return out;
}

}  // namespace bot::notify
