// How long a piece of work took, for the `timing` of a document; no decision rests on it.
#pragma once

#include <chrono>

namespace bot::app {

class Stopwatch {
 public:
  [[nodiscard]] double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
  }

 private:
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

}  // namespace bot::app
