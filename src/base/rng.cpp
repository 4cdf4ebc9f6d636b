#include "base/rng.hpp"

#include <cmath>
#include <numbers>

#include "base/check.hpp"

namespace bot {
namespace {

std::uint64_t splitmix(std::uint64_t& state) {
  state += 0x9E3779B97F4A7C15ULL;
  std::uint64_t z = state;
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31U);
}

}  // namespace

Rng::Rng(std::uint64_t seed, std::initializer_list<std::uint64_t> stream) {
  std::uint64_t mix = seed;
  for (const std::uint64_t word : stream) mix = splitmix(mix) ^ word;
  for (auto& word : state_) word = splitmix(mix);
}

std::uint64_t Rng::below(std::uint64_t bound) {
  BOT_CHECK(bound > 0);
  const std::uint64_t limit = -bound % bound;  // 2^64 mod bound: what would make small values likelier
  for (;;) {
    const std::uint64_t value = next();
    if (value >= limit) return value % bound;
  }
}

double Rng::normal() {
  const double u = 1.0 - uniform();  // (0, 1]
  const double v = uniform();
  return std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * std::numbers::pi * v);
}

}  // namespace bot
