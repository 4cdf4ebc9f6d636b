// `bot preflight` over the ledger as it lies on the disk.
#include <algorithm>
#include <filesystem>
#include <fstream>

#include "unit/app/app_folder.hpp"

namespace bot::app::test {
namespace {

const std::string kFolder = "data/state/DU0000001/";

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}
void put_bytes(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

// A kill between the commit and the audit: the ledger's last row is not in it.
void cut_last_audit_line() {
  const std::string audit = bytes_of(kFolder + "audit.jsonl");
  put_bytes(kFolder + "audit.jsonl", audit.substr(0, audit.rfind('\n', audit.size() - 2) + 1));
}

// Two of them, and nothing halted.
void leave_records() {
  ASSERT_EQ(run_embedded({"halt"}).exit_code, 0);
  const std::string id = run_embedded({"status"}).json()["halted"]["id"];
  ASSERT_EQ(run_embedded({"resume", "--halt", id, "--by", "Ann"}).exit_code, 0);
}

nlohmann::json check_named(const Answer& answer, const std::string& name) {
  const nlohmann::json document = answer.json();
  for (const nlohmann::json& check : document["checks"])
    if (check["name"] == name) return check;
  return {};
}

// The alerts waiting in the outbox.
std::vector<std::string> waiting_alerts() {
  std::vector<std::string> alerts;
  for (const auto& entry : std::filesystem::recursive_directory_iterator("data/state")) {
    if (!entry.is_regular_file() || entry.path().parent_path().filename() != "pending") continue;
    alerts.push_back(bytes_of(entry.path().string()));
  }
  return alerts;
}

bool is_any_about(const std::vector<std::string>& alerts, const std::string& text) {
  return std::ranges::any_of(alerts, [&](const auto& alert) { return alert.find(text) != std::string::npos; });
}

TEST(Preflight, ALedgerThatCannotBeReadMissesNoRun) {
  const AppFolder folder;
  ASSERT_EQ(run_embedded({"preflight"}).exit_code, 0);  // from now on runs are expected
  leave_records();
  put_bytes(kFolder + "ledger.sqlite", std::string(9000, 'x'));
  const Answer damaged = run_embedded({"--clock", "2025-03-06 15:35:00", "preflight", "--scheduled"});
  EXPECT_EQ(damaged.exit_code, 4) << damaged.out;
  const auto alerts = waiting_alerts();
  EXPECT_TRUE(is_any_about(alerts, "Not trade-ready: ledger"));
  EXPECT_FALSE(is_any_about(alerts, "A run was missed")) << "nothing is known of the sessions before";
}

TEST(Preflight, ASessionWithoutARunIsReportedOnceTheLedgerCanBeRead) {
  const AppFolder folder;
  ASSERT_EQ(run_embedded({"preflight"}).exit_code, 0);
  ASSERT_EQ(run_embedded({"--clock", "2025-03-06 15:35:00", "preflight", "--scheduled"}).exit_code, 0);
  EXPECT_TRUE(is_any_about(waiting_alerts(), "A run was missed"));
}

TEST(Preflight, OnSundayTheWholeLedgerIsVerified) {
  const AppFolder folder;
  leave_records();
  const Answer daily = run_embedded({"preflight"});
  EXPECT_NE(check_named(daily, "ledger")["text"].get<std::string>().find(" records, the newest verified;"),
            std::string::npos)
      << daily.out;
  const Answer sunday = run_embedded({"--clock", "2025-03-09 18:00:00", "preflight"});
  EXPECT_NE(check_named(sunday, "ledger")["text"].get<std::string>().find(" records, every one verified"),
            std::string::npos)
      << sunday.out;
}

TEST(Preflight, OnSundayAnAuditLeftBehindIsAWarning) {
  const AppFolder folder;
  leave_records();
  cut_last_audit_line();
  const Answer sunday = run_embedded({"--clock", "2025-03-09 18:00:00", "preflight", "--scheduled"});
  EXPECT_EQ(sunday.exit_code, 0) << sunday.out;
  EXPECT_EQ(check_named(sunday, "ledger")["light"], "warning") << sunday.out;
  EXPECT_FALSE(is_any_about(waiting_alerts(), "Not trade-ready"));
}

TEST(ExitCode, AnAuditLeftBehindIsNoMismatch) {
  const AppFolder folder;
  ASSERT_EQ(run_embedded({"halt"}).exit_code, 0);
  cut_last_audit_line();
  const Answer verified = run_embedded({"audit", "verify"});
  EXPECT_EQ(verified.exit_code, 0) << verified.out;
  EXPECT_EQ(verified.json()["rows_missing_in_audit"], 1);
}

}  // namespace
}  // namespace bot::app::test
