// The bars of a source that lies behind the broker's connection: one that is lost is made again and what it cut off
// asked once more, as for every other question of a run. That is no attempt of the question's, and none of its time.
#pragma once

#include "ports/bar_source.hpp"
#include "run/runtime.hpp"

namespace bot::run {

class ReconnectingBars final : public ports::BarSource {
 public:
  // `runtime` outlives it.
  explicit ReconnectingBars(Runtime& runtime) : runtime_(runtime) {}

  [[nodiscard]] std::string name() const override { return runtime_.ports.bars.name(); }
  [[nodiscard]] SourceIdentity identity() const override { return runtime_.ports.bars.identity(); }
  [[nodiscard]] bool is_at_hand() const override { return runtime_.ports.bars.is_at_hand(); }
  [[nodiscard]] bool has_adjusted() const override { return runtime_.ports.bars.has_adjusted(); }
  // `deadline` less the clock as it is now is what the answers may take over each connection. Where none comes about,
  // that is the answer to every request.
  std::vector<Result<std::vector<Bar>>> daily_bars(const std::vector<ports::BarRequest>& requests, UtcTime deadline,
                                                   const std::function<void(std::size_t done)>& progress) override;

 private:
  Runtime& runtime_;
};

}  // namespace bot::run
