// Every member of every options struct that Settings holds, one line each, so that tests can say what a key changed.
// The structured bindings do not compile when a struct gets a member that is not dumped.
#pragma once

#include <fmt/format.h>

#include <map>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "config/settings.hpp"

namespace bot::config::test {

// "run.plan[3]", the fourth member of run.plan, and its value.
using Lines = std::map<std::string, std::string>;

class OptionsDump {
 public:
  explicit OptionsDump(const Settings& settings) {
    const auto& [gateway, tws, embedded, accounts, calendar, run, research, alerts, paths] = settings;
    add("gateway", gateway);
    add("tws", tws);
    add("embedded", embedded);
    add("accounts", accounts);
    add("calendar", calendar);
    add("run", run);
    add("research", research);
    add("alerts", alerts);
    add("paths", paths);
  }
  [[nodiscard]] const Lines& lines() const { return lines_; }

 private:
  template <class... Members>
  void members(const std::string& at, const Members&... all) {
    int index = 0;
    (add(fmt::format("{}[{}]", at, index++), all), ...);
  }

  void add(const std::string& at, const std::string& value) { lines_[at] = value; }
  void add(const std::string& at, Duration value) { lines_[at] = fmt::format("{} ms", value.count()); }
  void add(const std::string& at, Date value) { lines_[at] = to_iso(value); }
  void add(const std::string& at, const ClockPace& value) { lines_[at] = to_text(value); }
  template <class T>
  requires std::is_arithmetic_v<T>
  void add(const std::string& at, T value) { lines_[at] = fmt::format("{}", value); }
  template <class T>
  requires std::is_enum_v<T>
  void add(const std::string& at, T value) { lines_[at] = fmt::format("{}", static_cast<int>(value)); }
  template <class T>
  requires requires(const T& fixed) { fixed.raw(); }
  void add(const std::string& at, const T& value) { lines_[at] = value.str(); }
  template <class T>
  requires requires(const T& id) { id.value(); }
  void add(const std::string& at, const T& value) { lines_[at] = fmt::format("{}", value.value()); }
  template <class T>
  void add(const std::string& at, const std::vector<T>& values) {
    lines_[at] = fmt::format("{} items", values.size());
    for (std::size_t index = 0; index < values.size(); ++index) add(fmt::format("{}[{}]", at, index), values[index]);
  }
  template <class Key, class T>
  void add(const std::string& at, const std::map<Key, T>& values) {
    lines_[at] = fmt::format("{} items", values.size());
    for (const auto& [key, value] : values) add(fmt::format("{}[{}]", at, key.value()), value);
  }
  template <class A, class B>
  void add(const std::string& at, const std::pair<A, B>& pair) {
    members(at, pair.first, pair.second);
  }

  void add(const std::string& at, const GatewayChoice& options) {
    const auto& [kind, attach, clock, pace] = options;
    const auto& [step, factor] = pace;
    members(at, kind, attach, clock, step, factor);
  }
  void add(const std::string& at, const ports::Endpoint& endpoint) {
    const auto& [host, port] = endpoint;
    members(at, host, port);
  }
  void add(const std::string& at, const tws::Options& options) {
    const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n] = options;
    members(at, a, b, c, d, e, f, g, h, i, j, k, l, m, n);
  }
  void add(const std::string& at, const gateway::Options& options) {
    const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, others, keeps_trades] = options;
    members(at, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, others.size(), keeps_trades);
  }
  void add(const std::string& at, const Accounts& options) {
    const auto& [paper, live] = options;
    members(at, paper, live);
  }
  void add(const std::string& at, const calendar::Extra& options) {
    const auto& [closures, early_closes] = options;
    members(at, closures, early_closes);
  }
  void add(const std::string& at, const schedule::Options& options) {
    const auto& [time, minutes_before_early_close, frequency] = options;
    members(at, time, minutes_before_early_close, frequency);
  }
  void add(const std::string& at, const data::Options& options) {
    const auto& [start, adjust, max_stale_sessions, max_daily_move] = options;
    members(at, start, adjust, max_stale_sessions, max_daily_move);
  }
  void add(const std::string& at, const data::StrategyFile& options) {
    const auto& [path, max_age_sessions] = options;
    members(at, path, max_age_sessions);
  }
  void add(const std::string& at, const decide::Options& options) {
    const auto& [kind, fixed_weights, file_row, features, selection, weights, min_bars] = options;
    members(at, kind, fixed_weights, file_row.has_value(), min_bars);
    add(at + ".features", features);
    add(at + ".selection", selection);
    add(at + ".weights", weights);
  }
  void add(const std::string& at, const decide::FeatureOptions& options) {
    const auto& [ema_fast, ema_slow, atr_window, macd] = options;
    const auto& [enabled, fast, slow, signal] = macd;
    members(at, ema_fast, ema_slow, atr_window, enabled, fast, slow, signal);
  }
  void add(const std::string& at, const decide::SelectionOptions& options) {
    const auto& [top_n, corr_window, corr_cap, min_score] = options;
    members(at, top_n, corr_window, corr_cap, min_score);
  }
  void add(const std::string& at, const decide::WeightOptions& options) {
    const auto& [method, vol_window, max_weight_per_asset, cash_buffer] = options;
    members(at, method, vol_window, max_weight_per_asset, cash_buffer);
  }
  void add(const std::string& at, const plan::Options& options) {
    const auto& [a, b, c, d, e, f, g, h, costs] = options;
    const auto& [per_share, minimum] = costs;
    members(at, a, b, c, d, e, f, g, h, per_share, minimum);
  }
  void add(const std::string& at, const safety::Options& options) {
    const auto& [a, b, c, d, e, f] = options;
    members(at, a, b, c, d, e, f);
  }
  void add(const std::string& at, const BackoffOptions& options) {
    const auto& [initial_delay_s, multiplier, max_delay_s, jitter] = options;
    members(at, initial_delay_s, multiplier, max_delay_s, jitter);
  }
  void add(const std::string& at, const ports::RetryPolicy& options) {
    const auto& [backoff, max_attempts, deadline, on, despite_interruption] = options;
    members(at, backoff, max_attempts.value_or(0), deadline.has_value(), on, despite_interruption);
  }
  void add(const std::string& at, const run::RunOptions& options) {
    const auto& [mode, scheduled, simulated, version, arming, options_json, account, halt_file, plans_folder, seed,
                 ignored_accounts, account_type, port, universe, keep, market_data, schedule, data, strategy_file,
                 decide, plan, safety, fractional, fill_timeout, unmanaged_positions, extra_settlement_sessions, retry,
                 connect_timeout, request_timeout] = options;
    members(at, mode, scheduled, simulated, version, options_json, account, halt_file, plans_folder, seed,
            ignored_accounts, account_type, port, universe, keep, market_data, fractional, fill_timeout,
            unmanaged_positions, extra_settlement_sessions, connect_timeout, request_timeout);
    add(at + ".schedule", schedule);
    add(at + ".data", data);
    add(at + ".strategy_file", strategy_file);
    add(at + ".decide", decide);
    add(at + ".plan", plan);
    add(at + ".safety", safety);
    add(at + ".retry", retry);
  }
  void add(const std::string& at, const research::Costs& options) {
    const auto& [commission_per_share, min_commission, slippage_bps] = options;
    members(at, commission_per_share, min_commission, slippage_bps);
  }
  void add(const std::string& at, const research::BacktestOptions& options) {
    const auto& [first, last, initial_equity, fills, shares, costs, min_order_notional, drift_band, drift_bands] =
        options;
    members(at, first, last, initial_equity, fills, shares, min_order_notional, drift_band, drift_bands);
    add(at + ".costs", costs);
  }
  void add(const std::string& at, const research::WalkforwardOptions& options) {
    const auto& [train_years, oos_months, objective, grid] = options;
    members(at, train_years, oos_months, objective, grid);
  }
  void add(const std::string& at, const research::PermutationOptions& options) {
    const auto& [search, seed, runs] = options;
    const auto& [account, objective] = search;
    members(at, objective, seed, runs);
    add(at + ".account", account);
  }
  void add(const std::string& at, const research::Options& options) {
    const auto& [backtest, walkforward, permutation, require_verdict] = options;
    members(at, require_verdict);
    add(at + ".backtest", backtest);
    add(at + ".walkforward", walkforward);
    add(at + ".permutation", permutation);
  }
  void add(const std::string& at, const ports::AlertVariables& options) {
    const auto& [webhook, dead_man] = options;
    members(at, webhook, dead_man);
  }
  void add(const std::string& at, const Paths& options) {
    const auto& [cache, state, reports] = options;
    members(at, cache, state, reports);
  }

  Lines lines_;
};

// What config/config.yaml says, from the structs alone. Two things a room leaves empty are named here: what may be
// held, and the folder of the simulated account, without which a gateway keeps nothing.
[[nodiscard]] inline Settings with_defaults() {
  Settings settings;
  for (const char* symbol : {"SPY", "QQQ", "VTI", "TLT", "IEF", "GLD", "XLE", "BND", "BITO"})
    settings.run.universe.emplace_back(symbol);
  settings.embedded.state = "data/gateway";
  derive(settings);
  return settings;
}

// What differs, as "run.plan[3]".
[[nodiscard]] inline std::vector<std::string> differences(const Settings& before, const Settings& after) {
  const OptionsDump old_dump(before), new_dump(after);
  std::vector<std::string> places;
  for (const auto& [place, value] : old_dump.lines()) {
    const auto now = new_dump.lines().find(place);
    if (now == new_dump.lines().end() || now->second != value) places.push_back(place);
  }
  for (const auto& [place, value] : new_dump.lines())
    if (!old_dump.lines().contains(place)) places.push_back(place);
  return places;
}

}  // namespace bot::config::test
