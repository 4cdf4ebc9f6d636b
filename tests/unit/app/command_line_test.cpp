// Arguments become requests; what is no request says what to print and ends with which code.
#include "app/command_line/command_line.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <sstream>

namespace bot::app::test {
namespace {

CommandLine parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "bot");
  return parse_command_line(static_cast<int>(arguments.size()), arguments.data());
}
template <class T>
T request(const std::vector<const char*>& arguments) {
  const CommandLine line = parse(arguments);
  if (!line.request || !std::holds_alternative<T>(*line.request)) {
    ADD_FAILURE() << "another request, or none: " << line.text;
    return {};
  }
  return std::get<T>(*line.request);
}

TEST(CommandLine, TradeNamesItsModeAndItsStart) {
  const auto by_hand = request<TradeRequest>({"trade", "--paper"});
  EXPECT_EQ(by_hand.mode, Mode::kPaper);
  EXPECT_FALSE(by_hand.scheduled);
  const auto by_timer = request<TradeRequest>({"trade", "--live", "--scheduled"});
  EXPECT_EQ(by_timer.mode, Mode::kLive);
  EXPECT_TRUE(by_timer.scheduled);
}

TEST(CommandLine, TradeWithoutOrWithTwoModesIsRefused) {
  for (const auto& arguments : {std::vector<const char*>{"trade"}, {"trade", "--paper", "--live"}}) {
    const CommandLine line = parse(arguments);
    EXPECT_FALSE(line.request);
    EXPECT_EQ(line.exit_code, 2);
  }
}

// Each command and each command of a command, as `bot --help` and theirs list them.
void each_help(const std::vector<std::string>& path, int depth,
               const std::function<void(const std::string&, const std::string&)>& use) {
  std::vector<const char*> words;
  std::string name = "bot";
  for (const std::string& word : path) {
    words.push_back(word.c_str());
    name += " " + word;
  }
  words.push_back("--help");
  const CommandLine help = parse(words);
  ASSERT_EQ(help.exit_code, 0) << name;
  if (!path.empty()) use(name, help.text);
  const auto at = help.text.find("Subcommands:\n");
  if (at == std::string::npos) return;
  ASSERT_LT(depth, 3);
  std::istringstream lines(help.text.substr(at + 13));
  for (std::string line; std::getline(lines, line) && line.starts_with("  ");) {
    if (line[2] == ' ') continue;  // a description that goes on
    auto deeper = path;
    deeper.push_back(line.substr(2, line.find(' ', 2) - 2));
    each_help(deeper, depth + 1, use);
  }
}

TEST(CommandLine, TheHelpOfEveryCommandHasAnExampleAndNamesTheGlobalFlags) {
  int commands = 0;
  each_help({}, 0, [&](const std::string& command, const std::string& help) {
    ++commands;
    const auto example = help.find("Example:\n");
    ASSERT_NE(example, std::string::npos) << command << "\n" << help;
    EXPECT_NE(help.find(command, example), std::string::npos) << command << "\n" << help;
    for (const char* flag : {"--config", "--set", "--log-level", "--log-file", "--json", "--color", "--clock"})
      EXPECT_NE(help.find(flag), std::string::npos) << command << " does not name " << flag;
    EXPECT_EQ(help.find(":{"), std::string::npos) << command << ": words of the parser\n" << help;
  });
  EXPECT_GT(commands, 40);
}

TEST(CommandLine, TheChecksTakeAnAccountOrNone) {
  EXPECT_EQ(request<PreflightRequest>({"preflight"}).mode, std::nullopt);
  EXPECT_EQ(request<WatchdogRequest>({"watchdog", "--scheduled", "--live"}).mode, Mode::kLive);
  const auto summary = request<ReportRequest>({"report", "daily", "--send", "--session", "2025-03-04", "--paper"});
  EXPECT_EQ(summary.run_id, "daily");
  EXPECT_TRUE(summary.send);
  EXPECT_EQ(summary.session, make_date(2025, 3, 4));
  EXPECT_EQ(summary.mode, Mode::kPaper);
}

TEST(CommandLine, GlobalFlagsStandBeforeTheCommand) {
  const CommandLine line = parse(
      {"--json", "--set", "limits.max_spread_bps=20", "--clock", "2020-03-16 15:50:00", "--color", "never", "status"});
  ASSERT_TRUE(line.request) << line.text;
  EXPECT_TRUE(line.flags.json);
  EXPECT_EQ(line.flags.sets, std::vector<std::string>{"limits.max_spread_bps=20"});
  EXPECT_EQ(line.flags.clock, "2020-03-16 15:50:00");
  EXPECT_EQ(line.flags.color, ColorChoice::kNever);
  EXPECT_EQ(command_name(*line.request), "status");
}

TEST(CommandLine, FlagsOfTheGatewayAreSettings) {
  const auto gateway =
      request<GatewayRequest>({"gateway", "--listen", "127.0.0.1:0", "--pace", "10", "--cash", "5000"});
  EXPECT_EQ(gateway.listen, "127.0.0.1:0");
  EXPECT_EQ(gateway.sets, (std::vector<std::string>{"embedded.pace=10", "embedded.cash=5000"}));
}

TEST(CommandLine, AmountsAndDatesAreRead) {
  const auto arm = request<ArmRequest>({"arm", "--max-order", "6000", "--days", "10", "--from", "2026-01-05"});
  EXPECT_EQ(arm.max_order, Money::from_whole(6000));
  EXPECT_EQ(arm.max_day, std::nullopt);
  EXPECT_EQ(arm.days, 10);
  EXPECT_EQ(arm.from, make_date(2026, 1, 5));
  EXPECT_EQ(parse({"arm", "--max-order", "-1"}).exit_code, 2);
  EXPECT_EQ(parse({"arm", "--days", "91"}).exit_code, 2);
  EXPECT_EQ(parse({"simulate", "--days", "0"}).exit_code, 2);
}

TEST(CommandLine, HelpIsAnAnswerAndAnUnknownCommandAnError) {
  const CommandLine help = parse({"--help"});
  EXPECT_FALSE(help.request);
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_NE(help.text.find("preflight"), std::string::npos);
  EXPECT_EQ(parse({"traed"}).exit_code, 2);
  EXPECT_EQ(parse({"resume", "--halt", "H1"}).exit_code, 2) << "--by is required";
}

TEST(CommandLine, NothingThatTradesStopsOrAllowsIsProposed) {
  for (const char* typed : {"traed", "tarde", "hallt", "aram", "am", "resme", "rsume", "disram"})
    EXPECT_EQ(parse({typed}).text.find("did you mean"), std::string::npos) << parse({typed}).text;
  EXPECT_NE(parse({"statsu"}).text.find("did you mean 'status'"), std::string::npos);
  EXPECT_EQ(parse({"trade", "--lve"}).text.find("did you mean"), std::string::npos);
}

TEST(CommandLine, AnUnknownFlagIsNamedBeforeWhatIsMissing) {
  EXPECT_EQ(parse({"trade", "--papr", "x"}).text, "no flag '--papr' of 'bot trade'");
  EXPECT_NE(parse({"fetch", "--forse-refresh"}).text.find("did you mean '--force-refresh'"), std::string::npos);
  EXPECT_EQ(parse({"--jsn", "status"}).text, "no flag '--jsn'; did you mean '--json'?");
}

TEST(CommandLine, WhatIsProposedBeginsAsTypedOrIsNear) {
  EXPECT_EQ(parse({"trade", "--paper", "--dry"}).text, "no flag '--dry' of 'bot trade'; did you mean '--dry-run'?");
  EXPECT_EQ(parse({"valid"}).text, "no command 'valid'; did you mean 'validate'?");
  for (const auto& typed : {std::vector<const char*>{"history"}, {"logs"}, {"config", "history"}, {"status", "--id"}})
    EXPECT_EQ(parse(typed).text.find("did you mean"), std::string::npos) << parse(typed).text;
}

TEST(CommandLine, AFlagInTheEndLacksItsValueAndNotACommand) {
  EXPECT_EQ(parse({"--config"}).text, "--config needs a value: FILE");
  EXPECT_EQ(parse({"trade", "--paper", "--set"}).text, "--set needs a value: KEY=VALUE");
}

TEST(CommandLine, ItsOwnWordsSayWhatIsWrong) {
  EXPECT_EQ(parse({"trade"}).text, "one of --dry-run, --paper, --live is needed");
  EXPECT_EQ(parse({"trade", "--paper", "--live"}).text, "only one of --dry-run, --paper, --live can be given");
  EXPECT_EQ(parse({"fetch", "--start"}).text, "--start needs a value: DATE");
  EXPECT_EQ(parse({"simulate", "--days", "x"}).text, "--days: 'x' is not a whole number from 1 to 2520");
  EXPECT_EQ(parse({"--color", "maybe", "status"}).text, "--color: 'maybe' is none of auto, always, never");
  EXPECT_EQ(parse({"report", "a", "b"}).text, "'b' is too much");
  EXPECT_EQ(parse({"resume", "--by", "x"}).text, "--halt is missing");
}

TEST(CommandLine, AFlagThatTakesNoValueIsRefusedOne) {
  EXPECT_EQ(parse({"--json=3", "status"}).text, "--json takes no value");
  EXPECT_EQ(parse({"trade", "--paper=off"}).text, "--paper takes no value");
  EXPECT_EQ(parse({"trade", "--paper", "--scheduled=false"}).text, "--scheduled takes no value");
  EXPECT_EQ(parse({"trade", "--paper=off"}).exit_code, 2);
}

}  // namespace
}  // namespace bot::app::test
