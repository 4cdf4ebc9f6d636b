// A search as items that do not depend on each other: what an item comes to is the same whoever computes it, beside
// which others and on which machine. So a search can be split over machines, interrupted and put together again, and
// be the same to the bit.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <numeric>
#include <optional>
#include <span>
#include <vector>

#include "base/check.hpp"
#include "research/parallel.hpp"

namespace bot::research {

// Takes what an item came to; called from the threads of the work, perhaps several at the same time.
using Deliver = std::function<void(std::size_t item, std::span<const double> numbers)>;

class Work {
 public:
  virtual ~Work() = default;
  [[nodiscard]] virtual std::size_t item_count() const = 0;
  [[nodiscard]] virtual std::size_t numbers_per_item() const = 0;
  // Each of `items` (ascending, each once) is delivered once it is done. False: interrupted; what was delivered counts.
  [[nodiscard]] virtual bool run(std::span<const std::size_t> items, const ParallelFor& parallel,
                                 const Deliver& deliver) const = 0;
};

// The numbers of all items, one after the other. Nothing: interrupted.
[[nodiscard]] inline std::optional<std::vector<double>> run_all(const Work& work, const ParallelFor& parallel) {
  const std::size_t width = work.numbers_per_item();
  std::vector<double> all(work.item_count() * width);
  std::vector<std::size_t> items(work.item_count());
  std::iota(items.begin(), items.end(), std::size_t{0});
  const bool done = work.run(items, parallel, [&](std::size_t item, std::span<const double> numbers) {
    BOT_CHECK(numbers.size() == width, "{} {}", numbers.size(), width);
    std::copy(numbers.begin(), numbers.end(), all.begin() + static_cast<std::ptrdiff_t>(item * width));
  });
  if (!done) return std::nullopt;
  return all;
}

}  // namespace bot::research
