// What `bot doctor` found, line by line.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "app/environment.hpp"
#include "app/world.hpp"
#include "os/disk_space.hpp"

namespace bot::app {

enum class Mark { kGood, kWarning, kBad };

struct Check {
  std::string name;  // stable, for JSON: "clock"
  Mark mark = Mark::kGood;
  std::string text;
  std::string fix;  // empty where nothing is to be done
};

class CheckList {
 public:
  void good(std::string name, std::string text) { add({std::move(name), Mark::kGood, std::move(text), {}}); }
  void warn(std::string name, std::string text, std::string fix) {
    add({std::move(name), Mark::kWarning, std::move(text), std::move(fix)});
  }
  void bad(std::string name, std::string text, std::string fix) {
    add({std::move(name), Mark::kBad, std::move(text), std::move(fix)});
  }
  void add(Check check) { checks_.push_back(std::move(check)); }
  [[nodiscard]] const std::vector<Check>& all() const { return checks_; }

 private:
  std::vector<Check> checks_;
};

// --- judgements: pure ---
// A file that only this user may read; `what` names it to a person.
[[nodiscard]] Check judge_private_file(const std::string& what, const std::string& path, const os::FileMode& mode);
// Ours less the gateway's: above 2 s a warning, above 10 s no trading.
[[nodiscard]] Check judge_clock(Duration skew);
[[nodiscard]] Check judge_horizon(Date today, Date last_day);
[[nodiscard]] Check judge_disk(const std::string& folder, const os::DiskLeft& left);
// The answer of `systemctl show portfolio-rebalance.timer`.
[[nodiscard]] Check judge_timer(const std::string& shown, const std::string& scope);

// --- looking ---
void check_machine(World& world, const AccountId& account, CheckList& list);
void check_alerts(Environment& environment, const AccountId& account, CheckList& list);
void check_schedule(const Environment& environment, CheckList& list);
void check_gateway(World& world, const AccountId& account, CheckList& list);

}  // namespace bot::app
