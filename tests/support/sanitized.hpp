// A build with sanitizers takes ten times as long or more for the same work. It looks for misuse of memory, which the
// hundredth draw of a kind shows no better than the tenth: where a release build takes all of a population, it takes
// a part.
#pragma once

namespace bot::test {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif
#else
inline constexpr bool kSanitized = false;
#endif

// How many to take, or every how many-th.
[[nodiscard]] constexpr int by_build(int release, int sanitized) { return kSanitized ? sanitized : release; }

}  // namespace bot::test
