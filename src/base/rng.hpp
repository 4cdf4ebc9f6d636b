// Random numbers that are the same on every machine: xoshiro256** seeded by splitmix64 (Blackman and Vigna, 2018).
// A stream is named by its seed and any number of further words, so that work can be split without order mattering.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <initializer_list>

namespace bot {

class Rng {
 public:
  explicit Rng(std::uint64_t seed, std::initializer_list<std::uint64_t> stream = {});
  [[nodiscard]] std::uint64_t next() {
    const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
    const std::uint64_t t = state_[1] << 17U;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= t;
    state_[3] = std::rotl(state_[3], 45);
    return result;
  }
  [[nodiscard]] double uniform() { return static_cast<double>(next() >> 11U) * 0x1.0p-53; }  // [0, 1)
  [[nodiscard]] std::uint64_t below(std::uint64_t bound);  // [0, bound), bound > 0, without bias
  [[nodiscard]] double normal();                           // mean 0, deviation 1
  [[nodiscard]] bool chance(double probability) { return uniform() < probability; }

 private:
  std::array<std::uint64_t, 4> state_{};
};

}  // namespace bot
