// Our values as JSON text and back, without a tree in between: a type names its fields once, beside itself, and one
// codec walks them in both directions.
//
//   struct Halted {
//     std::string id;
//     HaltReason reason;
//     static void fields(auto& each) {
//       each("id", &Halted::id);
//       each("code", &Halted::reason);
//     }
//   };
//
// What walks them is a parameter, so that only the codec pays for compiling the walk.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace bot::json {

// A text that is JSON already.
struct Raw {
  std::string text = "null";
  bool operator==(const Raw&) const = default;
};

// A name that older texts do not have: where it is missing, the member keeps its default.
struct Added {
  std::string_view name;
};

// In place of a member: an inner object of the same value, by the fields that `Fields` names.
template <class Fields>
struct Inner {};

// The access to a member of a member.
template <class Outer, class Member>
[[nodiscard]] constexpr auto through(Outer outer, Member member) {
  return [ outer, member ](auto& value) -> auto& { return std::invoke(member, std::invoke(outer, value)); };
}

// Specialised for a type of a room that does not know of JSON: static void fields(auto& each).
template <class T>
struct FieldsOf;

namespace detail {
struct AnyWalk {};
}  // namespace detail

template <class T>
concept NamesItsFields = requires(detail::AnyWalk walk) {
  T::fields(walk);
};
template <class T>
concept HasFields = NamesItsFields<T> || requires(detail::AnyWalk walk) {
  FieldsOf<T>::fields(walk);
};

// Calls `each(name, access)` for every field; a name is a std::string_view or Added, an access a pointer to a member, a
// function from the object to a reference, or Inner.
template <HasFields T, class Walk>
void walk_fields(Walk& each) {
  if constexpr (NamesItsFields<T>)
    T::fields(each);
  else
    FieldsOf<T>::fields(each);
}

}  // namespace bot::json
