#include "config/schema.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <tuple>

#include "calendar/new_york.hpp"
#include "data/options.hpp"
#include "decide/options.hpp"
#include "gateway/habits.hpp"
#include "plan/options.hpp"
#include "ports/network.hpp"
#include "ports/retry.hpp"
#include "safety/options.hpp"
#include "schedule/options.hpp"

namespace bot::config {
namespace {

using decide::FeatureOptions;
using decide::MacdOptions;
using decide::SelectionOptions;
using decide::StrategyKind;
using decide::WeightMethod;
using decide::WeightOptions;
using ports::RetryPolicy;
using research::BacktestOptions;
using research::Objective;
using research::PermutationOptions;
using research::SearchOptions;
using research::WalkforwardOptions;
using run::RunOptions;
using std::chrono::hours;
using std::chrono::minutes;

constexpr Range kShare{.min = 0, .max = 1};
constexpr Range kShareAboveZero{.min = 0, .max = 1, .above_min = true};
constexpr Range kShareBelowOne{.min = 0, .max = 1, .below_max = true};
constexpr Range kShareBetween{.min = 0, .max = 1, .above_min = true, .below_max = true};
constexpr Range kBps{.min = 0, .max = 10'000, .below_max = true};
constexpr Range kBpsAboveZero{.min = 0, .max = 10'000, .above_min = true, .below_max = true};
constexpr Range kSeconds{.min = 0, .max = 3600, .above_min = true};
constexpr Range kDelayedSeconds{.min = 0, .max = 7200, .above_min = true};
constexpr Range kDollars{.min = 0, .max = 1e9};
constexpr std::int64_t kMaxWindow = 2520;  // ten years of sessions
constexpr std::int64_t kMaxSeed = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kMaxClientId = std::numeric_limits<int>::max() - 100;  // other commands count on from it

std::optional<Refusal> check_not_empty(const std::string& value) {
  return value.empty() ? std::optional(Refusal{"must not be empty", "", 0}) : std::nullopt;
}

std::optional<Refusal> check_host(const std::string& value) {
  if (value.empty()) return check_not_empty(value);
  if (ports::is_host(value)) return std::nullopt;
  const bool has_port = ports::parse_endpoint(value).has_value();
  return Refusal{fmt::format("must be the name or address of a computer, such as 127.0.0.1, not \"{}\"", value),
                 has_port ? "Give the port by itself: gateway.port, or --port of bot init" : "", 0};
}

std::optional<Refusal> check_endpoint(const std::string& value) {
  if (value.empty()) return std::nullopt;
  const auto endpoint = ports::parse_endpoint(value);
  if (!endpoint || endpoint->port == 0)
    return Refusal{fmt::format("must be host:port such as 127.0.0.1:4002, not \"{}\"", value), "", 0};
  return std::nullopt;
}

std::optional<Refusal> check_habits(const std::string& value) {
  const auto habits = gateway::parse_habits(value);
  return habits ? std::nullopt : std::optional(Refusal{habits.error().what, habits.error().fix, 0});
}

std::optional<Refusal> check_clock(const std::string& value) {
  if (value.empty() || calendar::parse_new_york(value)) return std::nullopt;
  return Refusal{fmt::format("must be a New York time such as \"2020-03-16 15:50:00\", not \"{}\"", value), "", 0};
}

std::optional<Refusal> check_bar_size(const std::string& value) {
  if (value == "1 day") return std::nullopt;
  return Refusal{fmt::format("must be \"1 day\", the only bar size there is, not \"{}\"", value), "", 0};
}

// Never repeats the value: somebody may have put the address itself here.
std::optional<Refusal> check_variable(const std::string& value) {
  const auto fits = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  if (value.empty() || (std::ranges::all_of(value, fits) && !(value.front() >= '0' && value.front() <= '9')))
    return std::nullopt;
  return Refusal{"must be the name of an environment variable, not an address",
                 "Put the address into that variable, in the environment or in .env, and take it out of this file", 0};
}

constexpr Word<GatewayKind> kGatewayKinds[] = {{"embedded", GatewayKind::kEmbedded}, {"tws", GatewayKind::kTws}};
constexpr Word<gateway::Fractions> kFractions[] = {{"refuse", gateway::Fractions::kRefuse},
                                                   {"accept", gateway::Fractions::kAccept}};
constexpr Word<gateway::DataFeed> kDataFeeds[] = {{"live", gateway::DataFeed::kLive},
                                                  {"delayed", gateway::DataFeed::kDelayed}};
constexpr Word<gateway::SettledCash> kSettledCash[] = {{"settled", gateway::SettledCash::kSettled},
                                                       {"total", gateway::SettledCash::kTotal}};
constexpr Word<AccountType> kAccountTypes[] = {{"", AccountType::kUnset},
                                               {"cash", AccountType::kCash},
                                               {"margin", AccountType::kMargin},
                                               {"STKCASH", AccountType::kCash},
                                               {"STKMRGN", AccountType::kMargin}};
constexpr Word<MarketDataMode> kMarketData[] = {{"live", MarketDataMode::kLive},
                                                {"delayed", MarketDataMode::kDelayed},
                                                {"delayed_frozen", MarketDataMode::kDelayedFrozen},
                                                {"snapshot", MarketDataMode::kSnapshot}};
constexpr Word<data::Adjust> kAdjust[] = {{"total_return", data::Adjust::kTotalReturn},
                                          {"splits", data::Adjust::kSplits}};
constexpr Word<schedule::Frequency> kFrequencies[] = {{"daily", schedule::Frequency::kDaily},
                                                      {"weekly", schedule::Frequency::kWeekly},
                                                      {"monthly", schedule::Frequency::kMonthly}};
constexpr Word<StrategyKind> kStrategies[] = {
    {"momentum", StrategyKind::kMomentum}, {"fixed", StrategyKind::kFixed}, {"file", StrategyKind::kFile}};
constexpr Word<WeightMethod> kWeightMethods[] = {{"inv_vol", WeightMethod::kInvVol},
                                                 {"equal", WeightMethod::kEqual},
                                                 {"erc", WeightMethod::kErc},
                                                 {"hrp", WeightMethod::kHrp},
                                                 {"min_var", WeightMethod::kMinVar}};
constexpr Word<std::string_view> kOrderTypes[] = {{"LMT", "LMT"}};
constexpr Word<run::Fractional> kFractional[] = {{"auto", run::Fractional::kAuto}, {"never", run::Fractional::kNever}};
constexpr Word<run::Unmanaged> kUnmanaged[] = {{"ignore", run::Unmanaged::kIgnore},
                                               {"refuse", run::Unmanaged::kRefuse}};
constexpr Word<plan::CashRule> kCashRules[] = {{"auto", plan::CashRule::kAuto},
                                               {"settled_only", plan::CashRule::kSettledOnly}};
constexpr Word<ErrorCode> kRetryable[] = {{"refused", ErrorCode::kRefused},
                                          {"timeout", ErrorCode::kTimeout},
                                          {"disconnected", ErrorCode::kDisconnected},
                                          {"pacing", ErrorCode::kPacing},
                                          {"client_id_in_use", ErrorCode::kClientIdInUse},
                                          {"login", ErrorCode::kLogin}};
constexpr Word<Objective> kObjectives[] = {{"calmar", Objective::kCalmar},
                                           {"sharpe", Objective::kSharpe},
                                           {"sortino", Objective::kSortino},
                                           {"cagr", Objective::kCagr}};

// The structs that keys are bound to. Each is there once, so a member names its struct and that is enough.
auto bound_structs(auto& settings) {
  auto& run = settings.run;
  return std::tie(settings.gateway, settings.tws, settings.tws.endpoint, settings.embedded, settings.accounts,
                  settings.calendar, run, run.schedule, run.data, run.strategy_file, run.decide, run.decide.features,
                  run.decide.features.macd, run.decide.selection, run.decide.weights, run.plan, run.plan.costs,
                  run.safety, run.retry, run.retry.backoff, settings.research, settings.research.backtest,
                  settings.research.walkforward, settings.research.permutation, settings.research.permutation.search,
                  settings.alerts, settings.paths);
}

template <class Kind, class T, class Part>
KeySpec key(std::string path, Kind kind, T Part::*member) {
  constexpr bool kIsOpenMap = requires { Kind::kIsOpenMap; };
  KeySpec spec;
  spec.path = std::move(path);
  spec.open_map = kIsOpenMap;
  spec.is_list = requires { Kind::kIsList; };
  spec.read = [kind, member](Settings& settings, const std::string& name, const YamlNode& node) {
    T& value = std::get<Part&>(bound_structs(settings)).*member;
    if constexpr (kIsOpenMap)
      return kind.read(name, node, value);
    else
      return kind.read(node, value);
  };
  const auto shown = [kind, member](const Settings& settings) {
    return kind.show(std::get<const Part&>(bound_structs(settings)).*member);
  };
  if constexpr (kIsOpenMap)
    spec.entries = shown;
  else
    spec.show = shown;
  return spec;
}

// The value is checked, not stored.
template <class Kind>
KeySpec only(std::string path, Kind kind, const std::string& value) {
  KeySpec spec;
  spec.path = std::move(path);
  spec.read = [kind](Settings&, const std::string&, const YamlNode& node) {
    std::string ignored;
    return kind.read(node, ignored);
  };
  spec.show = [shown = kind.show(value)](const Settings&) { return shown; };
  return spec;
}

}  // namespace

const std::vector<KeySpec>& schema() {
  static const std::vector<KeySpec> keys = {
      key("gateway.kind", OneOf(kGatewayKinds), &GatewayChoice::kind),
      key("gateway.host", Text{check_host}, &ports::Endpoint::host),
      key("gateway.port", Whole{1, 65535}, &ports::Endpoint::port),
      key("gateway.client_id", Whole{0, kMaxClientId}, &tws::Options::client_id),
      key("gateway.connect_timeout_s", Seconds{kSeconds}, &tws::Options::connect_timeout),
      key("embedded.attach", Text{check_endpoint}, &GatewayChoice::attach),
      key("embedded.replay", Text{}, &gateway::Options::replay),
      key("embedded.seed", Whole{0, kMaxSeed}, &gateway::Options::seed),
      key("embedded.clock", Text{check_clock}, &GatewayChoice::clock),
      key("embedded.pace", PaceOfClock{}, &GatewayChoice::pace),
      key("embedded.state", Text{check_not_empty}, &gateway::Options::state),
      key("embedded.account", Account{}, &gateway::Options::account),
      key("embedded.cash", Dollars{kDollars}, &gateway::Options::cash),
      key("embedded.fractional", OneOf(kFractions), &gateway::Options::fractional),
      key("embedded.data", OneOf(kDataFeeds), &gateway::Options::data),
      key("embedded.settled_cash", OneOf(kSettledCash), &gateway::Options::settled_cash),
      key("embedded.grants", YesNo{}, &gateway::Options::grants_unsettled),
      key("embedded.max_clients", Whole{1, 1000}, &gateway::Options::max_clients),
      key("embedded.habits", Text{check_habits}, &gateway::Options::habits),
      key("embedded.faults", Text{}, &gateway::Options::faults),
      key("accounts.paper", Account{Empty::kAllowed}, &Accounts::paper),
      key("accounts.live", Account{Empty::kAllowed}, &Accounts::live),
      key("accounts.ignore", ListOf{Account{}}, &RunOptions::ignored_accounts),
      key("accounts.type", OneOf(kAccountTypes), &RunOptions::account_type),
      key("market_data.mode", OneOf(kMarketData), &RunOptions::market_data),
      only("market_data.bar_size", Text{check_bar_size}, "1 day"),
      key("market_data.start", Day{}, &data::Options::start),
      key("market_data.adjust", OneOf(kAdjust), &data::Options::adjust),
      key("universe", ListOf{SymbolName{}, Empty::kRefused}, &RunOptions::universe),
      key("schedule.time", TimeOfDay{hours{15} + minutes{30}, hours{15} + minutes{56}}, &schedule::Options::time),
      key("schedule.minutes_before_early_close", Whole{4, 30}, &schedule::Options::minutes_before_early_close),
      key("schedule.frequency", OneOf(kFrequencies), &schedule::Options::frequency),
      key("strategy.kind", OneOf(kStrategies), &decide::Options::kind),
      key("strategy.path", Text{}, &data::StrategyFile::path),
      key("strategy.max_age_sessions", Whole{0, 250}, &data::StrategyFile::max_age_sessions),
      key("fixed_weights", BySymbol{Number{kShare}}, &decide::Options::fixed_weights),
      key("features.ema_fast", Whole{1, kMaxWindow}, &FeatureOptions::ema_fast),
      key("features.ema_slow", Whole{2, kMaxWindow}, &FeatureOptions::ema_slow),
      key("features.atr_window", Whole{1, kMaxWindow}, &FeatureOptions::atr_window),
      key("features.macd.enabled", YesNo{}, &MacdOptions::enabled),
      key("features.macd.fast", Whole{1, kMaxWindow}, &MacdOptions::fast),
      key("features.macd.slow", Whole{2, kMaxWindow}, &MacdOptions::slow),
      key("features.macd.signal", Whole{1, kMaxWindow}, &MacdOptions::signal),
      key("selection.top_n", Whole{1, 500}, &SelectionOptions::top_n),
      key("selection.corr_window", Whole{2, kMaxWindow}, &SelectionOptions::corr_window),
      key("selection.corr_cap", Number{kShare}, &SelectionOptions::corr_cap),
      key("selection.min_score", Number{{.min = -1000, .max = 1000}}, &SelectionOptions::min_score),
      key("weights.method", OneOf(kWeightMethods), &WeightOptions::method),
      key("weights.vol_window", Whole{2, kMaxWindow}, &WeightOptions::vol_window),
      key("weights.max_weight_per_asset", Number{kShareAboveZero}, &WeightOptions::max_weight_per_asset),
      key("weights.cash_buffer", Number{kShareBelowOne}, &WeightOptions::cash_buffer),
      key("weights.drift_band", Number{kShareBelowOne}, &plan::Options::drift_band),
      key("costs.commission_per_share", Rate{{.min = 0, .max = 100}}, &plan::Costs::per_share),
      key("costs.min_commission", Rate{{.min = 0, .max = 1000}}, &plan::Costs::minimum),
      key("costs.slippage_bps", Number{kBps}, &gateway::Options::slippage_bps),
      key("validation.max_stale_sessions", Whole{0, 250}, &data::Options::max_stale_sessions),
      key("validation.max_daily_move", Number{{.max = 100, .above_min = true}}, &data::Options::max_daily_move),
      key("validation.min_bars", Whole{2, 10 * kMaxWindow}, &decide::Options::min_bars),
      key("keep", BySymbol{Shares{}}, &RunOptions::keep),
      key("execution.live", YesNo{}, &safety::Options::execution_live),
      only("execution.order_type", OneOf(kOrderTypes), "LMT"),
      key("execution.limit_offset_bps", Number{kBps}, &plan::Options::limit_offset_bps),
      key("execution.exit_offset_bps", Number{kBps}, &plan::Options::exit_offset_bps),
      key("execution.fractional", OneOf(kFractional), &RunOptions::fractional),
      key("execution.min_order_notional", Dollars{kDollars}, &plan::Options::min_order_notional),
      key("execution.max_orders_per_day", Whole{1, 1000}, &safety::Options::max_orders_per_day),
      key("execution.fill_timeout_s", Seconds{{.min = 1, .max = 600}}, &RunOptions::fill_timeout),
      key("execution.unmanaged_positions", OneOf(kUnmanaged), &RunOptions::unmanaged_positions),
      key("execution.cash_rule", OneOf(kCashRules), &plan::Options::cash_rule),
      key("execution.lock_margin_sessions", Whole{0, 10}, &RunOptions::extra_settlement_sessions),
      key("execution.cash_reserve", Dollars{kDollars}, &plan::Options::cash_reserve),
      key("limits.max_order_notional", Number{kShareAboveZero}, &safety::Options::max_order_notional),
      key("limits.max_turnover_per_day", Number{{.max = 10, .above_min = true}},
          &safety::Options::max_turnover_per_day),
      key("limits.max_price_move", Number{kShareBetween}, &plan::Options::max_price_move),
      key("limits.max_quote_age_s", Number{kSeconds}, &safety::Options::max_quote_age_s),
      key("limits.max_quote_age_delayed_s", Number{kDelayedSeconds}, &safety::Options::max_quote_age_delayed_s),
      key("limits.max_spread_bps", Number{kBpsAboveZero}, &plan::Options::max_spread_bps),
      key("retry.max_attempts", Whole{1, 100}, &RetryPolicy::max_attempts),
      key("retry.initial_delay_s", Number{kSeconds}, &BackoffOptions::initial_delay_s),
      key("retry.multiplier", Number{{.min = 1, .max = 10}}, &BackoffOptions::multiplier),
      key("retry.max_delay_s", Number{kSeconds}, &BackoffOptions::max_delay_s),
      key("retry.jitter", Number{kShareBelowOne}, &BackoffOptions::jitter),
      key("retry.on", ListOf{OneOf(kRetryable)}, &RetryPolicy::on),
      key("backtest.seed", Whole{0, kMaxSeed}, &PermutationOptions::seed),
      key("backtest.initial_equity", Dollars{{.max = 1e9, .above_min = true}}, &BacktestOptions::initial_equity),
      key("backtest.fractional", YesOrNo{research::Shares::kFractional, research::Shares::kWhole},
          &BacktestOptions::shares),
      key("walkforward.train_years", Whole{1, 50}, &WalkforwardOptions::train_years),
      key("walkforward.oos_months", Whole{1, 120}, &WalkforwardOptions::oos_months),
      key("walkforward.objective", OneOf(kObjectives), &WalkforwardOptions::objective),
      key("walkforward.grid", GridOfKeys{}, &WalkforwardOptions::grid),
      key("permutation.runs", Whole{1, 1'000'000}, &PermutationOptions::runs),
      key("permutation.objective", OneOf(kObjectives), &SearchOptions::objective),
      key("research.require_verdict", YesNo{}, &research::Options::require_verdict),
      key("alerts.discord.webhook_env", Text{check_variable}, &ports::AlertVariables::webhook),
      key("alerts.dead_man_url_env", Text{check_variable}, &ports::AlertVariables::dead_man),
      key("calendar.extra_closures", ListOf{Day{}}, &calendar::Extra::closures),
      key("calendar.extra_early_closes", ListOf{Day{}}, &calendar::Extra::early_closes),
      key("paths.cache", Text{check_not_empty}, &Paths::cache),
      key("paths.state", Text{check_not_empty}, &Paths::state),
      key("paths.reports", Text{check_not_empty}, &Paths::reports),
  };
  return keys;
}

}  // namespace bot::config
