// Daily bars: several requests in flight, each asked again when it was too fast or got no answer.
#pragma once

#include <functional>
#include <vector>

#include "model/bar.hpp"
#include "ports/bar_source.hpp"
#include "tws/channel.hpp"
#include "tws/market_queries.hpp"

namespace bot::tws {

class HistoryQueries {
 public:
  // All have to outlive it.
  HistoryQueries(Channel& channel, const MarketQueries& market, const Options& options)
      : channel_(channel), market_(market), options_(options) {}

  // As ports::BarSource::daily_bars says.
  std::vector<Result<std::vector<Bar>>> ask_daily_bars(const std::vector<ports::BarRequest>& requests, UtcTime deadline,
                                                       const std::function<void(std::size_t done)>& progress);

 private:
  struct Task;
  Result<void> start(Task& task, UtcTime deadline);
  // Whether the task moved on: its answer, its error or its time is there.
  bool step(Task& task, UtcTime deadline);

  Channel& channel_;
  const MarketQueries& market_;
  const Options& options_;
};

}  // namespace bot::tws
