// A folder of its own to run commands in, and the program in it, in this process.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "app/account_ledger.hpp"
#include "app/environment.hpp"
#include "app/program.hpp"

namespace bot::app::test {

// The process's folder while it lives; removed with all that is in it.
class AppFolder {
 public:
  AppFolder() : before_(std::filesystem::current_path()) {
    std::string path = (std::filesystem::temp_directory_path() / "bot_app_XXXXXX").string();
    if (::mkdtemp(path.data()) == nullptr) ADD_FAILURE() << "no folder of its own: " << path;
    folder_ = path;
    std::filesystem::current_path(folder_);
  }
  ~AppFolder() {
    std::filesystem::current_path(before_);
    std::filesystem::remove_all(folder_);
  }
  AppFolder(const AppFolder&) = delete;
  AppFolder& operator=(const AppFolder&) = delete;

 private:
  std::filesystem::path before_;
  std::filesystem::path folder_;
};

inline const AccountId kAccount{"DU0000001"};

// An embedded gateway on a step clock, in the middle of a session.
inline std::vector<std::string> embedded_settings() {
  return {"gateway.kind=embedded", "embedded.pace=step", "embedded.clock=\"2025-03-04 12:00:00\"",
          "embedded.state=gateway", "universe=[SPY, IEF]"};
}

inline std::unique_ptr<Environment> open_environment(std::vector<std::string> sets, const Request& request) {
  GlobalFlags flags;
  flags.sets = std::move(sets);
  flags.log_level = "error";
  auto environment = Environment::open(flags, request);
  if (!environment) {
    ADD_FAILURE() << environment.error().text();
    return nullptr;
  }
  return std::move(*environment);
}

// Into the ledger of the account, of no run.
inline void record(const std::vector<ledger::EventBody>& events) {
  const auto environment = open_environment(embedded_settings(), StatusRequest{});
  const auto ledger = open_ledger(*environment, kAccount);
  ASSERT_TRUE(ledger) << ledger.error().text();
  for (const ledger::EventBody& event : events)
    ASSERT_TRUE((*ledger)->append(UtcTime{std::chrono::seconds{1'741'035'300}}, RunId{}, event));
}

struct Answer {
  int exit_code = 0;
  std::string out;
  [[nodiscard]] nlohmann::json json() const { return nlohmann::json::parse(out, nullptr, false); }
};
// `bot ARGUMENTS` in this process.
inline Answer run(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "bot");
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  ::testing::internal::CaptureStdout();
  Answer answer;
  answer.exit_code = run_program(static_cast<int>(argv.size()), argv.data());
  answer.out = ::testing::internal::GetCapturedStdout();
  return answer;
}
inline Answer run_embedded(const std::vector<std::string>& arguments) {
  std::vector<std::string> all = {"--json", "--log-level", "error"};
  for (const std::string& setting : embedded_settings()) all.insert(all.end(), {"--set", setting});
  all.insert(all.end(), arguments.begin(), arguments.end());
  return run(all);
}

}  // namespace bot::app::test
