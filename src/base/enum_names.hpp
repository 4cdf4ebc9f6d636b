// An enumeration read back by the names its name() gives: name() is a total switch, so the compiler asks for a name of
// every new enumerator; this file asks for the rest.
#pragma once

#include <optional>
#include <string_view>
#include <type_traits>

namespace bot {

// Specialised with the last enumerator, beside the enumeration or beside who reads it.
template <class E>
inline constexpr E kLastOf = E{};

// Past the last enumerator name() ends the process, so it is no constant there.
template <class E, int kValue>
concept HasName = requires {
  typename std::integral_constant<bool, name(static_cast<E>(kValue)).empty()>;
};

template <class E>
[[nodiscard]] constexpr bool names_are_distinct_up_to(int last) {
  for (int value = 0; value <= last; ++value) {
    if (name(static_cast<E>(value)).empty()) return false;
    for (int other = 0; other < value; ++other)
      if (name(static_cast<E>(other)) == name(static_cast<E>(value))) return false;
  }
  return true;
}

// None for a text that is no enumerator's name.
template <class E>
[[nodiscard]] constexpr std::optional<E> parse_name(std::string_view text) {
  constexpr int kLast = static_cast<int>(kLastOf<E>);
  static_assert(kLast > 0 && names_are_distinct_up_to<E>(kLast), "two enumerators of one name, or none");
  static_assert(!HasName<E, kLast + 1>, "kLastOf is not the last enumerator");
  for (int value = 0; value <= kLast; ++value)
    if (name(static_cast<E>(value)) == text) return static_cast<E>(value);
  return std::nullopt;
}

}  // namespace bot
