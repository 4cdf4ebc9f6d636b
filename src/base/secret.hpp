// A text that nothing prints: webhook, dead-man URL, token. fmt and streams see ***; only reveal() gives it out.
#pragma once

#include <fmt/format.h>

#include <string>
#include <utility>

namespace bot {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}
  [[nodiscard]] bool empty() const { return text_.empty(); }
  [[nodiscard]] const std::string& reveal() const { return text_; }

 private:
  std::string text_;
};

}  // namespace bot

template <>
struct fmt::formatter<bot::Secret> : fmt::formatter<std::string_view> {
  template <class Context>
  auto format(const bot::Secret&, Context& context) const {
    return fmt::formatter<std::string_view>::format("***", context);
  }
};
