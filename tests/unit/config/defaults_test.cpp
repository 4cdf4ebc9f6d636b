#include <fstream>
#include <regex>

#include "config/load.hpp"
#include "config/schema.hpp"
#include "options_dump.hpp"
#include "support/shared.hpp"

namespace bot::config::test {

TEST(Defaults, TheBuiltInCopyIsTheFile) {
  EXPECT_EQ(bot::test::read_file(BOT_SOURCE "/config/config.yaml"), built_in_defaults());
}

TEST(Defaults, TheFileSaysWhatTheStructsOfTheRoomsSay) {
  Sources sources;
  sources.files = false;
  const auto loaded = load(sources);
  ASSERT_TRUE(loaded) << loaded.error().text();
  EXPECT_EQ(differences(with_defaults(), loaded->settings), std::vector<std::string>{});
}

TEST(Defaults, TheFileNamesEveryKeyWithAComment) {
  const std::string file = bot::test::read_file(BOT_SOURCE "/config/config.yaml");
  for (const KeySpec& key : schema()) {
    const std::string name = key.path.substr(key.path.rfind('.') + 1);
    EXPECT_TRUE(std::regex_search(file, std::regex("(^|\n) *" + name + ":"))) << key.path;
  }
}

// A block of all keys as it was first written: it must load, and give the same settings.
TEST(Defaults, TheFirstBlockOfAllKeysIsTheDefault) {
  constexpr const char* kBlock = R"(
gateway:   {kind: embedded, host: 127.0.0.1, port: 7497, client_id: 17, connect_timeout_s: 10}  # embedded | tws | web
embedded:  {attach: "", replay: "", seed: 1, clock: "", pace: 1, state: data/gateway, account: DU0000001, cash: 10000, fractional: refuse, data: live,
            settled_cash: settled, grants: true, max_clients: 32, habits: "", faults: ""}
accounts:  {paper: "", live: "", ignore: [], type: ""}
market_data: {mode: delayed, bar_size: 1 day, start: 2015-01-01, adjust: total_return}   # live | delayed | delayed_frozen | snapshot;  total_return | splits
universe:  [SPY, QQQ, VTI, TLT, IEF, GLD, XLE, BND, BITO]
schedule:  {time: "15:55", minutes_before_early_close: 5, frequency: daily}   # daily | weekly | monthly
strategy:  {kind: momentum, path: "", max_age_sessions: 1}               # momentum | fixed | file
fixed_weights: {}                                                        # e.g. {SPY: 0.35, QQQ: 0.30, TLT: 0.20, GLD: 0.15}
features:  {ema_fast: 20, ema_slow: 50, atr_window: 20, macd: {enabled: false, fast: 12, slow: 26, signal: 9}}
selection: {top_n: 2, corr_window: 90, corr_cap: 0.7, min_score: 0.0}
weights:   {method: inv_vol, vol_window: 20, max_weight_per_asset: 0.5, cash_buffer: 0.05, drift_band: 0.02}  # inv_vol | equal | erc | hrp | min_var
costs:     {commission_per_share: 0.0035, min_commission: 0.35, slippage_bps: 1.0}
validation: {max_stale_sessions: 2, max_daily_move: 0.5, min_bars: 120}
keep:      {}                                                            # shares never sold, counted as outside: {SPY: 40}
execution: {live: false, order_type: LMT, limit_offset_bps: 10, exit_offset_bps: 30, fractional: auto, min_order_notional: 50,
            max_orders_per_day: 20, fill_timeout_s: 60, unmanaged_positions: ignore, cash_rule: auto, lock_margin_sessions: 1,
            cash_reserve: 0}                                             # dollars that are never invested
limits:    {max_order_notional: 0.60, max_turnover_per_day: 2.2, max_price_move: 0.15, max_quote_age_s: 30, max_quote_age_delayed_s: 1200, max_spread_bps: 50}
retry:     {max_attempts: 3, initial_delay_s: 1, multiplier: 2, max_delay_s: 60, jitter: 0.2, on: [refused, timeout, disconnected, pacing]}
backtest:  {seed: 42, initial_equity: 10000, fractional: true}
walkforward: {train_years: 3, oos_months: 3, objective: calmar,                # calmar | sharpe | sortino | cagr
              grid: {ema_fast: [10,20,30], ema_slow: [40,50,80], top_n: [1,2,3], corr_cap: [0.6,0.7,0.8]}}
permutation: {runs: 200, objective: calmar}
research:  {require_verdict: false}
alerts:    {discord: {webhook_env: DISCORD_WEBHOOK_URL}, dead_man_url_env: DEAD_MAN_URL}
calendar:  {extra_closures: [], extra_early_closes: []}
paths:     {cache: data/parquet, state: data/state, reports: reports}
)";
  const bot::test::ScratchFolder folder;
  std::ofstream(folder / "all_keys.yaml") << kBlock;
  Sources sources;
  sources.folder = folder.path();
  sources.config_file = folder / "all_keys.yaml";
  const auto loaded = load(sources);
  ASSERT_TRUE(loaded) << loaded.error().text();
  EXPECT_EQ(differences(with_defaults(), loaded->settings), std::vector<std::string>{});
  for (const Entry& entry : loaded->entries)
    EXPECT_TRUE(to_text(entry.origin).find("all_keys.yaml:") != std::string::npos || entry.text.empty() ||
                entry.text == "{}")
        << entry.key;
}

}  // namespace bot::config::test
