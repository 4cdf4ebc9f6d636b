#include "unit/tws/fixture.hpp"

namespace bot::tws {
namespace {

using std::chrono::seconds;
using test::ClientTest;

class Connect : public ClientTest {};

TEST_F(Connect, TellsVersionAccountsAndNextOrderId) {
  const auto session = client().connect(in(seconds{30}));
  ASSERT_TRUE(session.has_value()) << session.error().text();
  EXPECT_EQ(session->server_version, 178);
  EXPECT_EQ(session->accounts, (std::vector<AccountId>{AccountId("DU1234567")}));
  EXPECT_EQ(session->next_order_id, ClientOrderId(101));
  EXPECT_FALSE(session->embedded);
  EXPECT_TRUE(client().link_ok());
  client().disconnect();
  EXPECT_FALSE(client().link_ok());
}

TEST_F(Connect, WorksByteByByteAndAtEveryVersion) {
  gateway.piece = 1;
  for (gateway.version = 176; gateway.version <= 200; ++gateway.version) {
    const auto session = client().connect(in(seconds{30}));
    ASSERT_TRUE(session.has_value()) << gateway.version << session.error().text();
    EXPECT_EQ(session->server_version, gateway.version);
  }
}

TEST_F(Connect, RecognisesTheEmbeddedGatewayWhereverItsNoticeStands) {
  const wire::ErrorMessage notice{-1, 2169, "bot embedded gateway clock=2020-03-16T19:50:00.250Z pace=60", "", 0};
  const std::vector<std::vector<wire::Response>> orders = {
      {wire::ManagedAccounts{"DU0000001"}, notice, wire::NextValidId{1}},
      {wire::ManagedAccounts{"DU0000001"}, wire::NextValidId{1}, notice},
      {wire::NextValidId{1}, wire::ManagedAccounts{"DU0000001"}, notice}};
  for (const auto& order : orders) {
    gateway.start = order;
    const auto session = client().connect(in(seconds{30}));
    ASSERT_TRUE(session.has_value());
    EXPECT_TRUE(session->embedded);
    ASSERT_TRUE(client().embedded_clock().has_value());
    EXPECT_EQ(to_iso_millis(client().embedded_clock()->now), "2020-03-16T19:50:00.250Z");
    EXPECT_EQ(client().embedded_clock()->pace, (ClockPace{.kind = ClockPace::Kind::kPaced, .factor = 60}));
  }
}

TEST_F(Connect, AnEmbeddedGatewayWhoseClockStandsStillIsNotTakenForOne) {
  const wire::ErrorMessage notice{-1, 2169, "bot embedded gateway clock=2020-03-16T19:50:00.250Z pace=0", "", 0};
  gateway.start = {wire::ManagedAccounts{"DU0000001"}, notice, wire::NextValidId{1}};
  const auto session = client().connect(in(seconds{30}));
  ASSERT_TRUE(session.has_value());
  EXPECT_FALSE(session->embedded);
}

TEST_F(Connect, EveryFailureHasItsOwnError) {
  struct Case {
    std::string name;
    std::function<void()> arrange;
    ErrorCode code;
    Duration takes_at_most;
  };
  const std::vector<Case> cases = {
      {"port closed", [&] { gateway.refuses = true; }, ErrorCode::kRefused, seconds{0}},
      {"accepts, sends nothing", [&] { gateway.silent = true; }, ErrorCode::kLogin, seconds{10}},
      {"accepts, closes", [&] { gateway.hangs_up = true; }, ErrorCode::kDisconnected, seconds{1}},
      {"not the protocol", [&] { gateway.says_garbage = true; }, ErrorCode::kProtocol, seconds{1}},
      {"too old", [&] { gateway.version = 175; }, ErrorCode::kProtocol, seconds{1}},
      {"too new", [&] { gateway.version = 201; }, ErrorCode::kProtocol, seconds{1}},
      {"no start", [&] { gateway.start = {}; }, ErrorCode::kLogin, seconds{11}},
      {"no account",
       [&] {
         gateway.start = {wire::ManagedAccounts{","}, wire::NextValidId{1}};
       },
       ErrorCode::kLogin, seconds{11}},
      {"no order id", [&] { gateway.start = {wire::ManagedAccounts{"DU1"}}; }, ErrorCode::kLogin, seconds{11}},
      {"client id in use",
       [&] {
         gateway.start = {wire::ErrorMessage{-1, 326, "id in use", "", 0}};
       },
       ErrorCode::kClientIdInUse, seconds{1}}};
  for (const auto& one : cases) {
    gateway.refuses = gateway.silent = gateway.hangs_up = gateway.says_garbage = false;
    gateway.version = 178;
    gateway.start = {wire::ManagedAccounts{"DU1234567"}, wire::NextValidId{101}};
    one.arrange();
    const auto began = loop.now();
    const auto session = client().connect(in(seconds{60}));
    ASSERT_FALSE(session.has_value()) << one.name;
    EXPECT_EQ(session.error().code, one.code) << one.name << ": " << session.error().text();
    EXPECT_LE(loop.now() - began, one.takes_at_most) << one.name;
    EXPECT_FALSE(client().link_ok());
    const bool has_fix = !session.error().fix.empty();
    EXPECT_TRUE(has_fix || one.code != ErrorCode::kLogin) << one.name;
    EXPECT_TRUE(client().wait_events(loop.now()).empty()) << one.name;
  }
  gateway.refuses = false;
  gateway.start = {wire::ManagedAccounts{"DU1234567"}, wire::NextValidId{101}};
  EXPECT_TRUE(client().connect(in(seconds{60})).has_value());
}

TEST_F(Connect, TheFirstFreeOfItsClientIdsIsTaken) {
  options.client_ids = 3;
  gateway.ids_in_use = {17, 18};
  ASSERT_TRUE(client().connect(in(seconds{30})).has_value());
  EXPECT_EQ(gateway.client_ids, (std::vector<std::int64_t>{17, 18, 19}));
  EXPECT_TRUE(client().link_ok());
  gateway.ids_in_use = {19};
  const auto none = client().connect(in(seconds{30}));
  ASSERT_FALSE(none.has_value());
  EXPECT_EQ(none.error().code, ErrorCode::kClientIdInUse);
  EXPECT_EQ(gateway.client_ids.size(), 4U) << "no further than the last of them";
}

TEST_F(Connect, WhoHasOneClientIdTakesNoOther) {
  gateway.ids_in_use = {17};
  EXPECT_FALSE(client().connect(in(seconds{30})).has_value());
  EXPECT_EQ(gateway.client_ids, std::vector<std::int64_t>{17});
}

TEST_F(Connect, AConnectionThatIsClosedWithoutAWordNamesTheLimitOfClients) {
  gateway.hangs_up = true;
  const auto session = client().connect(in(seconds{60}));
  ASSERT_FALSE(session.has_value());
  EXPECT_NE(session.error().fix.find("--max-clients"), std::string::npos) << session.error().text();
}

TEST_F(Connect, TheGatewayThatClosesAfterTheVersionIsNoLoginYet) {
  gateway.start = {};
  gateway.answer = [](const wire::Request&) {};
  loop.call_at(in(seconds{1}), [&] { gateway.hang_up(); });
  const auto session = client().connect(in(seconds{60}));
  ASSERT_FALSE(session.has_value());
  EXPECT_EQ(session.error().code, ErrorCode::kDisconnected);
}

TEST_F(Connect, RespectsTheDeadlineAndInterruption) {
  gateway.silent = true;
  const auto deadline = in(seconds{2});
  ASSERT_FALSE(client().connect(deadline).has_value());
  EXPECT_EQ(loop.now(), deadline);
  loop.call_at(in(seconds{1}), [&] { loop.interrupt(); });
  EXPECT_EQ(client().connect(in(seconds{60})).error().code, ErrorCode::kInterrupted);
}

TEST_F(Connect, OrderIdsNeverGoBack) {
  connect();
  client().reserve_order_ids(ClientOrderId(500));
  gateway.start = {wire::ManagedAccounts{"DU1234567"}, wire::NextValidId{3}};
  const auto again = client().connect(in(seconds{60}));
  EXPECT_EQ(again->next_order_id, ClientOrderId(500));
  EXPECT_EQ(client().next_order_id(), ClientOrderId(500));
}

}  // namespace
}  // namespace bot::tws
