// Work in independent pieces. Who runs them, on how many threads and in which order is the caller's business; a result
// depends on the piece's index alone, so it is the same for any number of threads (docs/adr/0011-research.md).
#pragma once

#include <cstddef>
#include <functional>

namespace bot::research {

// Runs work(0) to work(count - 1), each once, perhaps several at the same time. False: interrupted, some did not run
// and what they would have filled in says nothing.
using ParallelFor = std::function<bool(std::size_t count, const std::function<void(std::size_t index)>& work)>;

// One after the other, on the caller's thread.
inline bool run_in_order(std::size_t count, const std::function<void(std::size_t index)>& work) {
  for (std::size_t index = 0; index < count; ++index) work(index);
  return true;
}

}  // namespace bot::research
