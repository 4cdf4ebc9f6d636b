// Eight doubles at a time, and sums over symbols in an order that does not depend on how many are added at once: symbol
// s goes to lane s mod 8, the lanes are folded at the end. One symbol after the other or eight together, the bits are
// equal.
#pragma once

#include <array>
#include <cstddef>

namespace bot::research {

inline constexpr std::size_t kLanes = 8;  // doubles of a cache line

// In halves: 0 with 4, 2 with 6, 1 with 5, 3 with 7.
[[nodiscard]] inline double folded(const double* lane) {
  return ((lane[0] + lane[4]) + (lane[2] + lane[6])) + ((lane[1] + lane[5]) + (lane[3] + lane[7]));
}

class LaneSum {
 public:
  void add(std::size_t symbol, double value) { lane_[symbol % kLanes] += value; }
  [[nodiscard]] double total() const { return folded(lane_.data()); }

 private:
  std::array<double, kLanes> lane_{};
};

}  // namespace bot::research
