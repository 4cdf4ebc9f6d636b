#include "model/symbol.hpp"

#include <fmt/format.h>

namespace bot {

Result<Symbol> parse_symbol(std::string_view text) {
  constexpr std::size_t kMaxSymbolLength = 12;
  const auto allowed = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' ' || c == '.' || c == '-';
  };
  bool ok = !text.empty() && text.size() <= kMaxSymbolLength && text.front() != ' ' && text.back() != ' ' &&
            text.front() != '.' && text.front() != '-';
  for (const char c : text) ok = ok && allowed(c);
  if (!ok)
    return fail(ErrorCode::kConfig, fmt::format("'{}' is not a symbol", text), "",
                "Use IBKR's spelling in capitals, for example SPY or 'BRK B'.");
  return Symbol{std::string(text)};
}

}  // namespace bot
