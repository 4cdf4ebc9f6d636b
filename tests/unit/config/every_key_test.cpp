// Whatever a person changes in the configuration changes the options of a room, and nothing else.
#include <algorithm>
#include <functional>
#include <set>

#include "base/text.hpp"
#include "config/schema.hpp"
#include "loading.hpp"
#include "options_dump.hpp"

namespace bot::config::test {
namespace {

// Nothing reads these, and nothing could: one value is all they may hold. They are keys so that a configuration which
// asks for another bar size or order type is refused.
const std::set<std::string> kOfOneValue = {"market_data.bar_size", "execution.order_type"};
// What the gateway says of its clock depends on two keys, embedded.clock and embedded.pace.
const std::string kClockNotice = "embedded[15]";

// Another legal value for what is not a number or a yes or no.
const std::map<std::string, std::string> kOtherValues = {
    {"gateway.kind", "tws"},
    {"gateway.host", "gateway.example"},
    {"embedded.attach", "127.0.0.1:4002"},
    {"embedded.replay", "bars"},
    {"embedded.clock", "2020-03-16 15:50:00"},
    {"embedded.state", "elsewhere"},
    {"embedded.account", "DU7654321"},
    {"embedded.fractional", "accept"},
    {"embedded.data", "delayed"},
    {"embedded.settled_cash", "total"},
    {"embedded.faults", "7"},
    {"embedded.habits", "fill=position"},
    {"accounts.paper", "DU1234567"},
    {"accounts.live", "U1234567"},
    {"accounts.ignore", "[DU1111111]"},
    {"accounts.type", "cash"},
    {"market_data.mode", "delayed_frozen"},
    {"market_data.start", "2016-02-01"},
    {"market_data.adjust", "splits"},
    {"universe", "[SPY, TLT]"},
    {"schedule.time", "15:50"},
    {"schedule.frequency", "weekly"},
    {"strategy.kind", "fixed"},
    {"strategy.path", "weights.csv"},
    {"weights.method", "erc"},
    {"execution.fractional", "never"},
    {"execution.unmanaged_positions", "refuse"},
    {"execution.cash_rule", "settled_only"},
    {"retry.on", "[timeout]"},
    {"walkforward.objective", "sharpe"},
    {"walkforward.grid.ema_fast", "[10, 30]"},
    {"permutation.objective", "cagr"},
    {"alerts.discord.webhook_env", "HOOK"},
    {"alerts.dead_man_url_env", "ALIVE"},
    {"calendar.extra_closures", "[2025-01-09]"},
    {"calendar.extra_early_closes", "[2025-01-10]"},
    {"paths.cache", "bars"},
    {"paths.state", "ledgers"},
    {"paths.reports", "papers"},
};

std::vector<std::string> other_values(const std::string& path, const std::string& shown) {
  if (const auto found = kOtherValues.find(path); found != kOtherValues.end()) return {found->second};
  if (shown == "true" || shown == "false") return {shown == "true" ? "false" : "true"};
  const auto number = parse_double(shown);
  if (!number) return {};
  return {fmt::format("{}", *number + 1), fmt::format("{}", *number / 2), fmt::format("{}", *number * 1.1)};
}

std::optional<Settings> loaded_with(const std::string& path, const std::string& value) {
  Loading loading;
  loading.local("fixed_weights: {SPY: 0.4}\nkeep: {SPY: 40}\n");
  if (!path.empty()) loading.set(path + "=" + value);
  LoadReport report = loading.load();
  return report.loaded ? std::optional(std::move(report.loaded->settings)) : std::nullopt;
}

TEST(EveryKey, ReachesTheOptionsOfARoomAndNoOtherKeyDoes) {
  const auto before = loaded_with("", "");
  ASSERT_TRUE(before);
  std::map<std::string, std::string> set_by;  // the place a key changed, and the key
  for (const KeySpec& key : schema()) {
    if (kOfOneValue.contains(key.path)) continue;
    const std::string path = key.open_map ? key.path + "." + key.entries(*before).at(0).first : key.path;
    const Shown shown = key.open_map ? key.entries(*before).at(0).second : key.show(*before);
    std::optional<Settings> after;
    for (const std::string& other : other_values(path, shown.text))
      if (!after && other != shown.text) after = loaded_with(path, other);
    if (!after) {
      ADD_FAILURE() << path << ": no other value than " << shown.text << " could be set";
      continue;
    }
    const std::vector<std::string> changed = differences(*before, *after);
    EXPECT_FALSE(changed.empty()) << path << " has no effect: nothing reads it";
    for (const std::string& place : changed) {
      if (place == kClockNotice) continue;
      const auto [at, is_first] = set_by.emplace(place, path);
      EXPECT_TRUE(is_first) << path << " and " << at->second << " both change " << place;
    }
  }
}

TEST(EveryKey, OfTheAccountReachesResearchToo) {
  using Account = research::BacktestOptions;
  const auto in_both = [](const std::string& path, const std::string& value, const auto& member) {
    const Settings settings = loaded_with(path, value).value();
    const auto of_search = std::invoke(member, permutation_options(settings).search.account);
    EXPECT_EQ(std::invoke(member, backtest_options(settings)), of_search) << path;
    return of_search;
  };
  const auto per_share = [](const Account& account) { return account.costs.commission_per_share; };
  const auto least = [](const Account& account) { return account.costs.min_commission; };
  const auto slippage = [](const Account& account) { return account.costs.slippage_bps; };
  EXPECT_EQ(in_both("costs.commission_per_share", "0.01", per_share), 0.01);
  EXPECT_EQ(in_both("costs.min_commission", "1", least), 1);
  EXPECT_EQ(in_both("costs.slippage_bps", "3", slippage), 3);
  EXPECT_EQ(in_both("execution.min_order_notional", "75", &Account::min_order_notional), 75);
  EXPECT_EQ(in_both("weights.drift_band", "0.04", &Account::drift_band), 0.04);
  EXPECT_EQ(in_both("backtest.initial_equity", "5000", &Account::initial_equity), 5000);
  EXPECT_EQ(in_both("backtest.fractional", "false", &Account::shares), research::Shares::kWhole);
}

TEST(EveryKey, OfOneValueRefusesEveryOther) {
  for (const std::string& path : kOfOneValue) {
    EXPECT_NE(find_key(path), nullptr);
    EXPECT_FALSE(loaded_with(path, "another")) << path;
  }
}

}  // namespace
}  // namespace bot::config::test
