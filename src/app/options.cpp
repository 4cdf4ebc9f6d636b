#include "app/options.hpp"

#include <algorithm>
#include <cmath>

#include "app/command_context.hpp"

namespace bot::app {
namespace {

Duration seconds_to_duration(double seconds) {
  return Duration{static_cast<std::int64_t>(std::llround(seconds * 1000))};
}

decide::WeightMethod weight_method(config::WeightMethod method) {
  switch (method) {
    case config::WeightMethod::kInvVol:
      return decide::WeightMethod::kInvVol;
    case config::WeightMethod::kEqual:
      return decide::WeightMethod::kEqual;
    case config::WeightMethod::kErc:
      return decide::WeightMethod::kErc;
    case config::WeightMethod::kHrp:
      return decide::WeightMethod::kHrp;
    case config::WeightMethod::kMinVar:
      return decide::WeightMethod::kMinVar;
  }
  BOT_CHECK(false);
}

plan::CashRule cash_rule(config::CashRule rule) {
  return rule == config::CashRule::kSettledOnly ? plan::CashRule::kSettledOnly : plan::CashRule::kAuto;
}

plan::Costs costs_of(const config::Settings& settings) {
  return {.per_share = Money::from_double(settings.costs.commission_per_share),
          .minimum = Money::from_double(settings.costs.min_commission)};
}

std::string account_type(config::AccountType type) {
  switch (type) {
    case config::AccountType::kUnstated:
      return "";
    case config::AccountType::kCash:
      return "cash";
    case config::AccountType::kMargin:
      return "margin";
  }
  return "";
}

schedule::Frequency frequency(config::Frequency frequency) {
  switch (frequency) {
    case config::Frequency::kDaily:
      return schedule::Frequency::kDaily;
    case config::Frequency::kWeekly:
      return schedule::Frequency::kWeekly;
    case config::Frequency::kMonthly:
      return schedule::Frequency::kMonthly;
  }
  return schedule::Frequency::kDaily;
}

MarketDataMode data_mode(config::DataMode mode) {
  switch (mode) {
    case config::DataMode::kLive:
      return MarketDataMode::kLive;
    case config::DataMode::kDelayed:
      return MarketDataMode::kDelayed;
    case config::DataMode::kDelayedFrozen:
      return MarketDataMode::kDelayedFrozen;
    case config::DataMode::kSnapshot:
      return MarketDataMode::kSnapshot;
  }
  return MarketDataMode::kDelayed;
}

}  // namespace

calendar::Extra calendar_extra(const config::Settings& settings) {
  return {.closures = settings.calendar.extra_closures, .early_closes = settings.calendar.extra_early_closes};
}

BackoffOptions backoff_options(const config::Settings& settings) {
  return {.max_attempts = settings.retry.max_attempts,
          .initial_delay_s = settings.retry.initial_delay_s,
          .multiplier = settings.retry.multiplier,
          .max_delay_s = settings.retry.max_delay_s,
          .jitter = settings.retry.jitter};
}

bool retries_on(const config::Settings& settings, ErrorCode code) {
  const auto& on = settings.retry.on;
  // A login that is not there yet looks like silence; an id in use frees itself: both wait like a time-out.
  const ErrorCode listed = code == ErrorCode::kLogin || code == ErrorCode::kClientIdInUse ? ErrorCode::kTimeout : code;
  return std::find(on.begin(), on.end(), listed) != on.end();
}

Duration connect_timeout(const config::Settings& settings) {
  return seconds_to_duration(settings.gateway.connect_timeout_s);
}

gateway::Options gateway_options(const config::Settings& settings) {
  const config::EmbeddedSettings& embedded = settings.embedded;
  gateway::Options options;
  options.replay = embedded.replay;
  options.seed = embedded.seed;
  options.account = embedded.account.value();
  options.cash = embedded.cash;
  options.fractional =
      embedded.fractional == config::Fractions::kAccept ? gateway::Fractions::kAccept : gateway::Fractions::kRefuse;
  options.data =
      embedded.data == config::GatewayData::kDelayed ? gateway::DataFeed::kDelayed : gateway::DataFeed::kLive;
  options.settled_cash = embedded.settled_cash == config::SettledCash::kTotal ? gateway::SettledCash::kTotal
                                                                              : gateway::SettledCash::kSettled;
  options.grants_unsettled = embedded.grants;
  options.slippage_bps = settings.costs.slippage_bps;
  options.state = embedded.state;
  options.faults = embedded.faults;
  options.first_date = settings.market_data.start;
  options.calendar = calendar_extra(settings);
  options.pace = pace_text(embedded);
  return options;
}

tws::Options client_options(const config::Settings& settings, const ports::Endpoint& endpoint, std::int64_t client_id,
                            const AccountId& account) {
  tws::Options options;
  options.endpoint = endpoint;
  options.client_id = client_id;
  options.account = account;
  options.connect_timeout = connect_timeout(settings);
  options.barrier_timeout = connect_timeout(settings);
  return options;
}

data::RefreshOptions refresh_options(const config::Settings& settings) {
  data::RefreshOptions options;
  options.start = settings.market_data.start;
  options.backoff = backoff_options(settings);
  options.retry_on = settings.retry.on;
  return options;
}

data::Options data_options(const config::Settings& settings) {
  return {.start = settings.market_data.start,
          .adjust = settings.market_data.adjust == config::Adjust::kTotalReturn ? data::Adjust::kTotalReturn
                                                                                : data::Adjust::kSplits,
          .max_stale_sessions = settings.validation.max_stale_sessions,
          .max_daily_move = settings.validation.max_daily_move};
}

decide::Options decide_options(const config::Settings& settings) {
  decide::Options options;
  options.kind = settings.strategy.kind == config::StrategyKind::kFixed ? decide::StrategyKind::kFixed
                                                                        : decide::StrategyKind::kMomentum;
  options.fixed_weights = settings.fixed_weights;
  options.features = {.ema_fast = settings.features.ema_fast,
                      .ema_slow = settings.features.ema_slow,
                      .atr_window = settings.features.atr_window,
                      .macd = {.enabled = settings.features.macd.enabled,
                               .fast = settings.features.macd.fast,
                               .slow = settings.features.macd.slow,
                               .signal = settings.features.macd.signal}};
  options.selection = {.top_n = settings.selection.top_n,
                       .corr_window = settings.selection.corr_window,
                       .corr_cap = settings.selection.corr_cap,
                       .min_score = settings.selection.min_score};
  options.weights = {.method = weight_method(settings.weights.method),
                     .vol_window = settings.weights.vol_window,
                     .max_weight_per_asset = settings.weights.max_weight_per_asset,
                     .cash_buffer = settings.weights.cash_buffer};
  options.min_bars = settings.validation.min_bars;
  return options;
}

plan::Options plan_options(const config::Settings& settings) {
  return {.limit_offset_bps = settings.execution.limit_offset_bps,
          .exit_offset_bps = settings.execution.exit_offset_bps,
          .min_order_notional = settings.execution.min_order_notional,
          .drift_band = settings.weights.drift_band,
          .max_price_move = settings.limits.max_price_move,
          .max_spread_bps = settings.limits.max_spread_bps,
          .cash_rule = cash_rule(settings.execution.cash_rule),
          .cash_reserve = settings.execution.cash_reserve,
          .costs = costs_of(settings)};
}

safety::Options safety_options(const config::Settings& settings) {
  return {.execution_live = settings.execution.live,
          .max_order_notional = settings.limits.max_order_notional,
          .max_turnover_per_day = settings.limits.max_turnover_per_day,
          .max_orders_per_day = settings.execution.max_orders_per_day,
          .max_quote_age_s = settings.limits.max_quote_age_s,
          .max_quote_age_delayed_s = settings.limits.max_quote_age_delayed_s};
}

run::RunOptions run_options(const config::Settings& settings) {
  const config::ExecutionSettings& execution = settings.execution;
  run::RunOptions options;
  options.simulated = settings.gateway.kind == config::GatewayKind::kEmbedded;
  options.version = BOT_VERSION;
  options.ignored_accounts = settings.accounts.ignore;
  options.account_type = account_type(settings.accounts.type);
  options.port = settings.gateway.port;
  options.universe = settings.universe;
  options.keep = settings.keep;
  options.schedule.time = settings.schedule.time;
  options.schedule.minutes_before_early_close = settings.schedule.minutes_before_early_close;
  options.schedule.frequency = frequency(settings.schedule.frequency);
  options.market_data = data_mode(settings.market_data.mode);
  options.data = data_options(settings);
  options.decide = decide_options(settings);
  options.plan = plan_options(settings);
  options.safety = safety_options(settings);
  options.fractional =
      execution.fractional == config::FractionalOrders::kNever ? run::Fractional::kNever : run::Fractional::kAuto;
  options.fill_timeout = seconds_to_duration(execution.fill_timeout_s);
  options.unmanaged_positions = execution.unmanaged_positions == config::UnmanagedPositions::kRefuse
                                    ? run::Unmanaged::kRefuse
                                    : run::Unmanaged::kIgnore;
  options.lock_margin_sessions = execution.lock_margin_sessions;
  options.retry = backoff_options(settings);
  options.retry_on = settings.retry.on;
  options.plans_folder = settings.paths.reports + "/plans";
  options.connect_timeout = connect_timeout(settings);
  return options;
}

}  // namespace bot::app
