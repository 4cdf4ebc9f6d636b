// What the configuration refuses, and how it says so.
#include "loading.hpp"

namespace bot::config::test {

struct RefusalCase {
  const char* yaml;
  const char* error;  // the first one, whole
};

class Refused : public ::testing::TestWithParam<RefusalCase> {};
TEST_P(Refused, NamesFileLineKeyAndWhatToDo) {
  Loading loading;
  loading.local(GetParam().yaml);
  EXPECT_EQ(loading.first_error(), std::string("config/config.local.yaml:") + GetParam().error);
}
INSTANTIATE_TEST_SUITE_P(
    Keys, Refused,
    ::testing::Values(
        RefusalCase{"selection:\n  topn: 3\n", R"(2: unknown key "selection.topn" | Did you mean "selection.top_n"?)"},
        RefusalCase{"top_n: 3\n", R"(1: unknown key "top_n" | Did you mean "selection.top_n"?)"},
        RefusalCase{"selecton: {top_n: 3}\n", R"(1: unknown key "selecton" | Did you mean "selection"?)"},
        RefusalCase{"features: {macd: {fats: 3}}\n",
                    R"(1: unknown key "features.macd.fats" | Did you mean "features.macd.fast"?)"},
        RefusalCase{"gateway.port: 4002\n",
                    R"(1: unknown key "gateway.port" | In a file, keys are nested: one level for each point)"},
        RefusalCase{"gateway: 4002\n", "1: gateway must be a map of keys"},
        RefusalCase{"[1, 2]\n", "1: must be a map of sections"},
        RefusalCase{"\ngateway: {port: 1}\ngateway: {port: 2}\n",
                    R"(3: the key "gateway" is there twice, first on line 2)"},
        RefusalCase{"gateway: {port: 1, port: 2}\n", R"(1: the key "port" is there twice, first on line 1)"},
        RefusalCase{"gateway: {port: 1}\n---\ngateway: {port: 2}\n",
                    "3: more than one YAML document | Keep one, without a line of three hyphens between."},
        RefusalCase{"gateway: !!map {port: 1}\n", "1: YAML tags are not supported"},
        RefusalCase{"? [a]\n: 1\n", "1: a key must be text"}));
INSTANTIATE_TEST_SUITE_P(
    Types, Refused,
    ::testing::Values(
        RefusalCase{"gateway:\n  port: \"4002\"\n", R"(2: gateway.port must be a whole number, not "4002")"},
        RefusalCase{"gateway: {port: 4002.5}\n", R"(1: gateway.port must be a whole number, not "4002.5")"},
        RefusalCase{"gateway: {port: [1]}\n", "1: gateway.port must be a whole number, not a list"},
        RefusalCase{"gateway: {host: }\n",
                    R"(1: gateway.host must be a text, not nothing | Write "" for an empty one)"},
        RefusalCase{"weights: {cash_buffer: five}\n", R"(1: weights.cash_buffer must be a number, not "five")"},
        RefusalCase{"weights: {cash_buffer: .nan}\n", R"(1: weights.cash_buffer must be a number, not ".nan")"},
        RefusalCase{"weights: {cash_buffer: 1e999}\n", R"(1: weights.cash_buffer must be a number, not "1e999")"},
        RefusalCase{"execution: {live: maybe}\n", R"(1: execution.live must be true or false, not "maybe")"},
        RefusalCase{"execution: {live: \"true\"}\n", R"(1: execution.live must be true or false, not "true")"},
        RefusalCase{"universe: SPY\n", R"(1: universe must be a list, such as [a, b], not "SPY")"},
        RefusalCase{
            "universe: [SPY,\n  spy]\n",
            R"(2: universe must hold symbols such as SPY, not "spy" | Symbols are 1 to 12 capital letters, digits, blanks, points or hyphens)"},
        RefusalCase{"market_data: {start: 2015-13-01}\n",
                    R"(1: market_data.start must be a date such as 2020-03-16, not "2015-13-01")"},
        RefusalCase{"schedule: {time: noon}\n", R"(1: schedule.time must be a time such as "15:55", not "noon")"}));
INSTANTIATE_TEST_SUITE_P(
    Values, Refused,
    ::testing::Values(
        RefusalCase{
            "gateway: {host: \"127.0.0.1:4002\"}\n",
            R"(1: gateway.host must be the name or address of a computer, such as 127.0.0.1, not "127.0.0.1:4002" | Give the port by itself: gateway.port, or --port of bot init)"},
        RefusalCase{"gateway: {host: \"http://ib\"}\n",
                    R"(1: gateway.host must be the name or address of a computer, such as 127.0.0.1, not "http://ib")"},
        RefusalCase{
            "gateway: {host: my gateway}\n",
            R"(1: gateway.host must be the name or address of a computer, such as 127.0.0.1, not "my gateway")"},
        RefusalCase{"gateway: {kind: web}\n", R"(1: gateway.kind must be embedded, tws, not "web")"},
        RefusalCase{"gateway: {kind: embeded}\n",
                    R"(1: gateway.kind must be embedded, tws, not "embeded" | Did you mean "embedded"?)"},
        RefusalCase{"selection: {top_n: 0}\n", "1: selection.top_n must be at least 1 and at most 500, not 0"},
        RefusalCase{"weights: {max_weight_per_asset: 1.5}\n",
                    "1: weights.max_weight_per_asset must be above 0 and at most 1, not 1.5"},
        RefusalCase{"weights: {cash_buffer: 1}\n", "1: weights.cash_buffer must be at least 0 and below 1, not 1"},
        RefusalCase{"limits: {max_quote_age_s: 0}\n",
                    "1: limits.max_quote_age_s must be above 0 and at most 3600, not 0"},
        RefusalCase{"execution: {max_orders_per_day: 0}\n",
                    "1: execution.max_orders_per_day must be at least 1 and at most 1000, not 0"},
        RefusalCase{"execution: {order_type: MKT}\n", R"(1: execution.order_type must be LMT, not "MKT")"},
        RefusalCase{"universe: []\n", "1: universe must not be empty"},
        RefusalCase{"universe: [SPY, QQQ, SPY]\n", R"(1: universe "SPY" is there twice | Name each once)"},
        RefusalCase{
            "schedule: {time: \"15:29\"}\n",
            "1: schedule.time must lie in 15:30 to 15:56 New York time (four minutes before the close), not 15:29"},
        RefusalCase{
            "schedule: {time: \"15:57\"}\n",
            "1: schedule.time must lie in 15:30 to 15:56 New York time (four minutes before the close), not 15:57"},
        RefusalCase{"schedule: {minutes_before_early_close: 3}\n",
                    "1: schedule.minutes_before_early_close must be at least 4 and at most 30, not 3"},
        RefusalCase{"accounts: {paper: U1234567}\n", R"(1: accounts.paper must begin with D, not "U1234567")"},
        RefusalCase{"accounts: {live: DU1234567}\n", R"(1: accounts.live must begin with U, not "DU1234567")"},
        RefusalCase{"accounts: {paper: ../etc}\n",
                    R"(1: accounts.paper must be an IBKR account id such as DU0000001, not "../etc")"},
        RefusalCase{"embedded: {attach: localhost}\n",
                    R"(1: embedded.attach must be host:port such as 127.0.0.1:4002, not "localhost")"},
        RefusalCase{"embedded: {pace: -1}\n", R"(1: embedded.pace must be real, step or a number above 0, not "-1")"},
        RefusalCase{
            "retry: {on: [refused, order]}\n",
            R"(1: retry.on must be refused, timeout, disconnected, pacing, client_id_in_use, login, not "order")"},
        RefusalCase{"keep: {SPY: 0}\n", "1: keep.SPY must be above 0 and at most 1000000000, not 0"},
        RefusalCase{"keep: {spy: 1}\n", "1: keep.spy is not a symbol such as SPY"},
        RefusalCase{"walkforward: {grid: {ema_fast: []}}\n",
                    "1: walkforward.grid.ema_fast must be a list of numbers, not a list"}));
INSTANTIATE_TEST_SUITE_P(
    Combinations, Refused,
    ::testing::Values(
        RefusalCase{"features:\n  ema_fast: 60\n", "2: features.ema_fast (60) must be below features.ema_slow (50)"},
        RefusalCase{"features: {ema_fast: 50}\n", "1: features.ema_fast (50) must be below features.ema_slow (50)"},
        RefusalCase{"validation:\n  min_bars: 90\n",
                    "2: validation.min_bars (90) must be above every window; selection.corr_window is 90"},
        RefusalCase{"weights: {vol_window: 120}\n",
                    "1: validation.min_bars (120) must be above every window; weights.vol_window is 120"},
        RefusalCase{"limits:\n  max_order_notional: 0.4\n",
                    "2: limits.max_order_notional (0.4) is below the largest weight in force, "
                    "weights.max_weight_per_asset (0.5) | "
                    "Raise the limit or lower the weight"},
        RefusalCase{
            "strategy: {kind: fixed}\nfixed_weights:\n  TLT: 0.1\n  SPY: 0.7\n",
            "4: limits.max_order_notional (0.6) is below the largest weight in force, fixed_weights.SPY (0.7) | "
            "Raise the limit or lower the weight"},
        RefusalCase{"strategy: {kind: fixed}\nfixed_weights: {AGG: 0.5}\n",
                    "2: fixed_weights.AGG is not in universe | Add the symbol to universe or take its weight out"},
        RefusalCase{"strategy: {kind: fixed}\nfixed_weights: {SPY: 0.5, TLT: 0.5, GLD: 0.1}\n",
                    "2: fixed_weights sum to 1.1, above 1"},
        RefusalCase{"strategy: {kind: fixed}\n",
                    "1: strategy.kind is fixed but fixed_weights holds no weight above 0 | Name symbols and weights in "
                    "fixed_weights"},
        RefusalCase{"accounts: {paper: DU1234567, ignore: [DU1234567]}\n",
                    "1: accounts.ignore names DU1234567, the account to be traded"},
        RefusalCase{"retry: {initial_delay_s: 90}\n", "1: retry.max_delay_s (60) is below retry.initial_delay_s (90)"},
        RefusalCase{"calendar: {extra_closures: [2025-01-09], extra_early_closes: [2025-01-09]}\n",
                    "1: 2025-01-09 is in calendar.extra_closures and in calendar.extra_early_closes"}));

TEST(Refused, AllErrorsAtOnce) {
  Loading loading;
  loading.local("gateway: {port: 0}\nselection: {topn: 1}\nuniverse: [SPY, spy]\n")
      .set("weights.cash_buffer=2")
      .set("nothing");
  EXPECT_EQ(loading.errors(),
            "config/config.local.yaml:1: gateway.port must be at least 1 and at most 65535, not 0\n"
            "config/config.local.yaml:2: unknown key \"selection.topn\" | Did you mean \"selection.top_n\"?\n"
            "config/config.local.yaml:3: universe must hold symbols such as SPY, not \"spy\" | "
            "Symbols are 1 to 12 capital letters, digits, blanks, points or hyphens\n"
            "--set weights.cash_buffer: weights.cash_buffer must be at least 0 and below 1, not 2\n"
            "--set: --set wants KEY=VALUE | For example --set selection.top_n=3\n");
}

TEST(Refused, FourWeightsThatSumToOneAreFine) {
  Loading loading;
  loading.local("strategy: {kind: fixed}\nfixed_weights: {SPY: 0.35, QQQ: 0.30, TLT: 0.20, GLD: 0.15}\n");
  EXPECT_EQ(loading.errors(), "");
}

TEST(Refused, AnchorsAreBounded) {
  Loading fine;
  fine.local("universe: &all [SPY, TLT]\naccounts: {ignore: []}\n");
  EXPECT_EQ(fine.errors(), "");
  std::string bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n";
  for (char c = 'b'; c <= 'i'; ++c) {
    bomb += std::string(1, c) + ": &" + c + " [";
    for (int i = 0; i < 10; ++i) bomb += std::string(i == 0 ? "*" : ", *") + static_cast<char>(c - 1);
    bomb += "]\n";
  }
  Loading bounded;
  bounded.local(bomb);
  EXPECT_EQ(bounded.first_error(), "config/config.local.yaml:5: more than 20000 values, aliases counted");
  Loading huge;
  huge.local("a: 1\n" + std::string(300 * 1024, '#'));
  EXPECT_EQ(huge.first_error(), "config/config.local.yaml: larger than 256 KiB | Is this the right file?");
  Loading deep;
  deep.local("a: " + std::string(5000, '['));
  EXPECT_NE(deep.first_error(), "");
  Loading folder;
  folder.config_file(folder.path("config"));
  EXPECT_EQ(folder.first_error(), "config: a folder, not a file");
}

TEST(Warned, OfSettingsWithoutEffect) {
  Loading loading;
  loading.local("weights: {max_weight_per_asset: 0.4}\nfixed_weights: {SPY: 0.1}\nkeep: {AGG: 5}\n");
  const Loaded loaded = loading.loaded();
  ASSERT_EQ(loaded.warnings.size(), 3U);
  EXPECT_EQ(loaded.warnings[0].error.what,
            "selection.top_n (2) times weights.max_weight_per_asset (0.4) is 0.8, not above 1: the cap alone sets the "
            "weights, "
            "weights.method has no effect");
  EXPECT_TRUE(loaded.warnings[0].error.where.ends_with("config.local.yaml:1"));
  EXPECT_EQ(loaded.warnings[1].error.what, "fixed_weights has no effect while strategy.kind is momentum");
  EXPECT_EQ(loaded.warnings[2].error.what, "keep.AGG has no effect: a symbol outside universe is not touched anyway");
}

}  // namespace bot::config::test
