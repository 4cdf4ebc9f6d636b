// A Discord webhook and a dead-man's address without a network: takes what Discord would take, refuses what it would
// refuse, answers 429 when there is too much at once, and can be away.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "notify/http.hpp"
#include "ports/event_loop.hpp"

namespace bot::fakes {

class MemoryDiscord final : public notify::HttpPoster {
 public:
  explicit MemoryDiscord(const ports::Clock& clock) : clock_(clock) {}
  Result<notify::HttpAnswer> post(const notify::HttpPost& post) override;

  static constexpr const char* kWebhook = "https://discord.invalid/api/webhooks/1/simulated";
  static constexpr const char* kDeadMan = "https://dead-man.invalid/simulated";

  bool down = false;
  std::vector<std::string> messages;  // bodies taken
  std::vector<std::string> refusals;  // in Discord's words
  std::vector<std::string> pings;     // what stood behind the dead-man's address: "/start", "", "/fail"
  int asked_to_wait = 0;

 private:
  const ports::Clock& clock_;
  std::deque<UtcTime> recent_;  // of the last minute
};

}  // namespace bot::fakes
