#include "app/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#include "app/progress.hpp"

namespace bot::app {

research::ParallelFor parallel_for(std::optional<int> threads, std::string doing, const Environment& environment,
                                   const net::Loop& loop) {
  const std::size_t most =
      threads ? static_cast<std::size_t>(*threads) : std::max<std::size_t>(1, std::thread::hardware_concurrency());
  return [most, doing = std::move(doing), &environment, &loop](std::size_t count,
                                                               const std::function<void(std::size_t)>& work) {
    const Progress progress(doing, environment);
    std::atomic<std::size_t> next = 0;
    std::atomic<std::size_t> finished = 0;
    const auto take = [&](const auto& after_each) {
      while (!loop.interrupted()) {
        const std::size_t index = next++;
        if (index >= count) return;
        work(index);
        ++finished;
        after_each();
      }
    };
    {
      std::vector<std::jthread> others;
      for (std::size_t i = 1; i < std::min(most, count); ++i) others.emplace_back([&] { take([] {}); });
      take([&] { progress.show(finished, count); });
    }
    return finished == count;
  };
}

}  // namespace bot::app
