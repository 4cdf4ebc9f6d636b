#include "sqlite/sqlite_ledger.hpp"
#include "sqlite/read_ledger.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "ledger/bars_hash.hpp"
#include "ledger/codec.hpp"
#include "sqlite/chain.hpp"
#include "unit/sqlite/ledger_on_disk.hpp"
#include "unit/sqlite/synced_paths.hpp"

namespace bot::sqlite {
namespace {

TEST(SqliteLedger, ReopenedItIsTheSameState) {
  test::ScratchFolder folder;
  PlainFiles files;
  std::string before;
  {
    auto ledger = SqliteLedger::open(folder / "DU0000001", files);
    ASSERT_TRUE(ledger) << ledger.error().text();
    ASSERT_TRUE(write_a_day(**ledger));
    before = digest((*ledger)->state());
    EXPECT_EQ((*ledger)->state().managed.at(Symbol{"SPY"}), Quantity::from_whole(5));
  }
  auto again = SqliteLedger::open(folder / "DU0000001", files);
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_EQ(digest((*again)->state()), before);
  const auto order = (*again)->state().orders.begin()->second;
  EXPECT_EQ(order.state, OrderState::kFilled);
  EXPECT_EQ(order.commission(), Money::from_double(0.35));
  EXPECT_EQ(order.reason, "buy \"it\"\n");
  EXPECT_TRUE((*again)->state().halt);
}

TEST(SqliteLedger, OneWriter) {
  test::ScratchFolder folder;
  PlainFiles files;
  auto first = SqliteLedger::open(folder / "a", files);
  ASSERT_TRUE(first);
  const auto second_writer = SqliteLedger::open(folder / "a", files);
  ASSERT_FALSE(second_writer);
  EXPECT_EQ(second_writer.error().code, ErrorCode::kLocked);
  ASSERT_TRUE(write_a_day(**first));
  const auto events = read_ledger(folder / "a", files);  // a reader beside it
  ASSERT_TRUE(events) << events.error().text();
  EXPECT_EQ(events->size(), 7U);
}

TEST(SqliteLedger, AnyFlippedByteIsFoundOrChangesNothing) {
  test::ScratchFolder folder;
  PlainFiles files;
  std::string truth;
  {
    auto ledger = SqliteLedger::open(folder / "a", files);
    ASSERT_TRUE(ledger && write_a_day(**ledger));
    truth = digest((*ledger)->state());
  }
  const std::string path = folder / "a/ledger.sqlite";
  const std::string good = bytes_of(path);
  int refused = 0;
  for (std::size_t at = 0; at < good.size(); at += at < 200 ? 1 : 37) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 0x41);
    put_bytes(path, bad);
    const auto events = read_ledger(folder / "a", files);
    if (!events) {
      EXPECT_EQ(events.error().code, ErrorCode::kIo);
      ++refused;
      continue;
    }
    ledger::LedgerState state;
    for (const ledger::LedgerEvent& event : *events) apply(state, event);
    EXPECT_EQ(digest(state), truth) << "byte " << at;
  }
  EXPECT_GT(refused, 50);
  for (std::size_t size = 1; size < good.size(); size += 997) {
    put_bytes(path, good.substr(0, size));
    EXPECT_FALSE(read_ledger(folder / "a", files)) << size;
  }
  put_bytes(path, "");
  EXPECT_FALSE(SqliteLedger::open(folder / "a", files)) << "an empty ledger beside an audit";
}

// Numbers that two writers of shortest decimals may write differently: the audit has to hold the very bytes.
TEST(SqliteLedger, BarsAreKeptToTheBitAndOpenedWithoutTheirRows) {
  test::ScratchFolder folder;
  PlainFiles files;
  ledger::BarsRecorded bars;
  bars.symbol = Symbol{"SPY"};
  bars.sha256 = "ab";
  double price = 1.0 / 3;
  for (int day = 0; day < 2000; ++day) {
    price = price * 1.7 > 1e17 ? 1e-9 / (day + 1) : price * 1.7;
    bars.rows.push_back({.date = make_date(2001, 1, 2) + std::chrono::days{day},
                         .open = price,
                         .high = -price,
                         .low = std::nextafter(price, 0),
                         .close = std::floor(price),
                         .volume = day % 7 == 0 ? std::nan("") : 100.0 * day,
                         .adj_close = day % 2 == 0 ? std::optional(price / 7) : std::nullopt});
  }
  bars.final_rows = bars.rows.size();
  std::string truth;
  {
    auto ledger = SqliteLedger::open(folder / "a", files);
    ASSERT_TRUE(ledger && (*ledger)->append(second(1), kRun, bars));
    truth = digest((*ledger)->state());
  }
  auto ledger = SqliteLedger::open(folder / "a", files);
  ASSERT_TRUE(ledger) << ledger.error().text();
  EXPECT_EQ(digest((*ledger)->state()), truth);
  EXPECT_EQ((*ledger)->state().bars.at(bars.symbol).rows, 2000U);
  const auto all = (*ledger)->read_since(UtcTime{});
  ASSERT_TRUE(all);
  const auto& back = std::get<ledger::BarsRecorded>(all->front().body);
  EXPECT_EQ(ledger::bars_sha256(back.rows), ledger::bars_sha256(bars.rows));
  const auto verified = verify(folder / "a", files);
  ASSERT_TRUE(verified) << verified.error().text();
  EXPECT_EQ(verified->state_digest, truth);
  const auto light = read_ledger(folder / "a", files);
  ASSERT_TRUE(light);
  EXPECT_TRUE(std::get<ledger::BarsRecorded>(light->front().body).rows.empty());
}

TEST(SqliteLedger, AnOlderCopyIsRefused) {
  test::ScratchFolder folder;
  PlainFiles files;
  {
    auto ledger = SqliteLedger::open(folder / "a", files);
    ASSERT_TRUE(ledger && write_a_day(**ledger));
  }
  const std::string old = bytes_of(folder / "a/ledger.sqlite");
  {
    auto ledger = SqliteLedger::open(folder / "a", files);
    ASSERT_TRUE((*ledger)->append(second(9), kRun, ledger::Resumed{.id = "H1", .by = "Ann"}));
  }
  put_bytes(folder / "a/ledger.sqlite", old);
  const auto opened = SqliteLedger::open(folder / "a", files);
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().what.find("older than what was done"), std::string::npos) << opened.error().text();
}

TEST(SqliteLedger, AuditIsCaughtUpAndVerified) {
  test::ScratchFolder folder;
  PlainFiles files;
  {
    auto ledger = SqliteLedger::open(folder / "a", files);
    files.audit_fails = true;  // the disk fills up: the ledger goes on, the audit waits
    ASSERT_TRUE(ledger && write_a_day(**ledger));
    files.audit_fails = false;
  }
  EXPECT_EQ(verify(folder / "a", files)->rows_missing_in_audit, 7U);
  { ASSERT_TRUE(SqliteLedger::open(folder / "a", files)); }
  const auto verified = verify(folder / "a", files);
  ASSERT_TRUE(verified) << verified.error().text();
  EXPECT_EQ(verified->events, 7U);
  EXPECT_EQ(verified->audit_lines, 7U);
  const std::string audit = bytes_of(folder / "a/audit.jsonl");
  put_bytes(folder / "a/audit.jsonl", audit.substr(0, audit.size() - 20));  // torn
  { ASSERT_TRUE(SqliteLedger::open(folder / "a", files)); }
  EXPECT_EQ(bytes_of(folder / "a/audit.jsonl"), audit);
  std::string changed = audit;
  changed.replace(changed.find("ARCA"), 4, "BATS");
  put_bytes(folder / "a/audit.jsonl", changed);
  const auto tampered = verify(folder / "a", files);
  ASSERT_FALSE(tampered);
  EXPECT_NE(tampered.error().message().find("row 2"), std::string::npos) << tampered.error().text();
}

// What a kill between the commit and the audit leaves.
TEST(SqliteLedger, AnAuditThatEndsEarlyIsCountedNotCalledDamage) {
  test::ScratchFolder folder;
  PlainFiles files;
  {
    auto ledger = SqliteLedger::open(folder / "a", files);
    ASSERT_TRUE(ledger && write_a_day(**ledger));
  }
  const std::string audit = bytes_of(folder / "a/audit.jsonl");
  const std::size_t last_line = audit.rfind('\n', audit.size() - 2) + 1;
  const std::map<std::string, std::string> left = {{"a line", audit.substr(0, last_line)},
                                                   {"part of a line", audit.substr(0, audit.size() - 20)}};
  for (const auto& [what, text] : left) {
    put_bytes(folder / "a/audit.jsonl", text);
    const auto verified = verify(folder / "a", files);
    ASSERT_TRUE(verified) << what << ": " << verified.error().text();
    EXPECT_EQ(verified->events, 7U) << what;
    EXPECT_EQ(verified->audit_lines, 6U) << what;
    EXPECT_EQ(verified->rows_missing_in_audit, 1U) << what;
  }
  put_bytes(folder / "a/audit.jsonl", audit + "torn");
  EXPECT_FALSE(verify(folder / "a", files)) << "more than the ledger has";
  put_bytes(folder / "a/audit.jsonl", audit);
  const auto whole = verify(folder / "a", files);
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->rows_missing_in_audit, 0U);
}

// `bot status` called it "no run yet", and preflight ready.
TEST(SqliteLedger, AnAuditWithoutItsLedgerIsNoYoungLedger) {
  test::ScratchFolder folder;
  PlainFiles files;
  {
    auto ledger = SqliteLedger::open(folder / "a", files);
    ASSERT_TRUE(ledger);
    ASSERT_TRUE((*ledger)->append(UtcTime{}, RunId{"r"}, ledger::StepRecorded{.step = "one", .detail = {}}));
  }
  std::filesystem::remove(folder / "a/ledger.sqlite");
  const auto state = read_state(folder / "a", files);
  ASSERT_FALSE(state);
  EXPECT_NE(state.error().text().find("restore it from a copy"), std::string::npos) << state.error().text();
  EXPECT_FALSE(read_ledger(folder / "a", files, ledger::BarRows::kSkip));
  EXPECT_FALSE(SqliteLedger::open(folder / "a", files));
  EXPECT_TRUE(read_state(folder / "b", files)) << "nobody has traded there";
}

TEST(SqliteLedger, ALedgerBesideTheAuditOfAnotherHistoryIsRefused) {
  test::ScratchFolder folder;
  PlainFiles files;
  for (const std::string& one : {std::string("a"), std::string("b")}) {
    auto ledger = SqliteLedger::open(folder / one, files);
    ASSERT_TRUE(ledger);
    ASSERT_TRUE((*ledger)->append(UtcTime{}, RunId{"r"}, ledger::StepRecorded{.step = one, .detail = {}}));
  }
  put_bytes(folder / "a/audit.jsonl", bytes_of(folder / "b/audit.jsonl"));
  const auto opened = SqliteLedger::open(folder / "a", files);
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().text().find("ledger and audit differ at row 1"), std::string::npos) << opened.error().text();
}

TEST(Chain, ARowThatIsWholeButFollowsAnotherIsRefused) {
  const ledger::EncodedEvent event{.event = {.at = UtcTime{}, .run = RunId{"r"}, .body = ledger::StepRecorded{}},
                                   .body = encode(ledger::EventBody{ledger::StepRecorded{}})};
  const Row first = make_row(1, genesis_hash(), event);
  ChainCheck chain;
  ASSERT_TRUE(chain.next(first, "here"));
  EXPECT_FALSE(chain.next(make_row(2, genesis_hash(), event), "here"));
  EXPECT_TRUE(chain.next(make_row(2, first.hash, event), "here"));
}

TEST(SqliteLedger, NewerFormatIsRefused) {
  test::ScratchFolder folder;
  PlainFiles files;
  { ASSERT_TRUE(SqliteLedger::open(folder / "a", files)); }
  {
    auto database = Database::open(folder / "a/ledger.sqlite", OpenFor::kWriting);
    ASSERT_TRUE((*database)->run("PRAGMA user_version=2"));
  }
  const auto opened = SqliteLedger::open(folder / "a", files);
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().what.find("format 2"), std::string::npos) << opened.error().text();
}

TEST(SqliteLedger, RowsAreNeverChangedAndViewsAreReadable) {
  test::ScratchFolder folder;
  PlainFiles files;
  {
    auto ledger = SqliteLedger::open(folder / "a", files);
    ASSERT_TRUE(ledger && write_a_day(**ledger));
  }
  auto database = Database::open(folder / "a/ledger.sqlite", OpenFor::kWriting);
  EXPECT_FALSE((*database)->run("UPDATE events SET body = '{}' WHERE seq = 2"));
  EXPECT_FALSE((*database)->run("DELETE FROM events"));
  EXPECT_EQ(*(*database)->ask("SELECT symbol || ' ' || intended || ' ' || sent FROM orders"), "SPY 5 5");
  EXPECT_EQ(*(*database)->ask("SELECT commission FROM fills LIMIT 1"), "0.35");
  EXPECT_EQ(*(*database)->ask("SELECT mode FROM runs"), "paper");
  for (const std::string view : {"runs", "inputs", "decisions", "orders", "fills", "lots", "cash"})
    EXPECT_TRUE((*database)->ask("SELECT count(*) FROM " + view)) << view;
}

// What append() returned from survives a power cut: the rows, and that their journal is gone, are on the disk by then.
// The audit comes after it.
TEST(SqliteLedger, AnAppendIsOnTheDiskWhenItReturns) {
  test::ScratchFolder folder;
  PlainFiles files;
  auto ledger = SqliteLedger::open(folder / "a", files);
  ASSERT_TRUE(ledger);
  synced_paths().clear();
  ASSERT_TRUE((*ledger)->append(UtcTime{}, RunId{"r"}, ledger::StepRecorded{.step = "send", .detail = {}}));
  std::vector<std::string> synced = synced_paths();
  std::erase_if(synced, [](const std::string& path) { return path.ends_with("audit.jsonl"); });
  const std::string database = folder / "a/ledger.sqlite";
  const auto of = [&](const std::string& path) { return std::ranges::find(synced, path); };
  ASSERT_NE(of(database + "-journal"), synced.end());
  ASSERT_NE(of(database), synced.end());
  EXPECT_LT(of(database + "-journal"), of(database)) << "first what undoes it";
  EXPECT_EQ(synced.back(), folder / "a") << "a journal that came back after a cut would undo what was reported done";
}

}  // namespace
}  // namespace bot::sqlite
