// Work shared out over threads, as the program does it.
#pragma once

#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace bot::bench {

// Calls work(index) for each index below `count`, on as many threads, of which this is one.
template <class Work>
void each_on_threads(std::size_t count, std::size_t threads, const Work& work) {
  std::atomic<std::size_t> next = 0;
  const auto take = [&] {
    for (std::size_t index = next++; index < count; index = next++) work(index);
  };
  std::vector<std::jthread> others;
  for (std::size_t i = 1; i < threads; ++i) others.emplace_back(take);
  take();
}

}  // namespace bot::bench
