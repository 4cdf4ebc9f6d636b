#include "app/progress.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "os/terminal.hpp"

namespace bot::app {

Progress::Progress(std::string doing, const Environment& environment)
    : doing_(std::move(doing)), wanted_(os::stderr_is_terminal() && !environment.flags.json) {}

Progress::~Progress() {
  if (drawn_) std::fputs("\r\033[K", stderr);
}

void Progress::show(std::size_t done, std::size_t total) const {
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - started_;
  if (!wanted_ || total == 0 || (passed.count() < 1 && !drawn_)) return;
  constexpr std::size_t kWidth = 24;
  const std::size_t filled = kWidth * done / total;
  const double left = done == 0 ? 0 : passed.count() * static_cast<double>(total - done) / static_cast<double>(done);
  std::fputs(fmt::format("\r\033[K{} [{}{}] {}/{}, {:.0f} s left", doing_, std::string(filled, '#'),
                         std::string(kWidth - filled, '.'), done, total, left)
                 .c_str(),
             stderr);
  drawn_ = true;
}

}  // namespace bot::app
