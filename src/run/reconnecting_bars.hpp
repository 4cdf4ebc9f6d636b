// The bars of a source that lies behind the broker's connection: one that is lost between two questions is made again
// before the next, as for every other question of a run.
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
  [[nodiscard]] bool has_adjusted() const override { return runtime_.ports.bars.has_adjusted(); }
  // Where no connection comes about, that is the answer to every request.
  std::vector<Result<std::vector<Bar>>> daily_bars(const std::vector<ports::BarRequest>& requests, UtcTime deadline,
                                                   const std::function<void(std::size_t done)>& progress) override;

 private:
  Runtime& runtime_;
};

}  // namespace bot::run
