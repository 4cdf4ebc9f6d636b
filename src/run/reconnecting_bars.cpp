#include "run/reconnecting_bars.hpp"

#include "run/connect.hpp"

namespace bot::run {

std::vector<Result<std::vector<Bar>>> ReconnectingBars::daily_bars(
    const std::vector<ports::BarRequest>& requests, UtcTime deadline,
    const std::function<void(std::size_t done)>& progress) {
  const Duration for_answers = deadline - runtime_.now();
  auto answers = ask_each<ports::BarRequest, std::vector<Bar>>(
      runtime_, "asking for bars", 1, requests, [&](const std::vector<ports::BarRequest>& open) {
        return runtime_.ports.bars.daily_bars(open, runtime_.bounded(runtime_.now() + for_answers), progress);
      });
  if (!answers) return std::vector<Result<std::vector<Bar>>>(requests.size(), fail(answers.error()));
  return *std::move(answers);
}

}  // namespace bot::run
