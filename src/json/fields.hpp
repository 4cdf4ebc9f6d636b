// Our values as JSON text and back, without a tree in between: a type names its fields once, beside itself, and one
// codec walks them in both directions.
//
//   struct Halted {
//     std::string id;
//     HaltReason reason;
//     static constexpr auto fields() { return json::fields("id", &Halted::id, "code", &Halted::reason); }
//   };
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace bot::json {

// `access` is a pointer to a member, a function from the object to a reference, or the fields of an inner object that
// tells of the same value.
template <class Access>
struct Field {
  std::string_view name;
  Access access;
  bool may_be_missing = false;
};
template <class Access>
Field(std::string_view, Access) -> Field<Access>;

// A name that older texts do not have: where it is missing, the member keeps its default.
struct Added {
  std::string_view name;
};
template <class Access>
[[nodiscard]] constexpr Field<Access> field(std::string_view name, Access access) {
  return {.name = name, .access = access};
}
template <class Access>
[[nodiscard]] constexpr Field<Access> field(Added added, Access access) {
  return {.name = added.name, .access = access, .may_be_missing = true};
}

namespace detail {
template <class Arguments, std::size_t... Index>
constexpr auto fields_from(const Arguments& arguments, std::index_sequence<Index...>) {
  return std::tuple{field(std::get<2 * Index>(arguments), std::get<2 * Index + 1>(arguments))...};
}
}  // namespace detail

// name, access, name, access, ...
template <class... Arguments>
[[nodiscard]] constexpr auto fields(Arguments... arguments) {
  static_assert(sizeof...(Arguments) % 2 == 0, "a name and an access each");
  return detail::fields_from(std::tuple{arguments...}, std::make_index_sequence<sizeof...(Arguments) / 2>{});
}

// The access to a member of a member.
template <class Outer, class Inner>
[[nodiscard]] constexpr auto through(Outer outer, Inner inner) {
  return [ outer, inner ](auto& value) -> auto& { return std::invoke(inner, std::invoke(outer, value)); };
}

// Specialised for a type of a room that does not know of JSON: static constexpr auto fields().
template <class T>
struct FieldsOf;

template <class T>
concept NamesItsFields = requires {
  T::fields();
};
template <class T>
concept HasFields = NamesItsFields<T> || requires {
  FieldsOf<T>::fields();
};

template <HasFields T>
[[nodiscard]] constexpr auto fields_of() {
  if constexpr (NamesItsFields<T>)
    return T::fields();
  else
    return FieldsOf<T>::fields();
}

}  // namespace bot::json
