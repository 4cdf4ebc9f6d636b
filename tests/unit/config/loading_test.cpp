#include "loading.hpp"

#include <sys/stat.h>

#include <filesystem>

#include "options_dump.hpp"

namespace bot::config::test {

void Loading::make_folder(const std::string& name) const { std::filesystem::create_directories(folder_ / name); }

Loading& Loading::file(const std::string& name, const std::string& text, unsigned mode) {
  std::ofstream(folder_ / name, std::ios::binary) << text;
  EXPECT_EQ(::chmod((folder_ / name).c_str(), mode), 0);
  return *this;
}

LoadReport Loading::load() const {
  Sources sources;
  sources.folder = folder_.path();
  sources.sets = sets_;
  sources.config_file = config_file_;
  const auto environment = environment_;
  sources.environment = [environment](const std::string& name) -> std::optional<std::string> {
    const auto found = environment.find(name);
    return found == environment.end() ? std::nullopt : std::optional(found->second);
  };
  return load_all(sources);
}

Loaded Loading::loaded() const {
  LoadReport report = load();
  EXPECT_TRUE(report.loaded.has_value()) << errors();
  return report.loaded ? std::move(*report.loaded) : Loaded{};
}

std::string Loading::errors() const {
  std::string all;
  for (const Error& error : load().errors) {
    std::string where = error.where;
    const std::string prefix = folder_.path() + "/";
    if (where.starts_with(prefix)) where = where.substr(prefix.size());
    all += where + ": " + error.what + (error.fix.empty() ? "" : " | " + error.fix) + "\n";
  }
  return all;
}

Salvage Loading::salvaged() const { return salvage({.folder = folder_.path(), .sets = sets_}); }

std::string Loading::first_error() const {
  const std::string all = errors();
  return all.substr(0, all.find('\n'));
}

std::string Loading::origin(const std::string& key) const {
  for (const Entry& entry : loaded().entries)
    if (entry.key == key) {
      const std::string prefix = folder_.path() + "/";
      const std::string origin = to_text(entry.origin);
      return origin.starts_with(prefix) ? origin.substr(prefix.size()) : origin;
    }
  return "no such entry";
}

TEST(Salvage, KeepsWhatCanBeReadBesideABrokenKey) {
  Loading loading;
  loading.local("accounts: {paper: DU7654321}\npaths: {state: elsewhere}\nselection: {top_n: zero}\n");
  EXPECT_FALSE(loading.load().loaded);
  const Salvage salvaged = loading.salvaged();
  EXPECT_EQ(salvaged.errors.size(), 1U);
  EXPECT_EQ(salvaged.loaded.settings.accounts.paper.value(), "DU7654321");
  EXPECT_EQ(salvaged.loaded.settings.paths.state, "elsewhere");

  Loading no_yaml;
  no_yaml.local("gateway:\n\tkind: tws\n");
  EXPECT_NE(no_yaml.first_error().find(":2: a tab indents this line"), std::string::npos) << no_yaml.first_error();
  EXPECT_EQ(no_yaml.salvaged().loaded.settings.paths.state, "data/state");
}

TEST(Loading, AnEmptyFolderGivesTheDefaults) {
  const Loading loading;
  EXPECT_EQ(differences(with_defaults(), loading.loaded().settings), std::vector<std::string>{});
  EXPECT_TRUE(loading.loaded().files.empty());
  // top_n 2 times a cap of 0.5: the default weights are set by the cap alone, which deserves a warning.
  ASSERT_EQ(loading.loaded().warnings.size(), 1U);
  EXPECT_EQ(loading.loaded().warnings[0].error.where, "built-in config.yaml:74");
  EXPECT_EQ(loading.origin("gateway.port"), "built-in default");
}

TEST(Loading, LayersWinInTheirOrderAndSayWhereFrom) {
  Loading loading;
  loading.file("config/config.yaml", "gateway: {port: 1001, host: a}\nselection:\n  top_n: 4\n");
  EXPECT_EQ(loading.loaded().settings.tws.endpoint.port, 1001);
  EXPECT_EQ(loading.origin("selection.top_n"), "config/config.yaml:3");
  loading.local("gateway:\n  port: 1002\n");
  EXPECT_EQ(loading.loaded().settings.tws.endpoint.port, 1002);
  EXPECT_EQ(loading.loaded().settings.tws.endpoint.host, "a");
  EXPECT_EQ(loading.loaded().settings.run.decide.selection.top_n, 4);
  EXPECT_EQ(loading.origin("gateway.port"), "config/config.local.yaml:2");
  loading.env("\n# mine\nexport IB_PORT='1003'  # a port\n");
  EXPECT_EQ(loading.loaded().settings.tws.endpoint.port, 1003);
  EXPECT_EQ(loading.origin("gateway.port"), ".env:3");
  loading.variable("IB_PORT", "1004");
  EXPECT_EQ(loading.loaded().settings.tws.endpoint.port, 1004);
  EXPECT_EQ(loading.origin("gateway.port"), "environment IB_PORT");
  loading.set("gateway.port=1005");
  EXPECT_EQ(loading.loaded().settings.tws.endpoint.port, 1005);
  EXPECT_EQ(loading.origin("gateway.port"), "--set gateway.port");
  EXPECT_EQ(loading.origin("gateway.kind"), "built-in default");
}

TEST(Loading, ConfigFlagTakesThePlaceOfTheLocalFile) {
  Loading loading;
  loading.local("selection: {top_n: 5}\n").file("other.yaml", "gateway: {client_id: 3}\n");
  loading.config_file(loading.path("other.yaml"));
  EXPECT_EQ(loading.loaded().settings.run.decide.selection.top_n, 2);
  EXPECT_EQ(loading.loaded().settings.tws.client_id, 3);
  Loading missing;
  missing.config_file(missing.path("none.yaml"));
  EXPECT_EQ(missing.first_error(), "none.yaml: no such file");
}

TEST(Loading, SetsTakeScalarsListsAndMaps) {
  Loading loading;
  loading.set("universe=[SPY, TLT]").set("features.macd.enabled=true").set("embedded.clock=2020-03-16 15:50:00");
  loading.set("strategy.kind=fixed").set("fixed_weights.SPY=0.4").set("fixed_weights={TLT: 0.25}");
  loading.set("schedule.time=15:50").set("accounts.ignore=DU1111111,DU2222222").set("features={ema_fast: 10}");
  loading.set("walkforward.grid.top_n=[1, 2]")
      .set("embedded.attach=127.0.0.1:4002")
      .set("execution.cash_reserve=12.34");
  const Settings settings = loading.loaded().settings;
  EXPECT_EQ(settings.run.universe, (std::vector<Symbol>{Symbol("SPY"), Symbol("TLT")}));
  EXPECT_TRUE(settings.run.decide.features.macd.enabled);
  EXPECT_EQ(settings.run.decide.features.ema_fast, 10);
  EXPECT_EQ(settings.gateway.clock, "2020-03-16 15:50:00");
  EXPECT_EQ(settings.run.decide.fixed_weights, (std::map<Symbol, double>{{Symbol("SPY"), 0.4}, {Symbol("TLT"), 0.25}}));
  EXPECT_EQ(settings.run.schedule.time, std::chrono::minutes(15 * 60 + 50));
  EXPECT_EQ(settings.run.ignored_accounts.size(), 2U);
  EXPECT_EQ(settings.research.walkforward.grid[2].second, (std::vector<double>{1, 2}));
  EXPECT_EQ(settings.research.walkforward.grid[0].second.size(), 3U);
  EXPECT_EQ(settings.gateway.attach, "127.0.0.1:4002");
  EXPECT_EQ(settings.run.plan.cash_reserve.str(), "12.34");
}

TEST(Loading, EveryValueOfTheSpecificationCanBeSet) {
  Loading loading;
  loading.local(R"(
embedded: {pace: step, fractional: accept, data: delayed, settled_cash: total, grants: false, faults: "7", seed: 9}
accounts: {paper: DU1234567, live: U7654321, ignore: [DU1111111], type: cash}
market_data: {mode: delayed_frozen, start: 2018-06-01, adjust: splits}
universe: ["BRK B", NO, SPY]
schedule: {time: 15:40, minutes_before_early_close: 8, frequency: monthly}
weights: {method: min_var, max_weight_per_asset: 0.6}
keep: {SPY: 40.5}
execution: {live: true, fractional: never, unmanaged_positions: refuse, cash_rule: settled_only}
retry: {on: [login]}
calendar: {extra_closures: [2025-01-09]}
alerts:
)");
  const Settings settings = loading.loaded().settings;
  EXPECT_TRUE(settings.gateway.pace.step);
  EXPECT_EQ(settings.embedded.settled_cash, gateway::SettledCash::kTotal);
  EXPECT_EQ(settings.run.account_type, AccountType::kCash);
  EXPECT_EQ(settings.run.market_data, MarketDataMode::kDelayedFrozen);
  EXPECT_EQ(settings.run.universe[0].value(), "BRK B");
  EXPECT_EQ(settings.run.universe[1].value(), "NO");
  EXPECT_EQ(settings.run.schedule.frequency, schedule::Frequency::kMonthly);
  EXPECT_EQ(settings.run.keep.at(Symbol("SPY")).str(), "40.5");
  EXPECT_EQ(settings.run.retry.on, (std::vector<ErrorCode>{ErrorCode::kLogin}));
  EXPECT_EQ(settings.calendar.closures, (std::vector<Date>{make_date(2025, 1, 9)}));
}

TEST(Loading, FlagsStandForKeys) {
  Sources sources;
  const bot::test::ScratchFolder folder;
  sources.folder = folder.path();
  sources.flags = {{"--clock", "embedded.clock", "2020-03-16 15:50:00"}};
  const auto loaded = bot::config::load(sources);
  ASSERT_TRUE(loaded) << loaded.error().text();
  EXPECT_EQ(loaded->settings.gateway.clock, "2020-03-16 15:50:00");
  sources.flags[0].value = "yesterday";
  const auto refused = bot::config::load(sources);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kConfig);
  EXPECT_EQ(refused.error().where, "--clock");
}

}  // namespace bot::config::test
