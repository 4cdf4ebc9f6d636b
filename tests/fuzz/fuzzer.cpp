// One fuzzer: libFuzzer's entry for the target named at compile time.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "base/check.hpp"
#include "fuzz/targets.hpp"

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  // A failed check ends the process quietly; libFuzzer keeps the input of what aborts.
  bot::detail::on_check_failed([](const char*) { std::abort(); });
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  bot::fuzz::BOT_FUZZ_TARGET({reinterpret_cast<const char*>(data), size});
  return 0;
}
