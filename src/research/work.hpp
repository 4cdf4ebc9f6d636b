// A search as items that do not depend on each other: what an item comes to is the same whoever computes it, beside
// which others and on which machine. So a search can be split over machines, interrupted and put together again, and
// be the same to the bit.
#pragma once

#include <cstddef>
#include <functional>
#include <span>

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

}  // namespace bot::research
