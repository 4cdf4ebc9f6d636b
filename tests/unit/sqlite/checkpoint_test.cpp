#include "ledger/checkpoint.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "base/sha256.hpp"
#include "unit/sqlite/ledger_on_disk.hpp"

namespace bot::sqlite {
namespace {

// Sessions until checkpoints are behind it and some rows follow the last one.
constexpr int kSessions = 100;

class Checkpoints : public testing::Test {
 protected:
  // Written once, copied for each case: each session waits for the disk.
  static void SetUpTestSuite() {
    written_ = std::make_unique<test::ScratchFolder>();
    PlainFiles files;
    auto ledger = SqliteLedger::open(*written_ / "a", files);
    ASSERT_TRUE(ledger) << ledger.error().text();
    for (int index = 0; index < kSessions; ++index) {
      const auto written = write_session(**ledger, index);
      ASSERT_TRUE(written) << written.error().text();
    }
    digest_ = ledger::digest((*ledger)->state());
  }
  static void TearDownTestSuite() { written_.reset(); }
  void SetUp() override { fs::copy(*written_ / "a", folder(), fs::copy_options::recursive); }
  [[nodiscard]] std::string folder() const { return scratch_ / "a"; }
  [[nodiscard]] Result<std::unique_ptr<SqliteLedger>> open() { return SqliteLedger::open(folder(), files_); }
  [[nodiscard]] std::uint64_t seq_of_last_checkpoint() {
    auto database = Database::open(database_path(folder()), OpenFor::kReading);
    return (*last_checkpoint(**database))->seq;
  }
  // Changes text inside the database file without touching anything else, as a bad disk would.
  void damage(const std::string& text, const std::string& instead) {
    std::string bytes = bytes_of(database_path(folder()));
    const std::size_t at = bytes.find(text);
    ASSERT_NE(at, std::string::npos) << text;
    bytes.replace(at, instead.size(), instead);
    put_bytes(database_path(folder()), bytes);
  }

  void flip(std::size_t at) {
    std::fstream file(database_path(folder()), std::ios::binary | std::ios::in | std::ios::out);
    file.seekg(static_cast<std::streamoff>(at));
    const char flipped = static_cast<char>(file.get() ^ 0x41);
    file.seekp(static_cast<std::streamoff>(at));
    file.put(flipped);
  }

  test::ScratchFolder scratch_;
  PlainFiles files_;
  static inline std::unique_ptr<test::ScratchFolder> written_;
  static inline std::string digest_;
};

TEST_F(Checkpoints, AnOpeningFromOneIsTheStateTheRunHad) {
  auto ledger = open();
  ASSERT_TRUE(ledger) << ledger.error().text();
  const ledger::LedgerState& state = (*ledger)->state();
  EXPECT_EQ(ledger::digest(state), digest_);
  EXPECT_GT(state.checkpointed, 500U);
  EXPECT_LT(state.checkpointed, state.events);
  EXPECT_GE(state.sessions.size(), ledger::kMaxSessionsKept);
  EXPECT_LT(state.sessions.size(), static_cast<std::size_t>(kSessions));
  EXPECT_EQ(state.orders.begin()->second.session, *state.kept_from);
  EXPECT_EQ(state.navs.size(), static_cast<std::size_t>(kSessions)) << "returns are counted from the first session";
  EXPECT_EQ(state.order_id_high_water, kSessions);
  const auto read = read_state(folder(), files_);
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, state);
  const auto verified = verify(folder(), files_);
  ASSERT_TRUE(verified) << verified.error().text();
  EXPECT_EQ(verified->state_digest, digest_);
  EXPECT_GE(verified->checkpoints, 3U);
}

TEST_F(Checkpoints, HistoryIsStillReadByWhoAsksForIt) {
  const auto events = read_ledger(folder(), files_);
  ASSERT_TRUE(events);
  ledger::LedgerState all;
  for (const ledger::LedgerEvent& event : *events) apply(all, event);
  EXPECT_EQ(all.sessions.size(), static_cast<std::size_t>(kSessions));
  EXPECT_EQ(all.orders.size(), static_cast<std::size_t>(kSessions));
  const auto ledger = open();
  const auto from_the_door = (*ledger)->read_since(UtcTime{});
  ASSERT_TRUE(from_the_door);
  EXPECT_EQ(from_the_door->size(), events->size());
}

TEST_F(Checkpoints, SessionsLongOverAreRecalledAndTodayStaysAsItIs) {
  const auto events = read_ledger(folder(), files_);
  ASSERT_TRUE(events);
  auto state = read_state(folder(), files_);
  ASSERT_TRUE(state);
  const auto lots = state->lots;
  const Date kept_from = *state->kept_from;
  state->sessions.at(kept_from).orders_sent = 7;
  ledger::recall_history(*state, *events);
  EXPECT_EQ(state->sessions.size(), static_cast<std::size_t>(kSessions));
  EXPECT_EQ(state->orders.size(), static_cast<std::size_t>(kSessions));
  EXPECT_EQ(state->sessions.at(kept_from).orders_sent, 7);
  EXPECT_EQ(state->lots, lots);
}

TEST_F(Checkpoints, AKeyOfHistoryCannotComeAgain) {
  auto ledger = open();
  const auto again = write_session(**ledger, 0);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::kSafety);
  EXPECT_NE(again.error().what.find("history"), std::string::npos) << again.error().text();
  EXPECT_EQ(ledger::digest((*ledger)->state()), digest_);
  EXPECT_TRUE(write_session(**ledger, kSessions)) << "nothing was written, so it still takes what comes";
}

TEST_F(Checkpoints, DamageBeforeTheLastOneIsFoundByVerifyNotByOpening) {
  damage("\"detail\":\"2026-03-05\"", "\"detail\":\"2026-03-06\"");
  EXPECT_TRUE(open());
  const auto verified = verify(folder(), files_);
  ASSERT_FALSE(verified);
  EXPECT_NE(verified.error().text().find("chain of hashes is broken at row"), std::string::npos)
      << verified.error().text();
}

TEST_F(Checkpoints, ATamperedOneIsRefused) {
  rewrite(folder(), Hashes::kAnew, [](std::vector<Row>&) {});
  ASSERT_TRUE(open()) << "the hand that rewrites changes nothing by itself";
  const std::uint64_t seq = seq_of_last_checkpoint();
  rewrite(folder(), Hashes::kAsTheyWere, [&](std::vector<Row>& rows) {
    std::string& body = rows[seq - 1].body;
    body.replace(body.find("\"order_id_high_water\":") + 22, 1, "7");
  });
  const auto opened = open();
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::kIo);
  EXPECT_NE(opened.error().text().find(fmt::format("broken at row {}: its content is not what was written", seq)),
            std::string::npos)
      << opened.error().text();
}

TEST_F(Checkpoints, AWrongDigestIsRefusedThoughTheChainFits) {
  const std::uint64_t seq = seq_of_last_checkpoint();
  rewrite(folder(), Hashes::kAnew, [&](std::vector<Row>& rows) {
    std::string& body = rows[seq - 1].body;
    body[body.find("\"sha256\":\"") + 10] ^= 1;
  });
  const auto opened = open();
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().what.find(fmt::format("checkpoint in row {}", seq)), std::string::npos)
      << opened.error().text();
  EXPECT_FALSE(verify(folder(), files_));
}

// One checkpoint holds another state than its rows add up to.
void put_other_state(const std::string& folder, std::uint64_t seq, int rules) {
  rewrite(folder, Hashes::kAnew, [&](std::vector<Row>& rows) {
    auto event = to_event(rows[seq - 1]);
    auto& checkpoint = std::get<ledger::Checkpoint>(event->body);
    auto state = *ledger::state_of(checkpoint);
    state.managed[Symbol{"GLD"}] = Quantity::from_whole(100);
    checkpoint.state.text = ledger::encode_state(state);
    checkpoint.sha256 = sha256_hex(checkpoint.state.text);
    checkpoint.rules = rules;
    rows[seq - 1].body = ledger::encode(event->body);
  });
}

TEST_F(Checkpoints, AStateThatTheRowsDoNotAddUpToIsFoundByVerify) {
  const std::uint64_t seq = seq_of_last_checkpoint();
  put_other_state(folder(), seq, ledger::kFoldRules);
  EXPECT_TRUE(open()) << "chain, audit and digest fit: an opening cannot know";
  const auto verified = verify(folder(), files_);
  ASSERT_FALSE(verified);
  EXPECT_NE(verified.error().what.find(fmt::format("checkpoint in row {}", seq)), std::string::npos)
      << verified.error().text();
}

// By rules that have changed since the rows added up to something else: no damage, and what the runs after it knew.
TEST_F(Checkpoints, WhatAnOlderProgramAddedUpByItsRulesIsNoDamage) {
  put_other_state(folder(), seq_of_last_checkpoint(), ledger::kFoldRules - 1);
  std::string digest_when_open;
  {
    auto opened = open();
    ASSERT_TRUE(opened) << opened.error().text();
    digest_when_open = ledger::digest((*opened)->state());
  }
  const auto verified = verify(folder(), files_);
  ASSERT_TRUE(verified) << verified.error().text();
  EXPECT_EQ(verified->state_digest, digest_when_open);
}

TEST_F(Checkpoints, ATruncatedTailIsRefused) {
  const std::string audit = bytes_of(audit_path(folder()));
  const std::string good = bytes_of(database_path(folder()));
  for (const std::size_t size : {good.size() - 1, good.size() - 4096, good.size() / 2, std::size_t{4096}}) {
    put_bytes(database_path(folder()), good.substr(0, size));
    EXPECT_FALSE(open()) << size;
  }
  put_bytes(database_path(folder()), good);
  rewrite(folder(), Hashes::kAnew, [&](std::vector<Row>& rows) { rows.resize(rows.size() - 3); });
  put_bytes(audit_path(folder()), audit);
  const auto shorter = open();
  ASSERT_FALSE(shorter);
  EXPECT_NE(shorter.error().what.find("older than what was done"), std::string::npos) << shorter.error().text();
}

TEST_F(Checkpoints, AnOlderLedgerBesideANewerAuditIsRefused) {
  const std::string old = bytes_of(database_path(folder()));
  {
    auto ledger = open();
    for (int index = kSessions; index < kSessions + 30; ++index) ASSERT_TRUE(write_session(**ledger, index));
  }
  put_bytes(database_path(folder()), old);
  const auto opened = open();
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().what.find("older than what was done"), std::string::npos) << opened.error().text();
}

TEST_F(Checkpoints, FlippedBytesBehindOneAreFoundOrChangeNothing) {
  const std::string good = bytes_of(database_path(folder()));
  const std::size_t tail = good.rfind("\"checkpointed\":");
  ASSERT_NE(tail, std::string::npos);
  int refused = 0;
  for (std::size_t at = tail; at < good.size(); at += 499) {
    flip(at);
    const auto state = read_state(folder(), files_);
    flip(at);
    if (!state) {
      EXPECT_EQ(state.error().code, ErrorCode::kIo);
      ++refused;
      continue;
    }
    EXPECT_EQ(ledger::digest(*state), digest_) << "byte " << at;
  }
  EXPECT_GT(refused, 10);
}

TEST_F(Checkpoints, TheAuditsEndIsComparedHoweverLongItsLastLine) {
  {
    auto ledger = open();
    ASSERT_TRUE((*ledger)->append(
        second(1), kRun,
        ledger::InputsRecorded{.what = ledger::InputsOf::kOptions, .json = std::string(300'000, 'x'), .sha256 = "s"}));
  }
  ASSERT_TRUE(open());
  std::string audit = bytes_of(audit_path(folder()));
  const std::size_t hash = audit.rfind("\"hash\":\"") + 8;
  audit[hash] = audit[hash] == 'a' ? 'b' : 'a';
  put_bytes(audit_path(folder()), audit);
  const auto opened = open();
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().what.find("ledger and audit differ at row"), std::string::npos) << opened.error().text();
}

TEST_F(Checkpoints, AnAuditThatEndsBeforeTheLastOneIsCaughtUp) {
  const std::string audit = bytes_of(audit_path(folder()));
  put_bytes(audit_path(folder()), audit.substr(0, audit.size() / 3));  // torn, too
  ASSERT_TRUE(open());
  EXPECT_EQ(bytes_of(audit_path(folder())), audit);
  std::filesystem::remove(audit_path(folder()));
  ASSERT_TRUE(open());
  EXPECT_EQ(bytes_of(audit_path(folder())), audit);
}

// Written by `bot trade --paper` of version 0.1.0 on three sessions, with `bot watchdog` and `bot halt` after them.
TEST(OlderLedger, OpensVerifiesAndKeepsItsText) {
  test::ScratchFolder scratch;
  PlainFiles files;
  const std::string folder = scratch / "a";
  std::filesystem::copy(std::string(BOT_TEST_DATA) + "/ledger/by_0_1", folder);
  const auto verified = verify(folder, files);
  ASSERT_TRUE(verified) << verified.error().text();
  EXPECT_EQ(verified->events, 76U);
  EXPECT_EQ(verified->last_hash, "433f4a0ecdc598c745977f654dfce0318707e7a72a6f8bb990f5f1c34204cf8b");
  {
    auto database = Database::open(database_path(folder), OpenFor::kReading);
    ChainCheck chain;
    const auto walked = walk(**database, folder, chain, [&](const Row& row) -> Result<void> {
      BOT_TRY(const ledger::LedgerEvent event, to_event(row));
      constexpr std::array kGrown{ledger::RunEnded::kKind,       ledger::NavRecorded::kKind,
                                  ledger::CashMovement::kKind,   ledger::PositionsAccepted::kKind,
                                  ledger::SymbolReleased::kKind, orders::CommissionBooked::kKind,
                                  orders::OrderEvidence::kKind};
      if (std::ranges::find(kGrown, row.kind) != kGrown.end()) return {};  // these have got more fields since
      EXPECT_EQ(make_row(row.seq, row.previous_hash, {.event = event, .body = ledger::encode(event.body)}), row)
          << "what this program would have written";
      return {};
    });
    ASSERT_TRUE(walked) << walked.error().text();
  }
  {
    auto ledger = SqliteLedger::open(folder, files);
    ASSERT_TRUE(ledger) << ledger.error().text();
    EXPECT_EQ((*ledger)->state().halt->id, "H20240315-76");
    EXPECT_EQ((*ledger)->state().halt->reason, ledger::HaltReason::kOperator);
    EXPECT_EQ((*ledger)->state().sessions.size(), 3U);
    for (int index = 0; index < 30; ++index) ASSERT_TRUE(write_session(**ledger, index));
    EXPECT_GT((*ledger)->state().checkpointed, 500U);
  }
  const auto grown = verify(folder, files);
  ASSERT_TRUE(grown) << grown.error().text();
  EXPECT_EQ(grown->checkpoints, 1U);
}

}  // namespace
}  // namespace bot::sqlite
