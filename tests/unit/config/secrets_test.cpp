// Secrets come from the environment, .env and systemd credentials, and are shown nowhere.
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "config/fingerprint.hpp"
#include "config/mode.hpp"
#include "config/render.hpp"
#include "loading.hpp"
#include "options_dump.hpp"

namespace bot::config::test {

constexpr const char* kWebhook = "https://discord.com/api/webhooks/123/CANARY-token";

TEST(Secrets, EnvironmentBeforeEnvFileBeforeCredentials) {
  Loading loading;
  loading.file("DISCORD_WEBHOOK_URL", "https://credential.example/x\n")
      .variable("CREDENTIALS_DIRECTORY", loading.path(""));
  EXPECT_EQ(loading.loaded().webhook.reveal(), "https://credential.example/x");
  EXPECT_EQ(loading.origin("DISCORD_WEBHOOK_URL"), "credential DISCORD_WEBHOOK_URL");
  loading.env(std::string("DISCORD_WEBHOOK_URL=\"") + kWebhook + "\"\nDEAD_MAN_URL=https://hc.example/uuid\n");
  EXPECT_EQ(loading.loaded().webhook.reveal(), kWebhook);
  EXPECT_EQ(loading.loaded().dead_man.reveal(), "https://hc.example/uuid");
  EXPECT_EQ(loading.origin("DISCORD_WEBHOOK_URL"), ".env:1");
  loading.variable("DISCORD_WEBHOOK_URL", "http://127.0.0.1:8080/hook");
  EXPECT_EQ(loading.loaded().webhook.reveal(), "http://127.0.0.1:8080/hook");
}

TEST(Secrets, TheNameOfTheVariableCanBeAnother) {
  Loading loading;
  loading.local("alerts: {discord: {webhook_env: MY_HOOK}}\n")
      .variable("MY_HOOK", kWebhook)
      .variable("DISCORD_WEBHOOK_URL", "https://a/b");
  EXPECT_EQ(loading.loaded().webhook.reveal(), kWebhook);
}

// `sudo bot schedule install` in a person's own clone.
TEST(Secrets, ToRootAFileOfTheFoldersOwnerIsNobodyElses) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root, to give files away";
  constexpr ::uid_t kAnn = 12345, kBob = 12346;
  Loading loading;
  loading.env(std::string("DISCORD_WEBHOOK_URL=") + kWebhook);
  ASSERT_EQ(::chown(loading.path(".env").c_str(), kAnn, kAnn), 0);
  EXPECT_NE(loading.errors().find("a file of another user"), std::string::npos) << "in root's own folder";
  ASSERT_EQ(::chown(loading.path("").c_str(), kAnn, kAnn), 0);
  EXPECT_EQ(loading.loaded().webhook.reveal(), kWebhook);
  ASSERT_EQ(::chown(loading.path(".env").c_str(), kBob, kBob), 0);
  EXPECT_NE(loading.errors().find("a file of another user"), std::string::npos) << "of bob, in ann's folder";
}

TEST(Secrets, AReadableFileWithASecretIsRefused) {
  Loading loading;
  loading.env(std::string("DISCORD_WEBHOOK_URL=") + kWebhook, 0644);
  const std::string errors = loading.errors();
  EXPECT_EQ(errors, ".env:1: DISCORD_WEBHOOK_URL lies in a file that others can read | chmod 600 " +
                        loading.path(".env") + "\n");
  Loading harmless;
  harmless.env("IB_PORT=4002\n", 0644);
  EXPECT_EQ(harmless.errors(), "");
}

TEST(Secrets, AnOpenOrLinkedFileIsRefusedThoughTheEnvironmentWins) {
  Loading open;
  open.env(std::string("DISCORD_WEBHOOK_URL=") + kWebhook, 0640).variable("DISCORD_WEBHOOK_URL", kWebhook);
  EXPECT_NE(open.errors().find("others can read"), std::string::npos);
  Loading linked;
  linked.file("elsewhere", std::string("DEAD_MAN_URL=") + kWebhook, 0600);
  std::filesystem::create_symlink(linked.path("elsewhere"), linked.path(".env"));
  EXPECT_NE(linked.errors().find("symbolic link"), std::string::npos) << linked.errors();
}

TEST(Secrets, OnlyHttpsOrLoopback) {
  const auto refused = [](const std::string& address) {
    Loading loading;
    loading.variable("DISCORD_WEBHOOK_URL", address);
    const std::string errors = loading.errors();
    EXPECT_EQ(errors.find("CANARY"), std::string::npos) << errors;
    return !errors.empty();
  };
  for (const char* address :
       {"http://discord.com/CANARY", "ftp://127.0.0.1/CANARY", "CANARY", "http://127.evil.example/CANARY",
        "http://localhost.evil.example/CANARY", "https:///CANARY", "http://localhost@evil.example/CANARY",
        "https://user:CANARY@discord.com/"})
    EXPECT_TRUE(refused(address)) << address;
  for (const char* address :
       {"https://discord.com/api/webhooks/1/a", "http://localhost:1/x", "http://127.0.0.1:9/x", "http://[::1]:9/x"})
    EXPECT_FALSE(refused(address)) << address;
}

TEST(Secrets, AppearInNoText) {
  Loading loading;
  loading.variable("DISCORD_WEBHOOK_URL", kWebhook).env("DEAD_MAN_URL=https://hc.example/CANARY\n");
  const Loaded loaded = loading.loaded();
  const std::string all = show_text(loaded, 0) + show_json(loaded).dump();
  EXPECT_EQ(all.find("CANARY"), std::string::npos);
  EXPECT_NE(all.find("***"), std::string::npos);
  Loading pasted;
  pasted.local(std::string("alerts: {discord: {webhook_env: \"") + kWebhook + "\"}}\n");
  EXPECT_EQ(pasted.first_error(),
            "config/config.local.yaml:1: alerts.discord.webhook_env must be the name of an environment variable, not "
            "an address | Put the "
            "address into that variable, in the environment or in .env, and take it out of this file");
  Loading broken;
  broken.env("DISCORD_WEBHOOK_URL https://CANARY\nDEAD_MAN_URL=\"https://CANARY\nOTHER=1\n");
  EXPECT_EQ(broken.errors(),
            ".env:1: not a line of the form NAME=VALUE | Write NAME=VALUE, quotes closed; a line that begins with # is "
            "a comment.\n"
            ".env:2: not a line of the form NAME=VALUE | Write NAME=VALUE, quotes closed; a line that begins with # is "
            "a comment.\n");
}

TEST(Show, ListsEveryKeyWithItsOrigin) {
  Loading loading;
  loading.local("universe: [SPY, \"BRK B\"]\nkeep: {SPY: 40}\nschedule: {time: \"15:50\"}\n");
  const std::string text = show_text(loading.loaded(), 0);
  const std::string local = loading.path("config/config.local.yaml");
  EXPECT_NE(text.find("\nuniverse                             [SPY, BRK B]    "), std::string::npos) << text;
  EXPECT_NE(text.find(local + ":1\n"), std::string::npos) << text;
  const auto json = show_json(loading.loaded());
  EXPECT_EQ(json["schema"], "bot.config/1");
  EXPECT_EQ(json["values"]["keep.SPY"]["value"], 40);
  EXPECT_EQ(json["values"]["keep.SPY"]["origin"], local + ":2");
  EXPECT_EQ(json["values"]["schedule.time"]["value"], "15:50");
  EXPECT_EQ(json["values"]["weights.cash_buffer"]["value"], 0.05);
  EXPECT_EQ(json["values"]["DISCORD_WEBHOOK_URL"]["value"], nullptr);
}

std::string purpose_errors(const Loading& loading, Mode purpose) {
  std::string all;
  for (const Error& error : check_mode(loading.loaded(), purpose)) all += error.what + "\n";
  return all;
}

TEST(Modes, AccountsAndPorts) {
  Loading embedded;
  EXPECT_EQ(purpose_errors(embedded, Mode::kPaper), "");
  EXPECT_EQ(account_for(embedded.loaded(), Mode::kPaper)->value(), "DU0000001");
  EXPECT_EQ(purpose_errors(embedded, Mode::kLive),
            "embedded.account must begin with U for a live run, not \"DU0000001\"\n"
            "execution.live is false, so a live run is not allowed\n");
  embedded.local("embedded: {account: U0000001}\nexecution: {live: true}\ngateway: {port: 7497}\n");
  EXPECT_EQ(purpose_errors(embedded, Mode::kLive), "");
  EXPECT_EQ(purpose_errors(embedded, Mode::kDryRun), "");
  EXPECT_EQ(purpose_errors(embedded, Mode::kPaper),
            "embedded.account must begin with D for a paper run, not \"U0000001\"\n");

  Loading tws;
  tws.local("gateway: {kind: tws, port: 4001}\n");
  EXPECT_EQ(purpose_errors(tws, Mode::kPaper),
            "accounts.paper is empty\ngateway.port 4001 is the live port, but this is a paper run\n");
  EXPECT_EQ(purpose_errors(tws, Mode::kDryRun), "accounts.paper is empty\n");
  tws.local("gateway: {kind: tws, port: 7497}\naccounts: {live: U1234567}\nexecution: {live: true}\n");
  EXPECT_EQ(purpose_errors(tws, Mode::kLive), "gateway.port 7497 is the paper port, but this is a live run\n");
  EXPECT_EQ(account_for(tws.loaded(), Mode::kDryRun)->value(), "U1234567");
  tws.set("gateway.port=5000");
  EXPECT_EQ(purpose_errors(tws, Mode::kLive), "");
  EXPECT_EQ(ledger_folder(tws.loaded().settings, AccountId("U1234567")), "data/state/U1234567");
}

TEST(Modes, WhereNobodyNamesOneItIsLiveOnlyForALiveAccount) {
  Loading switched_on;
  switched_on.local("gateway: {kind: tws}\naccounts: {paper: DU1234567}\nexecution: {live: true}\n");
  EXPECT_EQ(default_mode(switched_on.loaded().settings), Mode::kPaper) << "there is no live account";
  switched_on.local("gateway: {kind: tws}\naccounts: {paper: DU1234567, live: U1234567}\nexecution: {live: true}\n");
  EXPECT_EQ(default_mode(switched_on.loaded().settings), Mode::kLive);
  switched_on.local("gateway: {kind: tws}\naccounts: {paper: DU1234567, live: U1234567}\n");
  EXPECT_EQ(default_mode(switched_on.loaded().settings), Mode::kPaper) << "not switched on";
}

TEST(Fingerprint, IsOfValuesAndNotOfTheirPlaces) {
  Loading file;
  file.local("selection: {top_n: 3}\n");
  Loading commented;
  commented.local("# a comment more\nselection:\n  top_n: 3\n");
  Loading flag;
  flag.set("selection.top_n=3").set("embedded.clock=\"2020-03-16 15:50:00\"").set("backtest.seed=7");
  const std::string print = trading_fingerprint(file.loaded());
  EXPECT_EQ(print, trading_fingerprint(commented.loaded()));
  EXPECT_EQ(print, trading_fingerprint(flag.loaded()));
  for (const char* change : {"selection.top_n=2", "weights.cash_buffer=0.06", "limits.max_order_notional=0.61",
                             "gateway.port=7496", "keep={SPY: 1}", "universe=[SPY, QQQ]", "accounts.live=U1234567"}) {
    Loading changed;
    changed.local("selection: {top_n: 3}\n").set(change);
    EXPECT_NE(print, trading_fingerprint(changed.loaded())) << change;
  }
}

// What no number of a search depends on may differ between the machines that share it.
TEST(Fingerprint, OfASearchIsOfWhatItsNumbersDependOn) {
  Loading plain;
  const std::string print = search_fingerprint(plain.loaded());
  for (const char* change : {"paths.reports=/shared/reports", "paths.cache=/shared/cache", "gateway.port=7496",
                             "accounts.live=U1234567", "limits.max_order_notional=0.61"}) {
    Loading changed;
    EXPECT_EQ(print, search_fingerprint(changed.set(change).loaded())) << change;
  }
  for (const char* change :
       {"selection.top_n=3", "universe=[SPY, QQQ]", "walkforward.grid={top_n: [1]}", "costs.slippage_bps=2",
        "backtest.initial_equity=5000", "backtest.fractional=false", "execution.min_order_notional=100",
        "validation.max_daily_move=0.4", "permutation.objective=sharpe", "walkforward.train_years=2",
        "calendar={extra_closures: [2026-07-06]}", "market_data.adjust=splits", "schedule.frequency=weekly"}) {
    Loading changed;
    EXPECT_NE(print, search_fingerprint(changed.set(change).loaded())) << change;
  }
}

TEST(Recorded, AConfigurationComesBackAsItWasShown) {
  Loading loading;
  loading.local(
      "selection: {top_n: 3}\nkeep: {SPY: 40, GLD: 0.5}\nstrategy: {kind: fixed}\n"
      "fixed_weights: {SPY: 0.35, QQQ: 0.3}\nembedded: {pace: step, clock: \"2020-03-16 15:50:00\"}\n"
      "calendar: {extra_closures: [2026-07-06]}\nwalkforward: {grid: {ema_fast: [10, 20], top_n: [1]}}\n"
      "retry: {on: [timeout]}\n");
  const Loaded loaded = loading.loaded();
  const auto recorded = load_recorded(show_json(loaded).dump());
  ASSERT_TRUE(recorded) << recorded.error().text();
  EXPECT_EQ(differences(*recorded, loaded.settings), std::vector<std::string>{});
  EXPECT_FALSE(load_recorded("{}"));
}

}  // namespace bot::config::test
