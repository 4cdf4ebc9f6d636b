#include "base/redact.hpp"

#include <cctype>

namespace bot {
namespace {

bool is_token_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.' || c == '~' || c == '+' ||
         c == '/';
}

// Blacks out what follows each `mark` up to the end of the token.
void redact_after(std::string& line, std::string_view mark) {
  for (std::size_t at = line.find(mark); at != std::string::npos; at = line.find(mark, at)) {
    at += mark.size();
    std::size_t end = at;
    while (end < line.size() && is_token_character(line[end])) ++end;
    if (end > at) line.replace(at, end - at, "***");
  }
}

// DU1234567 and U1234567 keep their first letters and last three digits. Accounts of the embedded gateway, all zeros
// but the end, stand for nobody and stay readable.
void redact_accounts(std::string& line) {
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (at > 0 && std::isalnum(static_cast<unsigned char>(line[at - 1])) != 0) continue;
    std::size_t letters = at;
    if (letters < line.size() && line[letters] == 'D') ++letters;
    if (letters >= line.size() || (line[letters] != 'U' && line[letters] != 'F')) continue;
    const std::size_t first = letters + 1;
    std::size_t end = first;
    while (end < line.size() && std::isdigit(static_cast<unsigned char>(line[end])) != 0) ++end;
    if (end - first < 6 || end - first > 9) continue;
    if (end < line.size() && std::isalpha(static_cast<unsigned char>(line[end])) != 0) continue;
    if (line.compare(first, 4, "0000") == 0) continue;
    line.replace(first, end - first - 3, "***");
  }
}

}  // namespace

std::string redact(std::string_view text, const std::vector<Secret>& secrets) {
  std::string out(text);
  for (const Secret& known : secrets) {
    const std::string& secret = known.reveal();
    if (secret.size() < 4) continue;  // would stand in half of all words
    for (std::size_t at = out.find(secret); at != std::string::npos; at = out.find(secret, at + 3))
      out.replace(at, secret.size(), "***");
  }
  redact_after(out, "/webhooks/");  // then <id>/<token>
  redact_after(out, "Bearer ");
  redact_accounts(out);
  return out;
}

}  // namespace bot
