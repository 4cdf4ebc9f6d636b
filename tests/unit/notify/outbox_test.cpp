#include "notify/outbox.hpp"

#include <gtest/gtest.h>

#include "alert_examples.hpp"
#include "fakes.hpp"
#include "notify/deliver.hpp"
#include "notify/discord_message.hpp"
#include "notify/rate_limit.hpp"

namespace bot::notify::test {

struct Bench {
  VirtualLoop loop{close_time()};
  MemoryFiles files;
  Outbox outbox{files, loop, "box"};
  ScriptedPoster http{loop};
  DeliverOptions options{.webhook = Secret("https://discord.example/api/webhooks/1/CANARY")};
  DeliverReport deliver() { return notify::deliver(outbox, http, loop, options); }
  [[nodiscard]] std::string all_files() const {
    std::string all;
    for (const auto& [path, bytes] : files.files) all += path + "\n" + bytes;
    return all;
  }
};

HttpAnswer answer(int status, std::map<std::string, std::string> headers = {}, std::string body = "") {
  return {status, std::move(headers), std::move(body)};
}

TEST(Outbox, CriticalFirstThenByTime) {
  Bench bench;
  ASSERT_TRUE(bench.outbox.put(plain_alert("first")));
  ASSERT_TRUE(bench.outbox.put(plain_alert("second")));
  bench.loop.pass(Duration(1));
  ASSERT_TRUE(bench.outbox.put(plain_alert("third")));
  ASSERT_TRUE(bench.outbox.put(failure_alert()));
  std::vector<std::string> titles;
  const auto pending = bench.outbox.pending();
  for (const OutboxItem& item : pending->items) titles.push_back(item.alert.title);
  EXPECT_EQ(titles, (std::vector<std::string>{"No rebalance today", "first", "second", "third"}));
}

// Doctor, preflight and the simulation count with it.
TEST(Outbox, AlertsWaitOnceANotifierShouldHaveDeliveredThem) {
  Bench bench;
  EXPECT_EQ(count_waiting_alerts(bench.outbox), 0U);
  ASSERT_TRUE(bench.outbox.put(plain_alert("first")));
  ASSERT_TRUE(bench.outbox.put_ping(DeadManSignal::kStart, "begun"));
  bench.loop.pass(std::chrono::minutes{10});
  EXPECT_EQ(count_waiting_alerts(bench.outbox), 0U);
  ASSERT_TRUE(bench.outbox.put(plain_alert("second")));
  bench.loop.pass(Duration{1});
  EXPECT_EQ(count_waiting_alerts(bench.outbox), 1U) << "neither the ping nor what has just come";
}

// A disk on which everything below one path may not be looked at.
class UnreadableFiles : public ports::Files {
 public:
  explicit UnreadableFiles(std::string closed) : closed_(std::move(closed)) {}
  [[nodiscard]] bool exists(const std::string& path) const override { return is_closed(path) || disk.exists(path); }
  [[nodiscard]] Result<std::string> read(const std::string& path) const override {
    if (is_closed(path)) return denied(path);
    return disk.read(path);
  }
  [[nodiscard]] Result<std::vector<std::string>> list(const std::string& folder) const override {
    if (is_closed(folder)) return denied(folder);
    return disk.list(folder);
  }
  Result<void> write_atomically(const std::string& path, std::string_view bytes, unsigned mode) override {
    return disk.write_atomically(path, bytes, mode);
  }
  Result<void> append_durably(const std::string& path, std::string_view bytes, unsigned mode) override {
    return disk.append_durably(path, bytes, mode);
  }
  Result<void> rename(const std::string& from, const std::string& to) override { return disk.rename(from, to); }
  Result<void> remove(const std::string& path) override { return disk.remove(path); }
  Result<void> make_folders(const std::string& path, unsigned mode) override { return disk.make_folders(path, mode); }
  Result<std::unique_ptr<ports::FileLock>> lock(const std::string& path) override { return disk.lock(path); }

  MemoryFiles disk;

 private:
  [[nodiscard]] bool is_closed(const std::string& path) const { return path.starts_with(closed_); }
  static tl::unexpected<Error> denied(const std::string& path) {
    return fail(ErrorCode::kIo, "Permission denied", path, "Check owner and permissions.");
  }
  std::string closed_;
};

// Whichever part of it: nothing waits, nothing was sent and no webhook is dead only where that was read.
TEST(Outbox, WhatMayNotBeReadIsNeverEmpty) {
  Bench bench;
  const Secret& webhook = bench.options.webhook;
  for (const char* closed : {"box", "box/pending", "box/sent", "box/delivery"}) {
    UnreadableFiles files(closed);
    Outbox outbox(files, bench.loop, "box");
    if (std::string(closed) != "box/delivery") {
      ASSERT_FALSE(count_waiting_alerts(outbox)) << closed;
      EXPECT_TRUE(count_waiting_alerts(outbox).error().where.starts_with(closed)) << closed;
    }
    if (std::string(closed) == "box" || std::string(closed) == "box/delivery") {
      EXPECT_FALSE(outbox.is_given_up(webhook)) << closed;
      EXPECT_FALSE(outbox.silence(webhook)) << closed;
      EXPECT_FALSE(outbox.held_until()) << closed;
    }
    const DeliverReport report = notify::deliver(outbox, bench.http, bench.loop, bench.options);
    EXPECT_EQ(report.exit_code(), 4) << closed;
    EXPECT_FALSE(report.is_counted()) << closed;
    EXPECT_NE(report.problem.find("Permission denied"), std::string::npos) << closed << ": " << report.problem;
    EXPECT_NE(report.problem.find(closed), std::string::npos) << closed << ": " << report.problem;
  }
}

// Written by root, read by the notifier's user: it waits for whoever gives it back.
TEST(Outbox, AnAlertThatMayNotBeReadStaysAndIsNotDamaged) {
  Bench bench;
  UnreadableFiles files("box/pending/1-2020-its-ours");
  files.disk.files["box/pending/1-2020-its-ours.json"] = "{}";
  Outbox outbox(files, bench.loop, "box");
  ASSERT_TRUE(outbox.put(plain_alert("first")));
  const DeliverReport report = notify::deliver(outbox, bench.http, bench.loop, bench.options);
  EXPECT_EQ(report.sent, 1);
  EXPECT_EQ(report.waiting, 1);
  EXPECT_EQ(report.exit_code(), 4);
  EXPECT_TRUE(files.disk.files.contains("box/pending/1-2020-its-ours.json"));
}

TEST(Outbox, TheSameCauseIsKeptOnceARunAndOnceADay) {
  Bench bench;
  ports::Alert alert = plain_alert();
  alert.dedupe_key = "gateway down";
  alert.run_id = "1";
  for (int i = 0; i < 3; ++i) {
    alert.at += std::chrono::seconds(5);
    ASSERT_TRUE(bench.outbox.put(alert));
  }
  EXPECT_EQ(bench.outbox.pending()->items.size(), 1U);
  bench.deliver();
  ASSERT_TRUE(bench.outbox.put(alert));
  EXPECT_EQ(bench.outbox.pending()->items.size(), 0U);  // also when it was sent
  alert.run_id = "2";
  ASSERT_TRUE(bench.outbox.put(alert));
  EXPECT_EQ(bench.outbox.pending()->items.size(), 1U);
  alert.run_id = "";
  ASSERT_TRUE(bench.outbox.put(alert));
  alert.at += std::chrono::hours(24);
  ASSERT_TRUE(bench.outbox.put(alert));
  EXPECT_EQ(bench.outbox.pending()->items.size(), 3U);
}

TEST(Outbox, HoldsNoSecret) {
  Bench bench;
  ports::Alert alert = plain_alert("failed to post to https://discord.com/api/webhooks/9/CANARY", "key hunter2CANARY");
  Outbox outbox(bench.files, bench.loop, "box", {Secret("hunter2CANARY")});
  ASSERT_TRUE(outbox.put(alert));
  bench.http.answers.push_back(fail(ErrorCode::kNetwork, "cannot reach https://discord.example/api/webhooks/1/CANARY"));
  bench.options.max_attempts = 1;
  const DeliverReport report = bench.deliver();
  EXPECT_EQ(report.waiting, 1);
  EXPECT_EQ(bench.all_files().find("CANARY"), std::string::npos) << bench.all_files();
  EXPECT_EQ(report.problem.find("CANARY"), std::string::npos);
}

TEST(Outbox, AFullDiskIsAnErrorAndLeavesNothing) {
  Bench bench;
  bench.files.write_fails = [](const std::string&) { return true; };
  const auto put = bench.outbox.put(plain_alert());
  ASSERT_FALSE(put);
  EXPECT_EQ(put.error().code, ErrorCode::kIo);
  EXPECT_TRUE(bench.files.files.empty());
}

TEST(Outbox, DamagedItemsArePutAside) {
  Bench bench;
  ASSERT_TRUE(bench.outbox.put(plain_alert()));
  bench.files.files["box/pending/0-x.json"] = "{";
  const DeliverReport report = bench.deliver();
  EXPECT_EQ(report.sent, 1);
  EXPECT_TRUE(bench.files.files.contains("box/dead/0-x.json"));
  EXPECT_TRUE(bench.files.list("box/pending")->empty());
}

TEST(Outbox, AWordNobodyWritesIsDamageAndNotTheOtherWord) {
  for (const auto& [written, unknown] : {std::pair{R"("signal": "success")", R"("signal": "succes")"},
                                         std::pair{R"("side": "SELL")", R"("side": "sell")"}}) {
    Bench bench;
    ASSERT_TRUE(bench.outbox.put(success_alert()));
    ASSERT_TRUE(bench.outbox.put_ping(DeadManSignal::kSuccess, "done"));
    int changed = 0;
    for (auto& [path, text] : bench.files.files)
      if (const std::size_t at = text.find(written); at != std::string::npos) {
        text.replace(at, std::string(written).size(), unknown);
        ++changed;
      }
    ASSERT_EQ(changed, 1) << written;
    (void)bench.deliver();
    EXPECT_EQ(bench.files.list("box/dead")->size(), 1U) << unknown;
  }
}

TEST(Outbox, WhatWasAcknowledgedBeforeACrashIsNotSentAgain) {
  Bench bench;
  ASSERT_TRUE(bench.outbox.put(plain_alert()));
  const OutboxItem item = bench.outbox.pending()->items.front();
  const std::string pending = bench.files.files.begin()->second;
  ASSERT_TRUE(bench.outbox.mark_sent(item, "1"));
  bench.files.files["box/pending/" + item.name] = pending;
  EXPECT_EQ(bench.deliver().sent, 0);
  EXPECT_TRUE(bench.http.posts.empty());
}

TEST(Deliver, AcknowledgedItemsMoveToSent) {
  Bench bench;
  ASSERT_TRUE(bench.outbox.put(success_alert()));
  const DeliverReport report = bench.deliver();
  EXPECT_EQ(report.sent, 1);
  EXPECT_EQ(report.exit_code(), 0);
  EXPECT_EQ(report.last_message_id, "1");
  ASSERT_EQ(bench.http.posts.size(), 1U);
  EXPECT_EQ(bench.http.posts[0].url.reveal(), "https://discord.example/api/webhooks/1/CANARY?wait=true");
  EXPECT_EQ(bench.http.posts[0].body, discord_body(success_alert()));
  EXPECT_EQ(bench.files.list("box/sent")->size(), 1U);
  EXPECT_TRUE(bench.files.list("box/pending")->empty());
  EXPECT_EQ(bench.deliver().sent, 0);
}

TEST(Deliver, LateOnesAreMarked) {
  Bench bench;
  ASSERT_TRUE(bench.outbox.put(plain_alert()));
  bench.loop.pass(std::chrono::minutes(40));
  bench.deliver();
  EXPECT_NE(bench.http.posts[0].body.find("LATE by 40 min"), std::string::npos);
}

TEST(Deliver, NoWebhookIsSaidAndWaits) {
  Bench bench;
  bench.options.webhook = Secret();
  ASSERT_TRUE(bench.outbox.put(plain_alert()));
  const DeliverReport report = bench.deliver();
  EXPECT_TRUE(report.no_webhook);
  EXPECT_EQ(report.waiting, 1);
  EXPECT_EQ(report.exit_code(), 0);
  EXPECT_TRUE(bench.http.posts.empty());
  EXPECT_EQ(bench.outbox.pending()->items.front().note, "no webhook");
  bench.loop.pass(std::chrono::hours(24 * 8));
  EXPECT_EQ(bench.deliver().too_old, 1);
  EXPECT_EQ(bench.files.list("box/dead")->size(), 1U);
}

struct RateCase {
  HttpAnswer limited;
  std::int64_t wait_ms;
};
TEST(Deliver, RateLimitsWaitAsAsked) {
  for (const RateCase& one : std::vector<RateCase>{
           {answer(429, {}, "{\"message\": \"slow\", \"retry_after\": 1.337, \"global\": false}"), 1337},
           {answer(429, {{"retry-after", "2"}}), 2000},
           {answer(429, {{"retry-after", "2"}, {"x-ratelimit-reset-after", "2.5"}}, "{\"retry_after\": 2.4001}"), 2500},
           {answer(429, {{"retry-after", "soon"}}, "<html>"), 5000}}) {
    Bench bench;
    ASSERT_TRUE(bench.outbox.put(plain_alert()));
    bench.http.answers.push_back(one.limited);
    const DeliverReport report = bench.deliver();
    EXPECT_EQ(report.sent, 1);
    EXPECT_EQ(report.exit_code(), 0);
    ASSERT_EQ(bench.loop.waits.size(), 1U);
    EXPECT_EQ(bench.loop.waits[0].count(), one.wait_ms);
  }
}

TEST(Deliver, AnExhaustedBucketIsWaitedForBeforeTheNextPost) {
  Bench bench;
  ASSERT_TRUE(bench.outbox.put(plain_alert("a")));
  ASSERT_TRUE(bench.outbox.put(plain_alert("b")));
  bench.http.answers.push_back(
      answer(200, {{"x-ratelimit-remaining", "0"}, {"x-ratelimit-reset-after", "1.5"}}, "{\"id\": \"7\"}"));
  EXPECT_EQ(bench.deliver().sent, 2);
  ASSERT_EQ(bench.loop.waits.size(), 1U);
  EXPECT_EQ(bench.loop.waits[0].count(), 1500);
}

TEST(Deliver, StaysInsideItsBudget) {
  Bench bench;
  ASSERT_TRUE(bench.outbox.put(plain_alert("a")));
  ASSERT_TRUE(bench.outbox.put(plain_alert("b")));
  bench.http.answers.push_back(answer(429, {{"retry-after", "30"}}));
  const UtcTime began = bench.loop.now();
  DeliverReport report = bench.deliver();
  EXPECT_EQ(report.sent, 0);
  EXPECT_EQ(report.waiting, 2);
  EXPECT_EQ(report.exit_code(), 7);
  EXPECT_EQ(report.problem, "Discord limits the rate");
  EXPECT_TRUE(bench.loop.waits.empty());  // a wait that cannot end in time is not begun
  bench.http.posts.clear();
  EXPECT_EQ(bench.deliver().waiting, 2);  // what Discord asked for holds for the next delivery, too
  EXPECT_TRUE(bench.http.posts.empty());
  bench.loop.pass(std::chrono::seconds(31));
  bench.http.takes = std::chrono::seconds(4);
  bench.http.answers.clear();
  for (int i = 0; i < 9; ++i) bench.http.answers.push_back(fail(ErrorCode::kTimeout, "no answer"));
  report = bench.deliver();
  EXPECT_LE(bench.loop.now() - began, std::chrono::seconds(24 + 31));
  for (const HttpPost& post : bench.http.posts) EXPECT_LE(post.timeout, std::chrono::seconds(10));
  EXPECT_LT(bench.http.posts.back().timeout, std::chrono::seconds(7));
}

TEST(Deliver, ServerErrorsAndTimeoutsAreTriedAgain) {
  Bench bench;
  ASSERT_TRUE(bench.outbox.put(plain_alert()));
  bench.http.answers.push_back(answer(502));
  bench.http.answers.push_back(fail(ErrorCode::kTimeout, "no answer"));
  bench.http.answers.push_back(fail(ErrorCode::kNetwork, "reset"));
  const DeliverReport report = bench.deliver();
  EXPECT_EQ(report.sent, 1);
  EXPECT_EQ(report.exit_code(), 0);
  ASSERT_EQ(bench.loop.waits.size(), 3U);
  EXPECT_LT(bench.loop.waits[0], bench.loop.waits[2]);
}

TEST(Deliver, ADeadWebhookIsGivenUpUntilItChanges) {
  for (const int status : {401, 404}) {
    Bench bench;
    ASSERT_TRUE(bench.outbox.put(plain_alert("a")));
    ASSERT_TRUE(bench.outbox.put(plain_alert("b")));
    bench.http.answers.push_back(answer(status, {}, "{\"message\": \"Unknown Webhook\", \"code\": 10015}"));
    const DeliverReport report = bench.deliver();
    EXPECT_TRUE(report.given_up);
    EXPECT_EQ(report.waiting, 2);
    EXPECT_EQ(report.exit_code(), 7);
    EXPECT_EQ(report.problem, "HTTP " + std::to_string(status) + " Unknown Webhook");
    bench.deliver();
    EXPECT_EQ(bench.http.posts.size(), 1U);
    bench.options.webhook = Secret("https://discord.example/api/webhooks/2/x");
    EXPECT_EQ(bench.deliver().sent, 2);
  }
}

TEST(Deliver, ARefusedMessageIsPutAsideAndTheNextGoesOn) {
  Bench bench;
  ASSERT_TRUE(bench.outbox.put(plain_alert("a")));
  ASSERT_TRUE(bench.outbox.put(plain_alert("b")));
  bench.http.answers.push_back(answer(400, {}, "{\"message\": \"Invalid Form Body\"}"));
  const DeliverReport report = bench.deliver();
  EXPECT_EQ(report.refused, 1);
  EXPECT_EQ(report.sent, 1);
  EXPECT_EQ(report.exit_code(), 7);
  EXPECT_EQ(bench.files.list("box/dead")->size(), 1U);
}

TEST(Deliver, AnyTwoHundredIsDelivered) {
  for (const int status : {200, 202, 204}) {
    Bench bench;
    ASSERT_TRUE(bench.outbox.put(plain_alert()));
    bench.http.answers.push_back(answer(status));
    const DeliverReport report = bench.deliver();
    EXPECT_EQ(report.sent, 1);
    EXPECT_EQ(report.exit_code(), 0);
    EXPECT_EQ(bench.files.list("box/sent")->size(), 1U);
  }
}

TEST(Deliver, AChannelThatRefusesEveryAlertIsSaidUntilOneGetsThrough) {
  for (const int status : {400, 401, 403, 404}) {
    Bench bench;
    bench.options.dead_man = Secret("https://hc.example/uuid");
    bench.options.retry_given_up = true;
    ASSERT_TRUE(bench.outbox.put(plain_alert("a")));
    bench.http.answers.push_back(answer(status, {}, "{\"message\": \"no\"}"));
    bench.deliver();
    const auto silence = bench.outbox.silence(bench.options.webhook).value();
    ASSERT_TRUE(silence) << status;
    EXPECT_NE(silence->find("HTTP " + std::to_string(status)), std::string::npos) << *silence;

    // The next good run's ping says that no alert gets through.
    ASSERT_TRUE(bench.outbox.put_ping(DeadManSignal::kSuccess, "done"));
    ASSERT_TRUE(bench.outbox.put(plain_alert("b")));
    const auto posted = bench.http.posts.size();
    bench.deliver();
    std::string pings;
    for (std::size_t i = posted; i < bench.http.posts.size(); ++i)
      if (bench.http.posts[i].url.reveal().starts_with("https://hc.example"))
        pings += bench.http.posts[i].url.reveal() + " " + bench.http.posts[i].body + "\n";
    EXPECT_NE(pings.find("/fail done; no alert gets through"), std::string::npos) << pings;
    EXPECT_FALSE(bench.outbox.silence(bench.options.webhook).value()) << "b got through";
  }
}

TEST(Deliver, AForumChannelKeepsItsAlertsWaiting) {
  Bench bench;
  ASSERT_TRUE(bench.outbox.put(plain_alert()));
  bench.http.answers.push_back(answer(400, {}, "{\"message\": \"thread_name is needed\", \"code\": 220001}"));
  EXPECT_EQ(bench.deliver().waiting, 1);
  EXPECT_TRUE(bench.outbox.silence(bench.options.webhook).value());
  EXPECT_EQ(bench.deliver().sent, 1);
}

TEST(Deliver, PostsToTheVersionThatCountsInSeconds) {
  Bench bench;
  bench.options.webhook = Secret("https://discord.com/api/webhooks/1/x");
  ASSERT_TRUE(bench.outbox.put(plain_alert()));
  bench.deliver();
  EXPECT_EQ(bench.http.posts[0].url.reveal(), "https://discord.com/api/v10/webhooks/1/x?wait=true");
}

TEST(Deliver, AWaitInMillisecondsIsKnownByItsHeader) {
  EXPECT_EQ(wait_asked_for(answer(429, {{"retry-after", "2"}}, "{\"retry_after\": 1500}")), Duration(2000));
  EXPECT_EQ(wait_asked_for(answer(429, {{"retry-after", "2"}}, "{\"retry_after\": 1.5}")), Duration(2000));
}

TEST(Deliver, RedirectsAreNotFollowedAndInterruptionEndsIt) {
  Bench bench;
  ASSERT_TRUE(bench.outbox.put(plain_alert()));
  bench.http.answers.push_back(answer(301, {{"location", "https://evil.example"}}));
  EXPECT_EQ(bench.deliver().waiting, 1);
  EXPECT_EQ(bench.http.posts.size(), 1U);
  bench.loop.interrupt();
  EXPECT_EQ(bench.deliver().waiting, 1);
  EXPECT_EQ(bench.http.posts.size(), 1U);
}

TEST(DeadMan, StartSuccessFail) {
  Bench bench;
  const Secret url("https://hc.example/ping/uuid?create=1");
  ASSERT_TRUE(ping_dead_man(bench.http, url, DeadManSignal::kStart, "hello"));
  ASSERT_TRUE(ping_dead_man(bench.http, url, DeadManSignal::kSuccess, ""));
  ASSERT_TRUE(ping_dead_man(bench.http, url, DeadManSignal::kFail, "why"));
  EXPECT_EQ(bench.http.posts[0].url.reveal(), "https://hc.example/ping/uuid/start?create=1");
  EXPECT_EQ(bench.http.posts[1].url.reveal(), "https://hc.example/ping/uuid?create=1");
  EXPECT_EQ(bench.http.posts[2].url.reveal(), "https://hc.example/ping/uuid/fail?create=1");
  bench.http.answers.push_back(answer(404));
  const auto refused = ping_dead_man(bench.http, url, DeadManSignal::kFail, "why");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().text(), "dead-man ping: HTTP 404");
}

TEST(Deliver, PingsGoFirstAndWhatWasAnsweredIsRemembered) {
  Bench bench;
  bench.options.dead_man = Secret("https://hc.example/CANARY-uuid");
  ASSERT_TRUE(bench.outbox.put(plain_alert()));
  ASSERT_TRUE(bench.outbox.put_ping(DeadManSignal::kStart, "run started"));
  bench.loop.pass(Duration(1));
  ASSERT_TRUE(bench.outbox.put_ping(DeadManSignal::kFail, "failed: https://hc.example/CANARY-uuid"));
  const DeliverReport report = bench.deliver();
  EXPECT_EQ(report.pinged, 2);
  EXPECT_EQ(report.sent, 1);
  ASSERT_EQ(bench.http.posts.size(), 3U);
  EXPECT_EQ(bench.http.posts[0].url.reveal(), "https://hc.example/CANARY-uuid/start");
  EXPECT_EQ(bench.http.posts[1].url.reveal(), "https://hc.example/CANARY-uuid/fail");
  const auto answer = last_dead_man_answer(bench.files, "box");
  ASSERT_TRUE(answer && *answer);
  EXPECT_TRUE((*answer)->answered.has_value());
  EXPECT_EQ((*answer)->signal, DeadManSignal::kFail);
  EXPECT_EQ((*answer)->address, dead_man_fingerprint(bench.options.dead_man));
  EXPECT_TRUE(bench.files.list("box/pending")->empty());
  EXPECT_EQ(bench.all_files().find("CANARY-uuid"), std::string::npos);
}

TEST(Deliver, ASilentDeadManCostsOneTimeOutAndItsAnswerOfBeforeStaysKnown) {
  Bench bench;
  bench.options.dead_man = Secret("https://hc.example/u");
  ASSERT_TRUE(bench.outbox.put_ping(DeadManSignal::kSuccess, "done"));
  bench.deliver();
  const auto before = **last_dead_man_answer(bench.files, "box");
  ASSERT_TRUE(bench.outbox.put_ping(DeadManSignal::kStart, "run started"));
  ASSERT_TRUE(bench.outbox.put_ping(DeadManSignal::kSuccess, "done"));
  ASSERT_TRUE(bench.outbox.put(plain_alert()));
  for (int i = 0; i < 2; ++i) bench.http.answers.push_back(fail(ErrorCode::kTimeout, "no answer"));
  const DeliverReport report = bench.deliver();
  EXPECT_EQ(report.pinged, 0);
  EXPECT_EQ(report.sent, 1);
  const auto after = **last_dead_man_answer(bench.files, "box");
  EXPECT_EQ(after.answered, before.answered);
  EXPECT_NE(after.problem, "");
  EXPECT_EQ(bench.files.list("box/pending")->size(), 2U);
  bench.loop.pass(std::chrono::minutes(31));  // a success of then would speak of now
  EXPECT_EQ(bench.deliver().pinged, 0);
  EXPECT_TRUE(bench.files.list("box/pending")->empty());
}

TEST(Deliver, PingsWithoutAnAddressAreDroppedByTheNotifierOnly) {
  Bench bench;
  ASSERT_TRUE(bench.outbox.put_ping(DeadManSignal::kStart, "run started"));
  bench.deliver();
  EXPECT_EQ(bench.files.list("box/pending")->size(), 1U);
  bench.options.drop_pings_without_address = true;
  EXPECT_EQ(bench.deliver().waiting, 0);
  EXPECT_TRUE(bench.files.list("box/pending")->empty());
}

TEST(Deliver, ACrashBecomesAnAlertOnceAndIsKept) {
  Bench bench;
  bench.files.files["box/pending/crash-7-1584388572.txt"] =
      "bot defect\nversion 0.1.0\ncommand bot trade\naccount DU***001\nsimulated 1\nat 1584388572\n"
      "what check failed: x > 0 at plan.cpp:12\nstack\n/opt/bot(_ZN3bot3runEv+0x12)[0x55]\n";
  DeliverReport report = bench.deliver();
  EXPECT_EQ(report.crashes, 1);
  EXPECT_EQ(report.sent, 1);
  EXPECT_NE(bench.http.posts[0].body.find("SIMULATED"), std::string::npos);
  EXPECT_NE(bench.http.posts[0].body.find("bot::run()+0x12"), std::string::npos);
  EXPECT_NE(bench.http.posts[0].body.find("Check failed: x"), std::string::npos);
  EXPECT_TRUE(bench.files.files.contains("box/crashes/crash-7-1584388572.txt"));
  EXPECT_EQ(bench.deliver().sent, 0);
}

TEST(Deliver, OneAtATime) {
  Bench bench;
  ASSERT_TRUE(bench.outbox.put(plain_alert()));
  const auto other = bench.outbox.lock();
  ASSERT_TRUE(other);
  const DeliverReport report = bench.deliver();
  EXPECT_TRUE(report.elsewhere);
  EXPECT_EQ(report.exit_code(), 0);
  EXPECT_TRUE(bench.http.posts.empty());
}

TEST(Deliver, AFloodIsSpreadOverDeliveries) {
  Bench bench;
  for (int i = 0; i < 30; ++i) ASSERT_TRUE(bench.outbox.put(plain_alert("alert " + std::to_string(i))));
  ASSERT_TRUE(bench.outbox.put(failure_alert()));
  EXPECT_EQ(bench.deliver().sent, 25);
  EXPECT_NE(bench.http.posts[0].body.find("No rebalance today"), std::string::npos);
  EXPECT_EQ(bench.deliver().sent, 6);
}

TEST(Deliver, AWebhookThatWasGivenUpIsTriedAgainForAPerson) {
  Bench bench;
  ASSERT_TRUE(bench.outbox.put(plain_alert()));
  bench.http.answers.push_back(answer(404));
  EXPECT_TRUE(bench.deliver().given_up);
  EXPECT_EQ(bench.deliver().sent, 0);
  bench.options.retry_given_up = true;
  EXPECT_EQ(bench.deliver().sent, 1);
  EXPECT_FALSE(bench.outbox.is_given_up(bench.options.webhook).value());
}

TEST(Outbox, WhatIsReportedOnceIsSentOnce) {
  Bench bench;
  ports::Alert alert = plain_alert();
  alert.dedupe_key = "missed 2020-03-16";
  alert.scope = ports::Scope::kForEver;
  EXPECT_FALSE(*bench.outbox.knows(alert));
  ASSERT_TRUE(bench.outbox.put(alert));
  bench.deliver();
  alert.at += std::chrono::hours(24 * 9);
  alert.title = "in other words";
  EXPECT_TRUE(*bench.outbox.knows(alert));
  ASSERT_TRUE(bench.outbox.put(alert));
  EXPECT_TRUE(bench.outbox.pending()->items.empty());
}

TEST(Outbox, AWaitingFileIsNotWrittenAgainWithoutNews) {
  Bench bench;
  bench.options.max_attempts = 1;
  ASSERT_TRUE(bench.outbox.put(plain_alert()));
  bench.http.answers.push_back(answer(500));
  bench.deliver();
  const auto files = bench.files.files;
  bench.http.answers.push_back(answer(500));
  bench.deliver();
  EXPECT_EQ(bench.files.files, files);
}

// The power may go, or the disk be full, at any write: the alert is in one of its folders all the time.
TEST(Outbox, AnAlertOnItsWayIsNeverNowhere) {
  Bench bench;
  ASSERT_TRUE(bench.outbox.put(plain_alert()));
  const OutboxItem item = bench.outbox.pending()->items.front();
  bench.files.write_fails = [](const std::string& path) { return path.find("/sent/") != std::string::npos; };
  EXPECT_FALSE(bench.outbox.mark_sent(item, "1"));
  EXPECT_EQ(bench.outbox.pending()->items.size(), 1U) << "it waits on";
  bench.files.write_fails = [](const std::string& path) { return path.find("/dead/") != std::string::npos; };
  EXPECT_FALSE(bench.outbox.mark_dead(item, "refused"));
  EXPECT_EQ(bench.outbox.pending()->items.size(), 1U);
  bench.files.write_fails = {};
  EXPECT_EQ(bench.deliver().sent, 1);
  EXPECT_TRUE(*bench.outbox.knows(plain_alert())) << "sent once";
}

}  // namespace bot::notify::test
