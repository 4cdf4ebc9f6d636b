// A progress bar with total and time left on stderr, on a terminal only, once more than a second has passed.
#pragma once

#include <chrono>
#include <string>

#include "app/environment.hpp"

namespace bot::app {

class Progress {
 public:
  Progress(std::string doing, const Environment& environment);
  ~Progress();  // wipes the bar
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void show(std::size_t done, std::size_t total) const;

 private:
  std::string doing_;
  bool wanted_;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  mutable bool drawn_ = false;
};

}  // namespace bot::app
