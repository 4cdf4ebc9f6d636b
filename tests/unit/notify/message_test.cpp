#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "alert_examples.hpp"
#include "base/rng.hpp"
#include "notify/alert_json.hpp"
#include "notify/discord_message.hpp"
#include "notify/message_text.hpp"
#include "notify/terminal_message.hpp"
#include "support/golden.hpp"
#include "support/http_catcher.hpp"
#include "support/sanitized.hpp"

namespace bot::notify::test {

using bot::test::discord_refusal;

TEST(DiscordMessage, Success) {
  bot::test::expect_golden("notify/success.json",
                           nlohmann::ordered_json::parse(discord_body(success_alert())).dump(2) + "\n");
}

TEST(DiscordMessage, FailureSaysWhatWasNotDoneAndWhatToDo) {
  bot::test::expect_golden("notify/failure.json",
                           nlohmann::ordered_json::parse(discord_body(failure_alert())).dump(2) + "\n");
}

TEST(DiscordMessage, LateAndSimulatedStandInFront) {
  const auto title = [](Duration late) {
    return nlohmann::json::parse(discord_body(success_alert(), {.late_by = late}))["embeds"][0]["title"]
        .get<std::string>();
  };
  EXPECT_EQ(title(std::chrono::minutes(7)),
            "\xE2\x9C\x85 LATE by 7 min \xC2\xB7 SIMULATED \xC2\xB7 Rebalanced to SPY and TLT");
  EXPECT_EQ(title(std::chrono::hours(5)),
            "\xE2\x9C\x85 LATE by 5 h \xC2\xB7 SIMULATED \xC2\xB7 Rebalanced to SPY and TLT");
  EXPECT_EQ(title(std::chrono::hours(80)),
            "\xE2\x9C\x85 LATE by 3 days \xC2\xB7 SIMULATED \xC2\xB7 Rebalanced to SPY and TLT");
}

TEST(DiscordMessage, TerminalShowsTheSame) {
  const std::string all = *terminal_message(discord_body(success_alert()), {.width = 78}) + "\n" +
                          *terminal_message(discord_body(failure_alert()), {.width = 40});
  bot::test::expect_golden("notify/terminal.txt", all);
  EXPECT_NE(
      terminal_message(discord_body(success_alert()), {.width = 60, .colour = true})->find("\x1b[38;2;46;204;113m"),
      std::string::npos);
  EXPECT_FALSE(terminal_message("nonsense"));
}

TEST(DiscordMessage, MarkdownAndMentionsAreHarmless) {
  ports::Alert alert = plain_alert("@everyone **bold** <@123>",
                                   "[click](https://evil.example) `code` ||spoiler||\n# big\n> quote\n- item\x1b[31m");
  const auto embed = nlohmann::json::parse(discord_body(alert))["embeds"][0];
  EXPECT_EQ(embed["title"], "\xF0\x9F\x94\x94 @everyone \\*\\*bold\\*\\* \\<@123>");
  EXPECT_EQ(embed["description"],
            "\\[click\\](https://evil.example) \\`code\\` \\|\\|spoiler\\|\\|\n\\# big\n\\> quote\n\\- item\\[31m");
  EXPECT_EQ(nlohmann::json::parse(discord_body(alert))["allowed_mentions"].dump(), "{\"parse\":[]}");
}

TEST(DiscordMessage, TextsAreCutWithAnEllipsis) {
  ports::Alert alert = plain_alert(std::string(300, 't'), std::string(5000, 'd'));
  const auto embed = nlohmann::json::parse(discord_body(alert))["embeds"][0];
  EXPECT_EQ(embed["title"], "\xF0\x9F\x94\x94 " + std::string(252, 't') + "\xE2\x80\xA6");
  EXPECT_EQ(embed["description"], std::string(4095, 'd') + "\xE2\x80\xA6");
  EXPECT_EQ(message_text("ab*d", 4), "ab\xE2\x80\xA6");  // never half an escape
  EXPECT_EQ(message_text("ab*d", 5), "ab\\*d");
  EXPECT_EQ(message_text("\xF0\x9F\x98\x80\xF0\x9F\x98\x80", 3), "\xF0\x9F\x98\x80\xE2\x80\xA6");
  EXPECT_EQ(message_text(" \n ", 5), "");
  // A word, a figure and, where little is given up for it, a clause stay whole.
  EXPECT_EQ(message_text("GLD 2.0 % for 47.5 %: no usable quote; IEF", 36),
            "GLD 2.0 % for 47.5 %: no usable\xE2\x80\xA6");
  EXPECT_EQ(message_text("273 BITO locked; GLD 47.5 %", 20), "273 BITO locked\xE2\x80\xA6");
  EXPECT_EQ(message_text("one 1,234.56", 9), "one\xE2\x80\xA6");
  EXPECT_EQ(message_text("abcdefghij", 5), "abcd\xE2\x80\xA6");
}

TEST(DiscordMessage, ACommissionIsMoneyOrNotReported) {
  ports::Alert alert = success_alert();
  alert.fills.resize(1);
  EXPECT_NE(discord_body(alert).find("fee $0."), std::string::npos) << discord_body(alert);
  alert.fills[0].commission.reset();
  EXPECT_NE(discord_body(alert).find("fee not reported"), std::string::npos) << discord_body(alert);
  const auto again = alert_from_text(alert_to_text(alert));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->fills[0].commission, std::nullopt);
}

TEST(DiscordMessage, AFullDayIsShownWholeAndMoreIsCounted) {
  ports::Alert alert = success_alert();
  alert.fills.assign(20, alert.fills[0]);
  alert.positions.assign(10, alert.positions[0]);
  const auto times = [&](const std::string& part) {
    const std::string body = discord_body(alert);
    std::size_t count = 0;
    for (auto at = body.find(part); at != std::string::npos; at = body.find(part, at + 1)) ++count;
    return count;
  };
  EXPECT_EQ(times("BUY 19 SPY"), 20U);
  EXPECT_EQ(times("46.3 %"), 10U);
  EXPECT_EQ(times(" more"), 0U);
  alert.fills.assign(200, alert.fills[0]);
  alert.positions.assign(200, alert.positions[0]);
  const std::size_t fills = times("BUY 19 SPY");
  const std::size_t positions = times("46.3 %");
  EXPECT_GT(fills, 40U);
  EXPECT_GT(positions, 60U);
  EXPECT_EQ(times("\xE2\x80\xA6 and " + std::to_string(200 - fills) + " more"), 1U);
  EXPECT_EQ(times("\xE2\x80\xA6 and " + std::to_string(200 - positions) + " more"), 1U);
  EXPECT_EQ(times("9,987.60"), 1U);
  EXPECT_EQ(discord_refusal(discord_body(alert)), "");
}

// Text of random code points: plain, markdown, blanks, controls, astral, and broken bytes.
std::string random_text(Rng& rng, std::size_t length_max) {
  static const std::vector<std::string> kPieces = {"a",
                                                   "word ",
                                                   "*",
                                                   "_",
                                                   "`",
                                                   "\\",
                                                   "<@1>",
                                                   "@everyone",
                                                   "#",
                                                   "\n",
                                                   " ",
                                                   "\t",
                                                   "\xE2\x80\x8B",
                                                   "\xC2\xA0",
                                                   "\xE3\x80\x80",
                                                   "\xF0\x9F\x98\x80",
                                                   "\xE6\x97\xA5",
                                                   "e\xCC\x81",
                                                   "\xFF",
                                                   "\xED\xA0\x80",
                                                   std::string(1, '\0'),
                                                   "\x1b[31m",
                                                   "\"",
                                                   "\xE2\x80\xAE",
                                                   "https://x.example/",
                                                   "|",
                                                   "```"};
  std::string text;
  const std::size_t pieces = rng.chance(0.3) ? 0 : rng.below(length_max + 1);
  const bool one_kind = rng.chance(0.3);
  const std::size_t only = rng.below(kPieces.size());
  for (std::size_t i = 0; i < pieces; ++i) text += kPieces[one_kind ? only : rng.below(kPieces.size())];
  return text;
}

ports::Alert random_alert(Rng& rng) {
  ports::Alert alert;
  alert.kind = static_cast<ports::AlertKind>(rng.below(12));
  alert.at = close_time() + Duration(static_cast<std::int64_t>(rng.below(1'000'000'000)));
  alert.simulated = rng.chance(0.5);
  alert.title = random_text(rng, 400);
  alert.text = random_text(rng, 7000);
  alert.run_id = random_text(rng, 700);
  alert.not_done = random_text(rng, 2000);
  alert.to_do = random_text(rng, 2000);
  for (auto left = rng.below(40); left > 0; --left) alert.causes.push_back(random_text(rng, 300));
  for (auto left = rng.below(60); left > 0; --left)
    alert.facts.emplace_back(random_text(rng, 300), random_text(rng, 1100));
  for (auto left = rng.below(200); left > 0; --left)
    alert.fills.push_back({Symbol(random_text(rng, 20)), Side::kBuy,
                           Quantity::from_raw(static_cast<std::int64_t>(rng.next() >> 1)),
                           Price::from_raw(static_cast<std::int64_t>(rng.next() >> 1)),
                           rng.chance(0.1) ? std::nan("") : rng.normal() * 1e300, Money::from_raw(-5)});
  for (auto left = rng.below(200); left > 0; --left)
    alert.positions.push_back({Symbol(random_text(rng, 20)), Quantity::from_whole(1), Price::from_whole(2),
                               rng.chance(0.1) ? INFINITY : rng.uniform()});
  return alert;
}

TEST(DiscordMessageProperty, AnyAlertIsABodyDiscordTakes) {
  constexpr std::uint64_t kAlerts = bot::test::by_build(100, 30);
  for (std::uint64_t seed = 0; seed < kAlerts; ++seed) {
    Rng rng(seed);
    const ports::Alert alert = random_alert(rng);
    const std::string body = discord_body(alert, {.late_by = std::chrono::minutes(10)});
    ASSERT_EQ(discord_refusal(body), "") << "seed " << seed;
    const auto embed = nlohmann::json::parse(body)["embeds"][0];
    for (const char* key : {"title", "description"})
      ASSERT_FALSE(embed.contains(key) && is_blank(embed[key].get<std::string>())) << "seed " << seed;
    for (const auto& field : embed["fields"]) {
      ASSERT_FALSE(is_blank(field["name"].get<std::string>())) << "seed " << seed;
      ASSERT_FALSE(is_blank(field["value"].get<std::string>())) << "seed " << seed;
    }
    ASSERT_TRUE(terminal_message(body, {.width = 24 + seed % 100})) << "seed " << seed;
    const auto back = alert_from_text(alert_to_text(alert));
    ASSERT_TRUE(back) << back.error().text();
    ASSERT_EQ(alert_to_text(*back), alert_to_text(alert)) << "seed " << seed;
  }
}

TEST(AlertJson, ComesBackAsItWas) {
  for (const ports::Alert& alert : {success_alert(), failure_alert()}) {
    const auto back = alert_from_text(alert_to_text(alert));
    ASSERT_TRUE(back) << back.error().text();
    EXPECT_EQ(discord_body(*back), discord_body(alert));
    EXPECT_EQ(back->dedupe_key, alert.dedupe_key);
    EXPECT_EQ(back->severity, alert.severity);
  }
  for (const char* bad : {"", "{}", "[]", "{\"kind\": 3}", "{\"kind\": \"none\"}"})
    EXPECT_FALSE(alert_from_text(bad)) << bad;
}

}  // namespace bot::notify::test
