// Eight doubles at a time, and sums over symbols in an order that does not depend on how many are added at once: symbol
// s goes to lane s mod 8, the lanes are folded at the end. One symbol after the other or eight together, the bits are
// equal.
#pragma once

#include <array>
#include <cstddef>
#include <cstring>

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

#define BOT_INLINE [[gnu::always_inline]] inline

// A vector of doubles that computes as one does; what a comparison says is a Mask.
struct Lanes {
  using Vector [[gnu::vector_size(64)]] = double;
  using Mask [[gnu::vector_size(64)]] = long;
  Vector v;

  BOT_INLINE static Lanes load(const double* from) {
    Lanes lanes;
    std::memcpy(&lanes.v, from, sizeof(Vector));
    return lanes;
  }
  BOT_INLINE void store(double* to) const { std::memcpy(to, &v, sizeof(Vector)); }
  BOT_INLINE static Lanes all(double value) { return {Vector{} + value}; }
  BOT_INLINE Lanes& operator+=(const Lanes& o) { return v += o.v, *this; }
  BOT_INLINE Lanes& operator-=(const Lanes& o) { return v -= o.v, *this; }
  [[nodiscard]] BOT_INLINE double total() const {
    double lane[kLanes];
    store(lane);
    return folded(lane);
  }
};
BOT_INLINE Lanes operator+(const Lanes& a, const Lanes& b) { return {a.v + b.v}; }
BOT_INLINE Lanes operator-(const Lanes& a, const Lanes& b) { return {a.v - b.v}; }
BOT_INLINE Lanes operator*(const Lanes& a, const Lanes& b) { return {a.v * b.v}; }
BOT_INLINE Lanes operator/(const Lanes& a, const Lanes& b) { return {a.v / b.v}; }
BOT_INLINE Lanes operator+(const Lanes& a, double b) { return {a.v + b}; }
BOT_INLINE Lanes operator-(const Lanes& a, double b) { return {a.v - b}; }
BOT_INLINE Lanes operator*(double a, const Lanes& b) { return {a * b.v}; }
BOT_INLINE Lanes operator*(const Lanes& a, double b) { return {a.v * b}; }
BOT_INLINE Lanes operator/(const Lanes& a, double b) { return {a.v / b}; }
BOT_INLINE Lanes max(const Lanes& a, const Lanes& b) { return {a.v < b.v ? b.v : a.v}; }
BOT_INLINE Lanes abs(const Lanes& a) { return {a.v < 0 ? -a.v : a.v}; }
// a where the mask is set, else b.
BOT_INLINE Lanes pick(const Lanes::Mask& mask, const Lanes& a, const Lanes& b) { return {mask ? a.v : b.v}; }

}  // namespace bot::research
