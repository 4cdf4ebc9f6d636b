// Random numbers that are the same on every machine: xoshiro256** seeded by splitmix64 (Blackman and Vigna, 2018).
// A stream is named by its seed and any number of further words, so that work can be split without order mattering.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>

namespace bot {

class Rng {
 public:
  explicit Rng(std::uint64_t seed, std::initializer_list<std::uint64_t> stream = {});
  [[nodiscard]] std::uint64_t next();
  [[nodiscard]] double uniform();                          // [0, 1)
  [[nodiscard]] std::uint64_t below(std::uint64_t bound);  // [0, bound), bound > 0, without bias
  [[nodiscard]] double normal();                           // mean 0, deviation 1
  [[nodiscard]] bool chance(double probability) { return uniform() < probability; }

 private:
  std::array<std::uint64_t, 4> state_{};
};

}  // namespace bot
