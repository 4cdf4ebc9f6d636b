// A ledger in a scratch folder for the tests of this room, days of events to put into it, and a hand that rewrites it.
#pragma once

#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "ports/files.hpp"
#include "sqlite/audit_file.hpp"
#include "sqlite/event_table.hpp"
#include "sqlite/read_ledger.hpp"
#include "sqlite/schema.hpp"
#include "sqlite/sqlite_ledger.hpp"
#include "sqlite/verify.hpp"
#include "support/shared.hpp"

namespace bot::sqlite {

namespace fs = std::filesystem;

inline std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}
inline void put_bytes(const std::string& path, std::string_view bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

// Plain files; a lock is an open descriptor.
class PlainFiles final : public ports::Files {
 public:
  struct Held final : ports::FileLock {
    explicit Held(int descriptor) : descriptor_(descriptor) {}
    ~Held() override { close(descriptor_); }
    int descriptor_;
  };
  [[nodiscard]] bool exists(const std::string& path) const override { return fs::exists(path); }
  [[nodiscard]] Result<std::string> read(const std::string& path) const override { return bytes_of(path); }
  Result<void> write_atomically(const std::string& path, std::string_view bytes, unsigned) override {
    put_bytes(path, bytes);
    return {};
  }
  Result<void> append_durably(const std::string& path, std::string_view bytes, unsigned) override {
    if (audit_fails) return fail(ErrorCode::kIo, "no space");
    std::ofstream file(path, std::ios::binary | std::ios::app);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return {};
  }
  Result<void> rename(const std::string&, const std::string&) override { return {}; }
  Result<void> remove(const std::string&) override { return {}; }
  Result<void> make_folders(const std::string& path, unsigned) override {
    fs::create_directories(path);
    return {};
  }
  [[nodiscard]] Result<std::vector<std::string>> list(const std::string&) const override {
    return std::vector<std::string>{};
  }
  Result<std::unique_ptr<ports::FileLock>> lock(const std::string& path) override {
    const int descriptor = open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
      close(descriptor);
      return fail(ErrorCode::kLocked, "another run holds the lock", path);
    }
    return std::make_unique<Held>(descriptor);
  }
  bool audit_fails = false;
};

inline const RunId kRun{"20260303-155500-1"};
inline UtcTime second(int count) { return UtcTime{std::chrono::seconds{1'772'571'300 + count}}; }

inline bot::Execution execution_of(const std::string& id, const OrderKey& key, int quantity) {
  bot::Execution execution;
  execution.exec_id = ExecId{id};
  execution.key = key;
  execution.symbol = Symbol{"SPY"};
  execution.side = Side::kBuy;
  execution.quantity = Quantity::from_whole(quantity);
  execution.price = Price::from_double(510.01);
  execution.time = second(5);
  return execution;
}

inline Result<void> write_a_day(ledger::Ledger& ledger) {
  const OrderKey key{"RB1.20260303.1.SPY.B.K7"};
  const Date day = make_date(2026, 3, 3);
  BOT_TRY_VOID(ledger.append(second(0), kRun,
                             ledger::RunStarted{.mode = Mode::kPaper,
                                                .account = AccountId{"DU0000001"},
                                                .scheduled = true,
                                                .session = day,
                                                .version = "test"}));
  ledger::PlanWritten plan;
  plan.session = plan.decided = day;
  plan.baseline = {{Symbol{"SPY"}, Quantity{}}};
  plan.targets = {{Symbol{"SPY"}, 0.1 + 0.2}};
  plan.intents = {{.key = key,
                   .symbol = Symbol{"SPY"},
                   .con_id = ConId{756733},
                   .primary_exchange = "ARCA",
                   .side = Side::kBuy,
                   .quantity = Quantity::from_whole(5),
                   .limit = Price::from_double(510.51),
                   .planned_mid = Price::from_double(510),
                   .full_exit = false,
                   .reason = "buy \"it\"\n"}};
  BOT_TRY_VOID(ledger.append(second(1), kRun, plan));
  BOT_TRY_VOID(ledger.append(second(2), kRun,
                             orders::OrderSending{.key = key,
                                                  .order_id = ClientOrderId{7},
                                                  .quantity = Quantity::from_whole(5),
                                                  .limit = Price::from_double(510.51),
                                                  .expires = second(100)}));
  orders::FillBooked fill{
      .execution = execution_of("0000e0d5.1.01.01", key, 5), .session = day, .settles = make_date(2026, 3, 4)};
  BOT_TRY_VOID(ledger.append_all({{.at = second(3), .run = kRun, .body = fill},
                                  {.at = second(3), .run = kRun, .body = fill},
                                  {.at = second(4),
                                   .run = kRun,
                                   .body = orders::CommissionBooked{.exec_id = ExecId{"0000e0d5.1.01.01"},
                                                                    .commission = Money::from_double(0.35)}}}));
  return ledger.append(second(6), kRun,
                       ledger::Halted{.id = "H1", .reason = ledger::HaltReason::kOperator, .why = "test"});
}

// A whole run of one session, in one transaction: a buy of one share of SPY, sold in the session after.
inline Result<void> write_session(ledger::Ledger& ledger, int index) {
  const Date day = make_date(2026, 3, 3) + std::chrono::days{index};
  const Side side = index % 2 == 0 ? Side::kBuy : Side::kSell;
  const OrderKey key{fmt::format("RB1.{}.1.SPY.{}.K7", to_basic(day), side == Side::kBuy ? "B" : "S")};
  const RunId run{to_basic(day) + "-155500-1"};
  std::vector<ledger::LedgerEvent> events;
  const auto add = [&](ledger::EventBody body) {
    events.push_back(
        {.at = second(86'400 * index + static_cast<int>(events.size())), .run = run, .body = std::move(body)});
  };
  add(ledger::RunStarted{.mode = Mode::kPaper, .account = AccountId{"DU0000001"}, .session = day, .version = "test"});
  for (int step = 0; step < 12; ++step)
    add(ledger::StepRecorded{.step = fmt::format("step {}", step), .detail = to_iso(day)});
  ledger::PlanWritten plan;
  plan.session = plan.decided = day;
  plan.targets = {{Symbol{"SPY"}, 0.5}};
  ledger::Intent intent;
  intent.key = key;
  intent.symbol = Symbol{"SPY"};
  intent.side = side;
  intent.quantity = Quantity::from_whole(1);
  intent.limit = Price::from_double(510.51);
  plan.intents = {intent};
  add(plan);
  add(orders::OrderSending{.key = key,
                           .order_id = ClientOrderId{index + 1},
                           .quantity = Quantity::from_whole(1),
                           .limit = Price::from_double(510.51),
                           .expires = second(100)});
  Execution execution = execution_of(fmt::format("0000e0d5.{}.01.01", index), key, 1);
  execution.side = side;
  execution.commission = Money::from_double(0.35);
  add(orders::FillBooked{.execution = execution, .session = day, .settles = day + std::chrono::days{1}});
  ledger::NavRecorded nav;
  nav.session = day;
  nav.net_liquidation = Money::from_whole(10'000 + index);
  nav.cash = nav.cash_anchor = Money::from_whole(5'000);
  add(nav);
  ledger::RunEnded ended{.result = {}, .on_target = true};
  ended.result.run_id = run.value();
  ended.result.session = day;
  ended.result.outcome = ledger::Outcome::kDone;
  add(ended);
  return ledger.append_all(std::move(events));
}

// Rows changed: chained anew and the audit with them, as somebody would who knows the format, or with the hashes they
// had, as anybody else.
enum class Hashes { kAnew, kAsTheyWere };
inline void rewrite(const std::string& folder, Hashes hashes, const std::function<void(std::vector<Row>&)>& change) {
  std::vector<Row> rows;
  {
    auto database = Database::open(database_path(folder), OpenFor::kReading);
    ASSERT_TRUE(database);
    ChainCheck chain;
    const auto walked = walk(**database, folder, chain, [&](const Row& row) -> Result<void> {
      rows.push_back(row);
      return {};
    });
    ASSERT_TRUE(walked) << walked.error().text();
  }
  change(rows);
  std::filesystem::remove(database_path(folder));
  auto database = Database::open(database_path(folder), OpenFor::kWriting);
  ASSERT_TRUE(database);
  ASSERT_TRUE((*database)->run(fmt::format("BEGIN; PRAGMA application_id={}; PRAGMA user_version={}; {}",
                                           kApplicationId, kSchemaVersion, kSchema)));
  std::string previous = genesis_hash();
  std::string audit;
  for (Row& row : rows) {
    if (hashes == Hashes::kAnew) {
      row.previous_hash = previous;
      previous = row.hash = row_hash(row);
    }
    audit += audit_line(row);
    ASSERT_TRUE(
        (*database)->query("INSERT INTO events VALUES (CAST(?1 AS INTEGER), ?2, ?3, ?4, ?5, ?6, ?7)",
                           {std::to_string(row.seq), row.at, row.run, row.kind, row.body, row.previous_hash, row.hash},
                           [](std::vector<std::string>&) -> Result<void> { return {}; }));
  }
  ASSERT_TRUE((*database)->run("COMMIT"));
  put_bytes(audit_path(folder), audit);
}

}  // namespace bot::sqlite
