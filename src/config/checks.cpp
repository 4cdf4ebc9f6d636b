#include "config/checks.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "broker/paper_or_live.hpp"

namespace bot::config {
namespace {

constexpr double kSumTolerance = 1e-9;  // 0.35 + 0.30 + 0.20 + 0.15 is not quite 1 in binary

class Checker {
 public:
  Checker(const Settings& settings, const Origins& origins, Remarks& remarks)
      : settings_(settings), origins_(origins), remarks_(remarks) {}

  void run() {
    windows();
    selection();
    fixed();
    file();
    order_cap();
    accounts();
    execution();
    calendar();
    embedded();
  }

 private:
  static Error about(const std::optional<Origin>& origin, std::string what, std::string fix) {
    return {ErrorCode::kConfig, std::move(what), origin ? to_place(*origin) : std::string(), std::move(fix)};
  }
  void error(std::initializer_list<std::string> keys, std::string what, std::string fix = {}) {
    remarks_.errors.push_back(about(origins_.latest(keys), std::move(what), std::move(fix)));
  }
  void warn(std::initializer_list<std::string> keys, std::string what, std::string fix = {}) {
    const auto origin = origins_.latest(keys);
    remarks_.warnings.push_back({.error = about(origin, std::move(what), std::move(fix)), .origin = origin});
  }
  [[nodiscard]] bool in_universe(const Symbol& symbol) const {
    return std::ranges::find(settings_.run.universe, symbol) != settings_.run.universe.end();
  }
  [[nodiscard]] bool is(decide::StrategyKind kind) const { return settings_.run.decide.kind == kind; }
  [[nodiscard]] bool is_fixed() const { return is(decide::StrategyKind::kFixed); }

  void windows() {
    const decide::FeatureOptions& features = settings_.run.decide.features;
    if (features.ema_fast >= features.ema_slow)
      error({"features.ema_fast", "features.ema_slow"},
            fmt::format("features.ema_fast ({}) must be below features.ema_slow ({})", features.ema_fast,
                        features.ema_slow));
    if (features.macd.fast >= features.macd.slow)
      error({"features.macd.fast", "features.macd.slow"},
            fmt::format("features.macd.fast ({}) must be below features.macd.slow ({})", features.macd.fast,
                        features.macd.slow));
    std::vector<std::pair<std::string, int>> all = {
        {"features.ema_fast", features.ema_fast},
        {"features.ema_slow", features.ema_slow},
        {"features.atr_window", features.atr_window},
        {"selection.corr_window", settings_.run.decide.selection.corr_window},
        {"weights.vol_window", settings_.run.decide.weights.vol_window}};
    if (features.macd.enabled) {
      all.emplace_back("features.macd.fast", features.macd.fast);
      all.emplace_back("features.macd.slow", features.macd.slow);
      all.emplace_back("features.macd.signal", features.macd.signal);
    }
    const int min_bars = settings_.run.decide.min_bars;
    for (const auto& [key, window] : all)
      if (min_bars <= window)
        error({key, "validation.min_bars"},
              fmt::format("validation.min_bars ({}) must be above every window; {} is {}", min_bars, key, window));
  }

  void selection() {
    if (!is(decide::StrategyKind::kMomentum)) return;
    const double cap = settings_.run.decide.weights.max_weight_per_asset;
    const int top_n = settings_.run.decide.selection.top_n;
    if (top_n * cap <= 1)
      warn({"selection.top_n", "weights.max_weight_per_asset"},
           fmt::format(
               "selection.top_n ({}) times weights.max_weight_per_asset ({}) is {}, not above 1: the cap alone sets "
               "the weights, weights.method has no effect",
               top_n, cap, top_n * cap));
    if (static_cast<std::size_t>(top_n) > settings_.run.universe.size())
      warn({"selection.top_n", "universe"},
           fmt::format("selection.top_n ({}) is above the {} symbols of universe: it has no effect", top_n,
                       settings_.run.universe.size()));
  }

  void file() {
    const std::string& path = settings_.run.strategy_file.path;
    if (is(decide::StrategyKind::kFile)) {
      if (path.empty())
        error({"strategy.kind", "strategy.path"}, "strategy.kind is file but strategy.path names none",
              "Name the CSV or Parquet file with the target weights in strategy.path");
      return;
    }
    if (!path.empty())
      warn({"strategy.path"}, "strategy.path has no effect unless strategy.kind is file",
           "Set strategy.kind to file to use it");
  }

  void fixed() {
    if (!is_fixed()) {
      if (!settings_.run.decide.fixed_weights.empty())
        warn({"fixed_weights." + settings_.run.decide.fixed_weights.begin()->first.value()},
             fmt::format("fixed_weights has no effect while strategy.kind is {}",
                         is(decide::StrategyKind::kFile) ? "file" : "momentum"),
             "Set strategy.kind to fixed to use them");
      return;
    }
    double sum = 0;
    for (const auto& [symbol, weight] : settings_.run.decide.fixed_weights) {
      sum += weight;
      const std::string key = "fixed_weights." + symbol.value();
      if (!in_universe(symbol))
        error({key}, fmt::format("{} is not in universe", key), "Add the symbol to universe or take its weight out");
    }
    const std::string first = settings_.run.decide.fixed_weights.empty()
                                  ? "strategy.kind"
                                  : "fixed_weights." + settings_.run.decide.fixed_weights.begin()->first.value();
    if (sum > 1 + kSumTolerance) error({first}, fmt::format("fixed_weights sum to {}, above 1", sum));
    if (!(sum > 0))
      error({first}, "strategy.kind is fixed but fixed_weights holds no weight above 0",
            "Name symbols and weights in fixed_weights");
  }

  void order_cap() {
    if (is(decide::StrategyKind::kFile)) return;  // its weights are not known here; a rule looks at each order
    std::string key = "weights.max_weight_per_asset";
    double largest = settings_.run.decide.weights.max_weight_per_asset;
    if (is_fixed()) {
      largest = 0;
      for (const auto& [symbol, weight] : settings_.run.decide.fixed_weights)
        if (weight > largest) {
          largest = weight;
          key = "fixed_weights." + symbol.value();
        }
    }
    if (settings_.run.safety.max_order_notional < largest)
      error({"limits.max_order_notional", key},
            fmt::format("limits.max_order_notional ({}) is below the largest weight in force, {} ({})",
                        settings_.run.safety.max_order_notional, key, largest),
            "Raise the limit or lower the weight");
  }

  void accounts() {
    const Accounts& ids = settings_.accounts;
    const auto check_prefix = [&](const AccountId& id, Mode mode) {
      const std::string key = fmt::format("accounts.{}", name(mode));
      if (!id.value().empty() && broker::account_mode(id) != mode)
        error({key}, fmt::format("{} must begin with {}, not \"{}\"", key, broker::account_prefix(mode), id));
    };
    check_prefix(ids.paper, Mode::kPaper);
    check_prefix(ids.live, Mode::kLive);
    for (const AccountId& ignored : settings_.run.ignored_accounts)
      if (ignored == ids.paper || ignored == ids.live)
        error({"accounts.ignore"}, fmt::format("accounts.ignore names {}, the account to be traded", ignored));
    if (settings_.run.account_type == AccountType::kMargin)
      warn({"accounts.type"}, "accounts.type is margin: bot trades cash accounts only and will refuse to run");
  }

  void execution() {
    const BackoffOptions& retry = settings_.run.retry.backoff;
    if (retry.max_delay_s < retry.initial_delay_s)
      error({"retry.max_delay_s", "retry.initial_delay_s"},
            fmt::format("retry.max_delay_s ({}) is below retry.initial_delay_s ({})", retry.max_delay_s,
                        retry.initial_delay_s));
    const double widest = std::max(settings_.run.plan.limit_offset_bps, settings_.run.plan.exit_offset_bps);
    if (widest / 10'000 >= settings_.run.plan.max_price_move)
      error({"execution.limit_offset_bps", "execution.exit_offset_bps", "limits.max_price_move"},
            fmt::format("an offset of {} bps reaches limits.max_price_move ({}): every order would be refused", widest,
                        settings_.run.plan.max_price_move));
    for (const auto& [symbol, shares] : settings_.run.keep)
      if (!in_universe(symbol))
        warn({"keep." + symbol.value()},
             fmt::format("keep.{} has no effect: a symbol outside universe is not touched anyway", symbol));
  }

  void calendar() {
    for (const Date closure : settings_.calendar.closures)
      if (std::ranges::find(settings_.calendar.early_closes, closure) != settings_.calendar.early_closes.end())
        error({"calendar.extra_closures", "calendar.extra_early_closes"},
              fmt::format("{} is in calendar.extra_closures and in calendar.extra_early_closes", to_iso(closure)));
  }

  void embedded() {
    const GatewayChoice& gateway = settings_.gateway;
    const std::string& account = settings_.embedded.account;
    if (gateway.kind != GatewayKind::kEmbedded) return;
    if (!broker::account_mode(AccountId(account)))
      error({"embedded.account"},
            fmt::format("embedded.account must begin with D (paper) or U (live), not \"{}\"", account));
    if (!gateway.attach.empty() && gateway.pace.step)
      error({"embedded.attach", "embedded.pace"},
            "embedded.pace step needs a gateway inside the own process, but embedded.attach is set");
    if (!gateway.attach.empty() && !settings_.embedded.replay.empty())
      warn({"embedded.attach", "embedded.replay"},
           "embedded.replay has no effect while embedded.attach is set: the running gateway has its own market");
  }

  const Settings& settings_;
  const Origins& origins_;
  Remarks& remarks_;
};

}  // namespace

void check_combinations(const Settings& settings, const Origins& origins, Remarks& remarks) {
  Checker(settings, origins, remarks).run();
}

}  // namespace bot::config
