#include "run/derived_options.hpp"

#include <algorithm>

namespace bot::run {
namespace {

// Between two attempts of a scheduled start.
constexpr std::chrono::duration<double> kMaxScheduledDelay = std::chrono::seconds{15};

}  // namespace

ports::RetryPolicy configured_retry_policy(const RunOptions& options, schedule::Start started_by) {
  ports::RetryPolicy policy = options.retry;
  policy.on.insert(policy.on.end(), {ErrorCode::kClientIdInUse, ErrorCode::kLogin, ErrorCode::kProtocol});
  if (started_by == schedule::Start::kTimer)
    policy.backoff.max_delay_s = std::min(policy.backoff.max_delay_s, kMaxScheduledDelay.count());
  return policy;
}

data::RefreshOptions refresh_options(const RunOptions& options) {
  data::RefreshOptions refresh;
  refresh.start = options.data.start;
  refresh.retry = options.retry;
  refresh.seed = options.seed;
  return refresh;
}

data::UniverseOptions universe_options(const RunOptions& options) {
  return {.symbols = options.universe, .data = options.data};
}

std::optional<data::StrategyFile> strategy_file(const RunOptions& options) {
  if (options.decide.kind != decide::StrategyKind::kFile) return std::nullopt;
  return options.strategy_file;
}

}  // namespace bot::run
