#include "config/schema.hpp"

#include <algorithm>
#include <limits>

#include "calendar/new_york.hpp"
#include "config/fields.hpp"

namespace bot::config {
namespace {

using fields::choice;
using fields::flag;
using fields::money;
using fields::number;
using fields::Range;
using fields::text;
using fields::whole;

constexpr Range kShare{.min = 0, .max = 1};
constexpr Range kShareAboveZero{.min = 0, .max = 1, .above_min = true};
constexpr Range kShareBelowOne{.min = 0, .max = 1, .below_max = true};
constexpr Range kBps{.min = 0, .max = 10'000, .below_max = true};
constexpr Range kSeconds{.min = 0, .max = 3600, .above_min = true};
constexpr Range kDollars{.min = 0, .max = 1e9};
constexpr Range kDollarsAboveZero{.min = 0, .max = 1e9, .above_min = true};
constexpr std::int64_t kWindowMax = 2520;  // ten years of sessions

std::optional<Refusal> check_not_empty(const std::string& value) {
  return value.empty() ? std::optional(Refusal{"must not be empty", "", 0}) : std::nullopt;
}

std::optional<Refusal> check_endpoint(const std::string& value) {
  if (value.empty()) return std::nullopt;
  const auto colon = value.rfind(':');
  const auto port = colon == std::string::npos ? std::nullopt : parse_int(std::string_view(value).substr(colon + 1));
  if (colon == 0 || !port || *port < 1 || *port > 65535)
    return Refusal{fmt::format("must be host:port such as 127.0.0.1:4002, not \"{}\"", value), "", 0};
  return std::nullopt;
}

std::optional<Refusal> check_clock(const std::string& value) {
  if (value.empty() || calendar::parse_new_york(value)) return std::nullopt;
  return Refusal{fmt::format("must be a New York time such as \"2020-03-16 15:50:00\", not \"{}\"", value), "", 0};
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

std::optional<Refusal> read_time_of_day(const YamlNode& node, Duration& value) {
  const auto parts = split(node.text, ':');
  const auto hour = parts.size() == 2 && parts[0].size() == 2 ? parse_int(parts[0]) : std::nullopt;
  const auto minute = parts.size() == 2 && parts[1].size() == 2 ? parse_int(parts[1]) : std::nullopt;
  if (node.kind != YamlNode::Kind::kScalar || !hour || !minute || *hour < 0 || *hour > 23 || *minute < 0 ||
      *minute > 59)
    return Refusal{fmt::format("must be a time such as \"15:55\", not {}", fields::what_it_is(node)), "", 0};
  const Duration time = std::chrono::hours(*hour) + std::chrono::minutes(*minute);
  if (time < std::chrono::hours(15) + std::chrono::minutes(30) ||
      time > std::chrono::hours(15) + std::chrono::minutes(56))
    return Refusal{
        fmt::format("must lie in 15:30 to 15:56 New York time (four minutes before the close), not {}", node.text), "",
        0};
  value = time;
  return std::nullopt;
}

std::optional<Refusal> read_pace(const YamlNode& node, Pace& value) {
  if (node.kind == YamlNode::Kind::kScalar && (node.text == "step" || node.text == "real")) {
    value = Pace{.step = node.text == "step"};
    return std::nullopt;
  }
  double factor = 0;
  if (fields::read_number(node, {.min = 0, .max = 1e6, .above_min = true}, factor))
    return Refusal{fmt::format("must be real, step or a number above 0, not {}", fields::what_it_is(node)), "", 0};
  value = Pace{.step = false, .factor = factor};
  return std::nullopt;
}

std::optional<Refusal> read_symbol(const YamlNode& node, Symbol& value) {
  if (node.kind == YamlNode::Kind::kScalar) {
    if (const auto symbol = parse_symbol(node.text)) {
      value = *symbol;
      return std::nullopt;
    }
  }
  return Refusal{fmt::format("must hold symbols such as SPY, not {}", fields::what_it_is(node)),
                 "Symbols are 1 to 12 capital letters, digits, blanks, points or hyphens", 0};
}

std::optional<Refusal> read_retryable(const YamlNode& node, ErrorCode& value) {
  std::vector<std::string> words;
  for (const ErrorCode code : {ErrorCode::kRefused, ErrorCode::kTimeout, ErrorCode::kDisconnected, ErrorCode::kPacing,
                               ErrorCode::kClientIdInUse, ErrorCode::kLogin}) {
    words.emplace_back(name(code));
    if (node.kind == YamlNode::Kind::kScalar && node.text == words.back()) {
      value = code;
      return std::nullopt;
    }
  }
  return fields::not_one_of(node, words);
}

struct GridKey {
  const char* name;
  bool is_whole;
  Range range;
};
constexpr GridKey kGridKeys[] = {{"ema_fast", true, {.min = 1, .max = kWindowMax}},
                                 {"ema_slow", true, {.min = 2, .max = kWindowMax}},
                                 {"atr_window", true, {.min = 1, .max = kWindowMax}},
                                 {"top_n", true, {.min = 1, .max = 500}},
                                 {"corr_window", true, {.min = 2, .max = kWindowMax}},
                                 {"corr_cap", false, kShare},
                                 {"min_score", false, {.min = -1000, .max = 1000}},
                                 {"vol_window", true, {.min = 2, .max = kWindowMax}},
                                 {"max_weight_per_asset", false, kShareAboveZero},
                                 {"cash_buffer", false, kShareBelowOne},
                                 {"drift_band", false, kShareBelowOne}};

std::optional<Refusal> read_grid_entry(Settings& settings, const std::string& key_name, const YamlNode& node) {
  const auto* known = std::ranges::find(kGridKeys, key_name, [](const GridKey& key) { return std::string(key.name); });
  if (known == std::end(kGridKeys)) {
    std::vector<std::string> names;
    for (const GridKey& key : kGridKeys) names.emplace_back(key.name);
    const std::string near = nearest(key_name, names);
    return Refusal{fmt::format("is not a key a grid can vary; those are {}", fmt::join(names, ", ")),
                   near.empty() ? "" : fmt::format("Did you mean \"{}\"?", near), 0};
  }
  if (node.kind != YamlNode::Kind::kList || node.items.empty())
    return Refusal{fmt::format("must be a list of numbers, not {}", fields::what_it_is(node)), "", 0};
  std::vector<double> values;
  for (const YamlNode& item : node.items) {
    double value = 0;
    std::int64_t whole_value = 0;
    auto refusal = known->is_whole ? fields::read_whole(item, static_cast<std::int64_t>(known->range.min),
                                                        static_cast<std::int64_t>(known->range.max), whole_value)
                                   : fields::read_number(item, known->range, value);
    if (known->is_whole) value = static_cast<double>(whole_value);
    if (!refusal && std::ranges::find(values, value) != values.end())
      refusal = Refusal{fmt::format("holds {} twice", item.text), "", 0};
    if (refusal) {
      refusal->line = item.line;
      return refusal;
    }
    values.push_back(value);
  }
  auto& grid = settings.walkforward.grid;
  const auto old = std::ranges::find(grid, key_name, &std::pair<std::string, std::vector<double>>::first);
  if (old == grid.end()) {
    grid.emplace_back(key_name, std::move(values));
  } else {
    old->second = std::move(values);
  }
  return std::nullopt;
}

KeySpec grid_key() {
  KeySpec spec;
  spec.path = "walkforward.grid";
  spec.open_map = true;
  spec.read = read_grid_entry;
  spec.entries = [](const Settings& settings) {
    std::vector<std::pair<std::string, Shown>> shown;
    for (const auto& [key_name, values] : settings.walkforward.grid) {
      const std::string joined = fmt::format("[{}]", fmt::join(values, ", "));
      shown.push_back({key_name, {joined, joined}});
    }
    return shown;
  };
  return spec;
}

// An open map from symbols. `read_value` reads the value of one, `show_value` shows it.
template <class T, class Get, class ReadValue, class ShowValue>
KeySpec by_symbol(std::string path, Get get, ReadValue read_value, ShowValue show_value) {
  KeySpec spec;
  spec.path = std::move(path);
  spec.open_map = true;
  spec.read = [get, read_value](Settings& settings, const std::string& key_name,
                                const YamlNode& node) -> std::optional<Refusal> {
    const auto symbol = parse_symbol(key_name);
    if (!symbol) return Refusal{"is not a symbol such as SPY", "", 0};
    T value{};
    auto refusal = read_value(node, value);
    if (!refusal) get(settings)[*symbol] = value;
    return refusal;
  };
  spec.entries = [get, show_value](const Settings& settings) {
    std::vector<std::pair<std::string, Shown>> shown;
    for (const auto& [symbol, value] : get(settings)) {
      const std::string one = show_value(value);
      shown.push_back({symbol.value(), {one, one}});
    }
    return shown;
  };
  return spec;
}

std::optional<Refusal> read_kept_shares(const YamlNode& node, Quantity& value) {
  double ignored = 0;
  if (auto refusal = fields::read_number(node, {.min = 0, .max = 1e9, .above_min = true}, ignored)) return refusal;
  const auto parsed = Quantity::parse(node.text);
  if (!parsed) return Refusal{fmt::format("must be a number of shares, not {}", fields::what_it_is(node)), "", 0};
  value = *parsed;
  return std::nullopt;
}

// clang-format off
#define BOT_AT(field) [](auto& s) -> auto& { return s.field; }
std::vector<KeySpec> make_schema() {
  const fields::Words<Objective> objectives = {{"calmar", Objective::kCalmar}, {"sharpe", Objective::kSharpe}, {"sortino", Objective::kSortino}, {"cagr", Objective::kCagr}};
  const auto symbol_text = [](const Symbol& symbol) { return symbol.value(); };
  const auto account_text = [](const AccountId& account) { return account.value(); };
  const auto date_text = [](const Date& date) { return to_iso(date); };
  std::vector<KeySpec> keys = {
      choice<GatewayKind>("gateway.kind", {{"embedded", GatewayKind::kEmbedded}, {"tws", GatewayKind::kTws}}, BOT_AT(gateway.kind)),
      text("gateway.host", BOT_AT(gateway.host), check_not_empty),
      whole("gateway.port", 1, 65535, BOT_AT(gateway.port)),
      whole("gateway.client_id", 0, std::numeric_limits<int>::max() - 100, BOT_AT(gateway.client_id)),
      number("gateway.connect_timeout_s", kSeconds, BOT_AT(gateway.connect_timeout_s)),
      text("embedded.attach", BOT_AT(embedded.attach), check_endpoint),
      text("embedded.replay", BOT_AT(embedded.replay), {}),
      whole("embedded.seed", 0, std::numeric_limits<std::int64_t>::max(), BOT_AT(embedded.seed)),
      text("embedded.clock", BOT_AT(embedded.clock), check_clock),
      fields::plain("embedded.pace", [](Settings& s, const YamlNode& node) { return read_pace(node, s.embedded.pace); },
                    [](const Settings& s) { return s.embedded.pace.step ? fields::show_text("step") : fields::show_number(s.embedded.pace.factor); }),
      text("embedded.state", BOT_AT(embedded.state), check_not_empty),
      fields::account("embedded.account", false, BOT_AT(embedded.account)),
      money("embedded.cash", kDollars, BOT_AT(embedded.cash)),
      choice<Fractions>("embedded.fractional", {{"refuse", Fractions::kRefuse}, {"accept", Fractions::kAccept}}, BOT_AT(embedded.fractional)),
      choice<GatewayData>("embedded.data", {{"live", GatewayData::kLive}, {"delayed", GatewayData::kDelayed}}, BOT_AT(embedded.data)),
      choice<SettledCash>("embedded.settled_cash", {{"settled", SettledCash::kSettled}, {"total", SettledCash::kTotal}}, BOT_AT(embedded.settled_cash)),
      flag("embedded.grants", BOT_AT(embedded.grants)),
      text("embedded.faults", BOT_AT(embedded.faults), {}),
      fields::account("accounts.paper", true, BOT_AT(accounts.paper)),
      fields::account("accounts.live", true, BOT_AT(accounts.live)),
      fields::list<AccountId>("accounts.ignore", BOT_AT(accounts.ignore), [](const YamlNode& node, AccountId& value) { return fields::read_account(node, false, value); }, account_text, true),
      choice<AccountType>("accounts.type", {{"", AccountType::kUnstated}, {"cash", AccountType::kCash}, {"margin", AccountType::kMargin},
                          {"STKCASH", AccountType::kCash}, {"STKMRGN", AccountType::kMargin}}, BOT_AT(accounts.type)),
      choice<DataMode>("market_data.mode", {{"live", DataMode::kLive}, {"delayed", DataMode::kDelayed}, {"delayed_frozen", DataMode::kDelayedFrozen}, {"snapshot", DataMode::kSnapshot}}, BOT_AT(market_data.mode)),
      text("market_data.bar_size", BOT_AT(market_data.bar_size), [](const std::string& value) {
        return value == "1 day" ? std::nullopt : std::optional(Refusal{fmt::format("must be \"1 day\", the only bar size there is, not \"{}\"", value), "", 0});
      }),
      fields::plain("market_data.start", [](Settings& s, const YamlNode& node) { return fields::read_date(node, s.market_data.start); },
                    [](const Settings& s) { return fields::show_text(to_iso(s.market_data.start)); }),
      choice<Adjust>("market_data.adjust", {{"total_return", Adjust::kTotalReturn}, {"splits", Adjust::kSplits}}, BOT_AT(market_data.adjust)),
      fields::list<Symbol>("universe", BOT_AT(universe), read_symbol, symbol_text, false),
      fields::plain("schedule.time", [](Settings& s, const YamlNode& node) { return read_time_of_day(node, s.schedule.time); },
                    [](const Settings& s) {
                      const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(s.schedule.time).count();
                      return fields::show_text(fmt::format("{:02}:{:02}", minutes / 60, minutes % 60));
                    }),
      whole("schedule.minutes_before_early_close", 4, 30, BOT_AT(schedule.minutes_before_early_close)),
      choice<Frequency>("schedule.frequency", {{"daily", Frequency::kDaily}, {"weekly", Frequency::kWeekly}, {"monthly", Frequency::kMonthly}}, BOT_AT(schedule.frequency)),
      choice<StrategyKind>("strategy.kind", {{"momentum", StrategyKind::kMomentum}, {"fixed", StrategyKind::kFixed}}, BOT_AT(strategy.kind)),
      by_symbol<double>("fixed_weights", BOT_AT(fixed_weights), [](const YamlNode& node, double& value) { return fields::read_number(node, kShare, value); },
                        [](double value) { return fields::show_number(value).text; }),
      whole("features.ema_fast", 1, kWindowMax, BOT_AT(features.ema_fast)),
      whole("features.ema_slow", 2, kWindowMax, BOT_AT(features.ema_slow)),
      whole("features.atr_window", 1, kWindowMax, BOT_AT(features.atr_window)),
      flag("features.macd.enabled", BOT_AT(features.macd.enabled)),
      whole("features.macd.fast", 1, kWindowMax, BOT_AT(features.macd.fast)),
      whole("features.macd.slow", 2, kWindowMax, BOT_AT(features.macd.slow)),
      whole("features.macd.signal", 1, kWindowMax, BOT_AT(features.macd.signal)),
      whole("selection.top_n", 1, 500, BOT_AT(selection.top_n)),
      whole("selection.corr_window", 2, kWindowMax, BOT_AT(selection.corr_window)),
      number("selection.corr_cap", kShare, BOT_AT(selection.corr_cap)),
      number("selection.min_score", {.min = -1000, .max = 1000}, BOT_AT(selection.min_score)),
      choice<WeightMethod>("weights.method", {{"inv_vol", WeightMethod::kInvVol}, {"equal", WeightMethod::kEqual}, {"erc", WeightMethod::kErc}, {"hrp", WeightMethod::kHrp}, {"min_var", WeightMethod::kMinVar}}, BOT_AT(weights.method)),
      whole("weights.vol_window", 2, kWindowMax, BOT_AT(weights.vol_window)),
      number("weights.max_weight_per_asset", kShareAboveZero, BOT_AT(weights.max_weight_per_asset)),
      number("weights.cash_buffer", kShareBelowOne, BOT_AT(weights.cash_buffer)),
      number("weights.drift_band", kShareBelowOne, BOT_AT(weights.drift_band)),
      number("costs.commission_per_share", {.min = 0, .max = 100}, BOT_AT(costs.commission_per_share)),
      number("costs.min_commission", {.min = 0, .max = 1000}, BOT_AT(costs.min_commission)),
      number("costs.slippage_bps", kBps, BOT_AT(costs.slippage_bps)),
      whole("validation.max_stale_sessions", 0, 250, BOT_AT(validation.max_stale_sessions)),
      number("validation.max_daily_move", {.min = 0, .max = 100, .above_min = true}, BOT_AT(validation.max_daily_move)),
      whole("validation.min_bars", 2, 10 * kWindowMax, BOT_AT(validation.min_bars)),
      by_symbol<Quantity>("keep", BOT_AT(keep), read_kept_shares, [](Quantity value) { return value.str(); }),
      flag("execution.live", BOT_AT(execution.live)),
      choice<OrderType>("execution.order_type", {{"LMT", OrderType::kLimit}}, BOT_AT(execution.order_type)),
      number("execution.limit_offset_bps", kBps, BOT_AT(execution.limit_offset_bps)),
      number("execution.exit_offset_bps", kBps, BOT_AT(execution.exit_offset_bps)),
      choice<FractionalOrders>("execution.fractional", {{"auto", FractionalOrders::kAuto}, {"never", FractionalOrders::kNever}}, BOT_AT(execution.fractional)),
      money("execution.min_order_notional", kDollars, BOT_AT(execution.min_order_notional)),
      whole("execution.max_orders_per_day", 1, 1000, BOT_AT(execution.max_orders_per_day)),
      number("execution.fill_timeout_s", {.min = 1, .max = 600}, BOT_AT(execution.fill_timeout_s)),
      choice<UnmanagedPositions>("execution.unmanaged_positions", {{"ignore", UnmanagedPositions::kIgnore}, {"refuse", UnmanagedPositions::kRefuse}}, BOT_AT(execution.unmanaged_positions)),
      choice<CashRule>("execution.cash_rule", {{"auto", CashRule::kAuto}, {"settled_only", CashRule::kSettledOnly}}, BOT_AT(execution.cash_rule)),
      whole("execution.lock_margin_sessions", 0, 10, BOT_AT(execution.lock_margin_sessions)),
      money("execution.cash_reserve", kDollars, BOT_AT(execution.cash_reserve)),
      number("limits.max_order_notional", kShareAboveZero, BOT_AT(limits.max_order_notional)),
      number("limits.max_turnover_per_day", {.min = 0, .max = 10, .above_min = true}, BOT_AT(limits.max_turnover_per_day)),
      number("limits.max_price_move", {.min = 0, .max = 1, .above_min = true, .below_max = true}, BOT_AT(limits.max_price_move)),
      number("limits.max_quote_age_s", kSeconds, BOT_AT(limits.max_quote_age_s)),
      number("limits.max_quote_age_delayed_s", {.min = 0, .max = 7200, .above_min = true}, BOT_AT(limits.max_quote_age_delayed_s)),
      number("limits.max_spread_bps", {.min = 0, .max = 10'000, .above_min = true, .below_max = true}, BOT_AT(limits.max_spread_bps)),
      whole("retry.max_attempts", 1, 100, BOT_AT(retry.max_attempts)),
      number("retry.initial_delay_s", kSeconds, BOT_AT(retry.initial_delay_s)),
      number("retry.multiplier", {.min = 1, .max = 10}, BOT_AT(retry.multiplier)),
      number("retry.max_delay_s", kSeconds, BOT_AT(retry.max_delay_s)),
      number("retry.jitter", kShareBelowOne, BOT_AT(retry.jitter)),
      fields::list<ErrorCode>("retry.on", BOT_AT(retry.on), read_retryable, [](const ErrorCode& code) { return std::string(name(code)); }, true),
      whole("backtest.seed", 0, std::numeric_limits<std::int64_t>::max(), BOT_AT(backtest.seed)),
      money("backtest.initial_equity", kDollarsAboveZero, BOT_AT(backtest.initial_equity)),
      flag("backtest.fractional", BOT_AT(backtest.fractional)),
      whole("walkforward.train_years", 1, 50, BOT_AT(walkforward.train_years)),
      whole("walkforward.oos_months", 1, 120, BOT_AT(walkforward.oos_months)),
      choice<Objective>("walkforward.objective", objectives, BOT_AT(walkforward.objective)),
      grid_key(),
      whole("permutation.runs", 1, 1'000'000, BOT_AT(permutation.runs)),
      choice<Objective>("permutation.objective", objectives, BOT_AT(permutation.objective)),
      text("alerts.discord.webhook_env", BOT_AT(alerts.discord.webhook_env), check_variable),
      text("alerts.dead_man_url_env", BOT_AT(alerts.dead_man_url_env), check_variable),
      fields::list<Date>("calendar.extra_closures", BOT_AT(calendar.extra_closures), fields::read_date, date_text, true),
      fields::list<Date>("calendar.extra_early_closes", BOT_AT(calendar.extra_early_closes), fields::read_date, date_text, true),
      text("paths.cache", BOT_AT(paths.cache), check_not_empty),
      text("paths.state", BOT_AT(paths.state), check_not_empty),
      text("paths.reports", BOT_AT(paths.reports), check_not_empty),
  };
  return keys;
}
#undef BOT_AT
// clang-format on

std::string last_name(const std::string& path) { return path.substr(path.rfind('.') + 1); }
std::string section_of(const std::string& path) {
  const auto dot = path.rfind('.');
  return dot == std::string::npos ? std::string() : path.substr(0, dot + 1);
}

}  // namespace

const std::vector<KeySpec>& schema() {
  static const std::vector<KeySpec> keys = make_schema();
  return keys;
}

const KeySpec* find_key(const std::string& path) {
  for (const KeySpec& key : schema())
    if (key.path == path || (key.open_map && path.starts_with(key.path + "."))) return &key;
  return nullptr;
}

bool is_section(const std::string& path) {
  return std::ranges::any_of(schema(), [&](const KeySpec& key) { return key.path.starts_with(path + "."); });
}

std::string nearest_key(const std::string& path) {
  std::vector<std::string> all;
  std::vector<std::string> siblings;
  const std::string section = section_of(path);
  const auto note = [&](const std::string& candidate) {
    all.push_back(candidate);
    if (section_of(candidate) == section) siblings.push_back(candidate);
  };
  for (const KeySpec& key : schema()) {
    std::string above = section_of(key.path);
    while (!above.empty()) {
      above.pop_back();
      if (std::ranges::find(all, above) == all.end()) note(above);
      above = section_of(above);
    }
    note(key.path);
  }
  const std::string wanted = last_name(path);
  for (const std::string& candidate : all)
    if (last_name(candidate) == wanted) return candidate;
  std::vector<std::string> names;
  for (const std::string& sibling : siblings) names.push_back(last_name(sibling));
  if (const std::string near = nearest(wanted, names); !near.empty()) return section + near;
  names.clear();
  for (const std::string& candidate : all) names.push_back(last_name(candidate));
  const std::string near = nearest(wanted, names);
  for (const std::string& candidate : all)
    if (!near.empty() && last_name(candidate) == near) return candidate;
  return nearest(path, all);
}

}  // namespace bot::config
