#include "config/settings.hpp"

#include "base/check.hpp"

namespace bot::config {

ports::Endpoint attached_endpoint(const GatewayChoice& gateway) {
  const auto endpoint = ports::parse_endpoint(gateway.attach);
  BOT_CHECK(endpoint.has_value(), "{}", gateway.attach);  // schema.cpp takes no other text
  return *endpoint;
}

ClockPace clock_pace(const GatewayChoice& gateway) {
  if (gateway.pace.step) return {.kind = ClockPace::Kind::kStep};
  if (gateway.clock.empty() && gateway.pace.factor == 1) return {};
  return {.kind = ClockPace::Kind::kPaced, .factor = gateway.pace.factor};
}

research::Strategy strategy(const Settings& settings) {
  return {.decide = settings.run.decide, .drift_band = settings.run.plan.drift_band};
}

research::BacktestOptions backtest_options(const Settings& settings) {
  const plan::Options& plan = settings.run.plan;
  research::BacktestOptions backtest = settings.research.backtest;
  backtest.costs = {.commission_per_share = plan.costs.per_share.to_double(),
                    .min_commission = plan.costs.minimum.to_double(),
                    .slippage_bps = settings.embedded.slippage_bps};
  backtest.min_order_notional = plan.min_order_notional.to_double();
  backtest.drift_band = plan.drift_band;
  return backtest;
}

research::PermutationOptions permutation_options(const Settings& settings) {
  research::PermutationOptions permutation = settings.research.permutation;
  permutation.search.account = backtest_options(settings);
  return permutation;
}

void derive(Settings& settings) {
  settings.tws.barrier_timeout = settings.tws.connect_timeout;
  settings.run.simulated = settings.gateway.kind == GatewayKind::kEmbedded;
  settings.run.port = settings.tws.endpoint.port;
  settings.run.connect_timeout = settings.tws.connect_timeout;
  settings.run.plans_folder = settings.paths.reports + "/plans";
  settings.embedded.first_date = settings.run.data.start;
  settings.embedded.calendar = settings.calendar;
  settings.embedded.pace = clock_pace(settings.gateway);
}

}  // namespace bot::config
