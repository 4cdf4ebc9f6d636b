#include "run/reconnecting_bars.hpp"

#include "run/connect.hpp"

namespace bot::run {

std::vector<Result<std::vector<Bar>>> ReconnectingBars::daily_bars(
    const std::vector<ports::BarRequest>& requests, UtcTime deadline,
    const std::function<void(std::size_t done)>& progress) {
  if (const auto linked = reconnect(runtime_); !linked)
    return std::vector<Result<std::vector<Bar>>>(requests.size(), fail(linked.error()));
  return runtime_.ports.bars.daily_bars(requests, deadline, progress);
}

}  // namespace bot::run
