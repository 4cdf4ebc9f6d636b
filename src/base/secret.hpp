// A text that nothing prints: webhook, dead-man URL, token, key. fmt and streams see ***; only reveal() gives it out.
// Its bytes are overwritten when it goes.
#pragma once

#include <fmt/format.h>

#include <cstring>
#include <string>
#include <utility>

namespace bot {

// Overwrites the text, also what its buffer held beyond its length, in a way no optimiser removes.
inline void wipe(std::string& text) {
  text.resize(text.capacity());
  ::explicit_bzero(text.data(), text.size());
  text.clear();
}

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(text) { wipe(text); }
  Secret(const Secret& other) = default;
  Secret(Secret&& other) noexcept { text_.swap(other.text_); }
  Secret& operator=(const Secret& other) {
    Secret copy(other);
    text_.swap(copy.text_);
    return *this;
  }
  Secret& operator=(Secret&& other) noexcept {
    text_.swap(other.text_);
    return *this;
  }
  ~Secret() { wipe(text_); }

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
