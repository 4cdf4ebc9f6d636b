// One fuzzer: libFuzzer's entry for the target named at compile time.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "base/check.hpp"
#include "fuzz/targets.hpp"

// In place of base's, which ends the process quietly: libFuzzer keeps the input of what aborts.
void bot::detail::check_failed(const char* condition, const char* file, int line, const std::string& values) {
  std::fprintf(stderr, "a defect in bot: check failed: %s\n  at %s:%d\n  with %s\n", condition, file, line,
               values.c_str());
  std::abort();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  bot::fuzz::BOT_FUZZ_TARGET({reinterpret_cast<const char*>(data), size});
  return 0;
}
