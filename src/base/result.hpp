// Result<T>: a value, or why the world did not give one. The only header that names the library behind it.
#pragma once

#include <tl/expected.hpp>
#include <utility>

#include "base/error.hpp"

namespace bot {

template <class T, class E>
using Expected = tl::expected<T, E>;
template <class E>
using Unexpected = tl::unexpected<E>;

template <class T>
using Result = Expected<T, Error>;

inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }
inline tl::unexpected<Error> fail(ErrorCode code, std::string what, std::string where = {}, std::string fix = {}) {
  return tl::unexpected<Error>(Error{code, std::move(what), std::move(where), std::move(fix)});
}

}  // namespace bot

// Returns early with the error of a Result<...> expression; else binds its value.
#define BOT_CONCAT_(a, b) a##b
#define BOT_CONCAT(a, b) BOT_CONCAT_(a, b)
#define BOT_TRY(declaration, expression) BOT_TRY_(BOT_CONCAT(bot_try_, __LINE__), declaration, expression)
#define BOT_TRY_(temporary, declaration, expression)                            \
  auto temporary = (expression);                                                \
  if (!temporary.has_value()) return ::bot::fail(std::move(temporary).error()); \
  declaration = std::move(temporary).value()
// The same for Result<void>.
#define BOT_TRY_VOID(expression)                                                        \
  do {                                                                                  \
    auto bot_try_void = (expression);                                                   \
    if (!bot_try_void.has_value()) return ::bot::fail(std::move(bot_try_void).error()); \
  } while (false)
