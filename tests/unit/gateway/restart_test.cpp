// The account on disk: what lives on at a later clock, and what is refused.
#include <gtest/gtest.h>

#include <map>

#include "base/text.hpp"
#include "client.hpp"
#include "gateway/state.hpp"

namespace bot::gateway {
namespace {

using testing::Client;
using testing::GatewayFixture;
using testing::new_york;
using testing::order;

TEST(Restart, TheAccountLivesOnAtALaterClock) {
  testing::MemoryFiles disk;
  std::int64_t perm_id = 0;
  double cash = 0;
  {
    GatewayFixture fixture;
    fixture.start();
    const auto client = fixture.client();
    client->ask(order({.id = 1, .shares = 30, .limit = 110.0, .ref = "day one"}), 1'000);
    client->ask(order({.id = 2, .action = "SELL", .shares = 10, .limit = 90.0}), 1'000);
    client->ask(order({.id = 3, .limit = 50.0, .ref = "resting"}), 1'000);
    perm_id = client->all<wire::OrderStatus>().back().perm_id;
    cash = fixture.gateway->ground_truth().cash.to_double();
    fixture.gateway->stop();
    disk.files = fixture.files.files;
  }
  {  // the same date, some minutes later: the day's orders and fills are all there
    GatewayFixture fixture("2020-03-16 15:55:00");
    fixture.files.files = disk.files;
    fixture.start();
    const auto client = fixture.client();
    EXPECT_EQ(client->all<wire::NextValidId>().at(0).order_id, 4);
    const auto open = Client::only<wire::OpenOrderData>(client->ask(wire::AllOpenOrdersRequest{}));
    ASSERT_EQ(open.size(), 1U);
    EXPECT_EQ(open[0].order.perm_id, perm_id);
    EXPECT_EQ(open[0].order.order_ref, "resting");
    const auto fills = client->ask(wire::ExecutionsRequest{5, 0, "", "", "", "", "", "", {}, {}});
    EXPECT_EQ(Client::only<wire::ExecutionData>(fills).size(), 2U);
    EXPECT_EQ(Client::only<wire::CommissionReport>(fills).size(), 2U);
    EXPECT_EQ(Client::only<wire::CompletedOrderData>(client->ask(wire::CompletedOrdersRequest{})).size(), 2U);
    client->ask(order({.id = 4, .limit = 51.0}), 1'000);
    EXPECT_EQ(client->all<wire::OrderStatus>().back().perm_id, perm_id + 1);
  }
  {  // two days later: settled, paid its dividend, split, the day order expired
    GatewayFixture fixture("2020-03-18 12:00:00");
    fixture.files.files = disk.files;
    fixture.start();
    const GroundTruth truth = fixture.gateway->ground_truth();
    EXPECT_EQ(truth.open_orders, 0U);
    EXPECT_EQ(truth.positions.at(Symbol("ABC")), Quantity::from_whole(40));
    EXPECT_NEAR(truth.cash.to_double(), cash + 20, 1e-6);
    EXPECT_EQ(truth.settled_cash, truth.cash);
    const auto client = fixture.client();
    EXPECT_TRUE(
        Client::only<wire::ExecutionData>(client->ask(wire::ExecutionsRequest{5, 0, "", "", "", "", "", "", {}, {}}))
            .empty());
  }
}

TEST(Restart, AnEarlierDateIsAnErrorThatNamesBoth) {
  GatewayFixture fixture;
  fixture.start();
  fixture.gateway->stop();
  GatewayFixture earlier("2020-03-13 15:50:00");
  earlier.files.files = fixture.files.files;
  Gateway gateway({earlier.loop, earlier.network, earlier.files, earlier.log, nullptr}, earlier.options);
  const auto started = gateway.start();
  ASSERT_FALSE(started.has_value());
  EXPECT_EQ(started.error().code, ErrorCode::kConfig);
  EXPECT_EQ(started.error().what, "the gateway's state is of 2020-03-16, its clock was asked to begin on 2020-03-13");
}

TEST(Restart, ALaterInstantOfTheSameDateGoesOn) {
  GatewayFixture fixture("2020-03-16 15:58:00");
  fixture.start();
  fixture.gateway->stop();
  const UtcTime asked = new_york("2020-03-16 15:50:00");
  EXPECT_EQ(starting_instant(fixture.files, "state", asked).value(), new_york("2020-03-16 15:58:00"));
  EXPECT_EQ(starting_instant(fixture.files, "state", new_york("2020-03-17 09:00:00")).value(),
            new_york("2020-03-17 09:00:00"));
  EXPECT_EQ(starting_instant(fixture.files, "nowhere", asked).value(), asked);
  EXPECT_EQ(starting_instant(fixture.files, "", asked).value(), asked);
}

TEST(Restart, ARestingOrderFillsWhileNobodyWatches) {
  GatewayFixture fixture("2020-03-16 09:31:00");
  fixture.start();
  fixture.client()->ask(order({.shares = 2, .limit = 100.9, .tif = "GTD", .until = "20200316-19:59:00"}), 1'000);
  fixture.gateway->stop();
  GatewayFixture later("2020-03-16 15:30:00");
  later.files.files = fixture.files.files;
  later.start();
  EXPECT_EQ(later.gateway->ground_truth().positions.at(Symbol("ABC")), Quantity::from_whole(2));
}

// What a gateway reports of a day: permId and status of its orders, the ids of its fills.
struct Reported {
  std::map<std::int64_t, std::string> orders;
  std::vector<std::string> fills;
  bool operator==(const Reported&) const = default;
};
Reported reported_by(GatewayFixture& fixture) {
  Reported reported;
  const auto client = fixture.client(99);
  for (const auto& open : Client::only<wire::OpenOrderData>(client->ask(wire::AllOpenOrdersRequest{})))
    reported.orders[open.order.perm_id] = open.state.status;
  for (const auto& over : Client::only<wire::CompletedOrderData>(client->ask(wire::CompletedOrdersRequest{})))
    reported.orders[over.order.perm_id] = over.state.status;
  for (const auto& fill :
       Client::only<wire::ExecutionData>(client->ask(wire::ExecutionsRequest{5, 0, "", "", "", "", "", "", {}, {}})))
    reported.fills.push_back(fill.exec_id);
  client->hang_up();
  fixture.loop.sleep_until(fixture.loop.now() + Duration{10});
  return reported;
}

void send_a_day(GatewayFixture& fixture) {
  const auto client = fixture.client();
  client->ask(order({.id = 1, .shares = 30, .limit = 110.0, .ref = "bought"}), 1'000);
  client->ask(order({.id = 2, .action = "SELL", .shares = 10, .limit = 90.0, .ref = "sold"}), 1'000);
  client->ask(order({.id = 3, .limit = 50.0, .ref = "resting"}), 1'000);
  client->ask(order({.id = 4, .limit = 51.0, .ref = "cancelled"}), 1'000);
  client->ask(wire::CancelOrder{4, "", "", {}}, 1'000);
  client->ask(order({.id = 5, .symbol = "XYZ", .shares = 3, .limit = 30.0, .ref = "also bought"}), 1'000);
}

TEST(Restart, AKilledGatewayKnowsEveryOrderAndFillThatItReported) {
  testing::MemoryFiles disk;
  Reported reported;
  GroundTruth truth;
  {
    GatewayFixture fixture;
    fixture.start();
    send_a_day(fixture);
    reported = reported_by(fixture);
    truth = fixture.gateway->ground_truth();
    disk.files = fixture.files.files;  // as it is at the kill: stop() comes later
  }
  ASSERT_EQ(reported.orders.size(), 5U);
  ASSERT_EQ(reported.fills.size(), 3U);
  // Killed again and again, with nothing said between.
  for (int kill = 1; kill <= 3; ++kill) {
    GatewayFixture fixture(kill == 1 ? "2020-03-16 15:55:00" : "2020-03-16 15:56:00");
    fixture.files.files = disk.files;
    fixture.start();
    EXPECT_EQ(reported_by(fixture), reported) << kill;
    EXPECT_EQ(fixture.gateway->ground_truth().cash, truth.cash);
    EXPECT_EQ(fixture.gateway->ground_truth().settled_cash, truth.settled_cash);
    EXPECT_EQ(fixture.gateway->ground_truth().positions, truth.positions);
    EXPECT_EQ(fixture.client()->all<wire::NextValidId>().at(0).order_id, 6);
    disk.files = fixture.files.files;
  }
}

testing::MemoryFiles disk_after_a_day() {
  GatewayFixture fixture;
  fixture.start();
  send_a_day(fixture);
  testing::MemoryFiles disk;
  disk.files = fixture.files.files;
  return disk;
}

TEST(Restart, ALineThatWasCutOffWasNeverReported) {
  testing::MemoryFiles disk = disk_after_a_day();
  std::string& journal = disk.files.at("state/DU0000001.json.journal");
  journal.resize(journal.find("also bought"));
  GatewayFixture fixture("2020-03-16 15:55:00");
  fixture.files.files = disk.files;
  fixture.start();
  EXPECT_EQ(reported_by(fixture).orders.size(), 4U);
  EXPECT_EQ(fixture.client()->all<wire::NextValidId>().at(0).order_id, 5);
  EXPECT_FALSE(fixture.gateway->ground_truth().positions.contains(Symbol("XYZ")));
}

TEST(Restart, AJournalThatIsDamagedOrOfAnotherStateIsNotTaken) {
  testing::MemoryFiles disk = disk_after_a_day();
  GatewayFixture damaged("2020-03-16 15:55:00");
  damaged.files.files = disk.files;
  std::string& journal = damaged.files.files.at("state/DU0000001.json.journal");
  journal.replace(journal.find('\n') + 1, 5, "}}}}}");
  Gateway gateway({damaged.loop, damaged.network, damaged.files, damaged.log, nullptr}, damaged.options);
  const auto started = gateway.start();
  ASSERT_FALSE(started.has_value());
  EXPECT_EQ(started.error().where, "state/DU0000001.json.journal");
  // A state that was put back from a backup stands by itself, said in the log.
  GatewayFixture restored("2020-03-16 15:55:00");
  restored.files.files = disk.files;
  restored.files.files.at("state/DU0000001.json") += "\n";
  restored.start();
  EXPECT_TRUE(reported_by(restored).fills.empty());
  EXPECT_EQ(restored.gateway->ground_truth().cash, Money::from_whole(10'000));
}

// A gateway that is started on what another one left at its kill.
Result<void> start_on(const testing::MemoryFiles& disk, const std::function<void(testing::MemoryFiles&)>& damage,
                      std::vector<std::string>& logged) {
  GatewayFixture fixture("2020-03-16 15:55:00");
  fixture.files.files = disk.files;
  damage(fixture.files);
  const auto before = fixture.files.files;
  testing::Lines log;
  Gateway gateway({fixture.loop, fixture.network, fixture.files, log, nullptr}, fixture.options);
  const auto started = gateway.start();
  logged = log.lines;
  EXPECT_TRUE(started || fixture.files.files == before) << "nothing is lost by trying";
  return started;
}

TEST(Restart, AJournalWhoseLinesCarryNoHashYetIsReadAsItIs) {
  testing::MemoryFiles disk = disk_after_a_day();
  const std::string path = "state/DU0000001.json.journal";
  const auto before = load_state(disk, "state/DU0000001.json");
  ASSERT_TRUE(before && *before);
  std::string plain;
  for (const std::string_view line : split(disk.files.at(path), '\n'))
    if (!line.empty()) plain += std::string(line.substr(line.find('{'))) + "\n";
  ASSERT_NE(plain, disk.files.at(path));
  disk.files[path] = plain;
  const auto after = load_state(disk, "state/DU0000001.json");
  ASSERT_TRUE(after && *after);
  EXPECT_FALSE((*after)->note);
  EXPECT_EQ((*after)->account.holdings.size(), (*before)->account.holdings.size());
  EXPECT_EQ((*after)->account.cash, (*before)->account.cash);
  EXPECT_EQ((*after)->engine.book.orders.size(), (*before)->engine.book.orders.size());
}

TEST(Restart, WhatIsDamagedInAJournalIsAnErrorAndWhatWasCutOffIsSaid) {
  testing::MemoryFiles disk = disk_after_a_day();
  const std::string path = "state/DU0000001.json.journal";
  const std::string whole = disk.files.at(path);
  std::vector<std::string> logged;
  const auto with = [&](const std::string& text) {
    return start_on(
        disk, [&](testing::MemoryFiles& files) { files.files[path] = text; }, logged);
  };
  const auto expect_error = [&](const std::string& text, const std::string& what) {
    const auto started = with(text);
    ASSERT_FALSE(started.has_value()) << what;
    EXPECT_EQ(started.error().code, ErrorCode::kData) << what;
    EXPECT_EQ(started.error().where, path) << what;
    EXPECT_NE(started.error().fix.find("backup"), std::string::npos) << what;
  };
  std::string first = whole;
  first[30] ^= 1;
  expect_error(first, "a bit of the first line");
  const std::size_t second_begins = whole.find('\n') + 1, third_begins = whole.find('\n', second_begins) + 1;
  std::string middle = whole;
  const std::size_t cash = middle.find("\"cash\": \"") == std::string::npos ? middle.find("\"cash\":\"") + 8
                                                                            : middle.find("\"cash\": \"") + 9;
  middle[cash] = middle[cash] == '9' ? '8' : '9';
  expect_error(middle, "a figure in the middle");
  expect_error(whole.substr(0, second_begins) + whole.substr(third_begins), "a line is missing");
  ASSERT_TRUE(with(whole.substr(0, whole.size() - 5)).has_value());
  ASSERT_EQ(logged.size(), 1U);
  EXPECT_NE(logged[0].find("cut off"), std::string::npos) << logged[0];
  ASSERT_TRUE(with(whole).has_value());
  EXPECT_TRUE(logged.empty());
}

TEST(Restart, AJournalWhoseStateIsGoneIsAnError) {
  testing::MemoryFiles disk = disk_after_a_day();
  std::vector<std::string> logged;
  const auto started = start_on(
      disk, [](testing::MemoryFiles& files) { files.files.erase("state/DU0000001.json"); }, logged);
  ASSERT_FALSE(started.has_value());
  EXPECT_EQ(started.error().code, ErrorCode::kData);
  EXPECT_NE(started.error().what.find("is gone"), std::string::npos) << started.error().text();
}

// An order that cannot be written down is refused; nobody is notified of what is not on the disk.
TEST(Restart, NothingIsReportedThatIsNotOnTheDisk) {
  GatewayFixture fixture;
  testing::Lines log;
  fixture.gateway =
      std::make_unique<Gateway>(Ports{fixture.loop, fixture.network, fixture.files, log, nullptr}, fixture.options);
  ASSERT_TRUE(fixture.gateway->start().has_value());
  const auto client = fixture.client();
  client->ask(order({.id = 1, .shares = 30, .limit = 110.0}), 1'000);
  client->ask(order({.id = 2, .limit = 50.0}), 1'000);
  const auto statuses_of = [&](std::int64_t id) {
    return std::ranges::count(client->all<wire::OrderStatus>(), id, &wire::OrderStatus::order_id);
  };
  const auto cancelled_before = statuses_of(2);
  fixture.files.write_fails = [](const std::string&) { return true; };
  const auto first = Client::only<wire::ErrorMessage>(
      client->ask(order({.id = 3, .symbol = "XYZ", .shares = 3, .limit = 30.0}), 5'000));
  const auto second = Client::only<wire::ErrorMessage>(client->ask(order({.id = 4, .symbol = "XYZ"}), 5'000));
  ASSERT_EQ(first.size(), 1U);
  ASSERT_EQ(second.size(), 1U);
  for (const auto& [error, id] : {std::pair{first[0], 3}, std::pair{second[0], 4}}) {
    EXPECT_EQ(error.code, 201);
    EXPECT_EQ(error.id, id);
    EXPECT_NE(error.text.find("no space left"), std::string::npos) << error.text;
    EXPECT_EQ(statuses_of(id), 0);
  }
  client->ask(wire::CancelOrder{2, "", "", {}}, 5'000);
  EXPECT_EQ(statuses_of(2), cancelled_before) << "its cancel is not on the disk";
  const auto asked = client->ask(wire::ExecutionsRequest{5, 0, "", "", "", "", "", "", {}, {}});
  ASSERT_EQ(Client::only<wire::ErrorMessage>(asked).size(), 1U);
  EXPECT_EQ(Client::only<wire::ErrorMessage>(asked)[0].code, 322);
  EXPECT_EQ(std::ranges::count_if(
                log.lines,
                [](const std::string& line) { return line.find("cannot be kept on its disk") != std::string::npos; }),
            1);
  fixture.files.write_fails = nullptr;
  fixture.loop.sleep_until(fixture.loop.now() + std::chrono::seconds{3});
  EXPECT_GT(statuses_of(2), cancelled_before);
  client->ask(order({.id = 5, .action = "SELL", .shares = 10, .limit = 90.0}), 1'000);
  const Reported reported = reported_by(fixture);
  EXPECT_EQ(reported.fills.size(), 2U);
  EXPECT_EQ(reported.orders.size(), 3U);
  GatewayFixture later("2020-03-16 15:55:00");
  later.files.files = fixture.files.files;
  later.start();
  EXPECT_EQ(reported_by(later), reported);
}

// What happened in the very turn that could not be written is reported once it is.
TEST(Restart, AFillThatCannotBeWrittenIsReportedOnceItIs) {
  GatewayFixture fixture;
  fixture.start();
  const auto client = fixture.client();
  client->ask(order({.id = 1, .limit = 110.0}), 20);
  fixture.files.write_fails = [](const std::string&) { return true; };
  client->wait(5'000);
  EXPECT_TRUE(client->all<wire::ExecutionData>().empty());
  fixture.files.write_fails = nullptr;
  client->wait(5'000);
  EXPECT_EQ(client->all<wire::ExecutionData>().size(), 1U);
}

TEST(Restart, WhatAnOrderCostsToSaveDoesNotGrowWithTheDay) {
  GatewayFixture fixture;
  fixture.start();
  const auto client = fixture.client();
  const std::string whole = fixture.files.files.at("state/DU0000001.json");
  const auto journal = [&] { return fixture.files.files.at("state/DU0000001.json.journal").size(); };
  std::int64_t id = 0;
  const auto trade = [&] {
    const std::size_t before = journal();
    client->ask(order({.id = ++id, .action = id % 2 == 1 ? "BUY" : "SELL", .shares = 1}), 200);
    return journal() - before;
  };
  trade();
  const std::size_t early = trade();
  for (int i = 0; i < 300; ++i) trade();
  EXPECT_LT(trade(), early + 100);
  EXPECT_EQ(fixture.files.files.at("state/DU0000001.json"), whole);
  fixture.gateway->stop();
  EXPECT_FALSE(fixture.files.files.contains("state/DU0000001.json.journal"));
}

TEST(Restart, ASecondProcessOnTheSameStateIsRefused) {
  GatewayFixture fixture;
  fixture.start();
  Options options = fixture.options;
  options.listen.port = 4003;
  Gateway second({fixture.loop, fixture.network, fixture.files, fixture.log, nullptr}, options);
  EXPECT_EQ(second.start().error().code, ErrorCode::kLocked);
  fixture.gateway->stop();
  EXPECT_TRUE(second.start().has_value());
}

TEST(Restart, ADamagedStateIsAnErrorAndStaysAsItIs) {
  GatewayFixture fixture;
  fixture.files.files["state/DU0000001.json"] = "{\"format\": 1, \"cash\": ";
  Gateway gateway({fixture.loop, fixture.network, fixture.files, fixture.log, nullptr}, fixture.options);
  EXPECT_EQ(gateway.start().error().code, ErrorCode::kData);
  EXPECT_EQ(fixture.files.files["state/DU0000001.json"], "{\"format\": 1, \"cash\": ");
}

}  // namespace
}  // namespace bot::gateway
