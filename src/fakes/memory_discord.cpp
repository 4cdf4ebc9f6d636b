#include "fakes/memory_discord.hpp"

#include <nlohmann/json.hpp>

#include "fakes/discord_limits.hpp"

namespace bot::fakes {
namespace {

constexpr std::size_t kMaxAMinute = 30;  // of one webhook; Discord states its limits in the answers' headers only

}  // namespace

Result<notify::HttpAnswer> MemoryDiscord::post(const notify::HttpPost& post) {
  const std::string url = post.url.reveal();
  if (down) return fail(ErrorCode::kNetwork, "cannot connect");
  if (url.starts_with(kDeadMan)) {
    pings.push_back(url.substr(std::string(kDeadMan).size()));
    return notify::HttpAnswer{.status = 200, .body = "OK"};
  }
  while (!recent_.empty() && recent_.front() <= clock_.now() - std::chrono::minutes{1}) recent_.pop_front();
  if (recent_.size() >= kMaxAMinute) {
    ++asked_to_wait;
    return notify::HttpAnswer{
        .status = 429, .headers = {{"retry-after", "2"}}, .body = R"({"message":"rate limited","retry_after":2.0})"};
  }
  recent_.push_back(clock_.now());
  if (std::string refusal = discord_refusal(post.body); !refusal.empty()) {
    refusals.push_back(refusal);
    return notify::HttpAnswer{.status = 400, .body = nlohmann::json{{"message", refusal}, {"code", 50035}}.dump()};
  }
  messages.push_back(post.body);
  return notify::HttpAnswer{.status = 200,
                            .body = nlohmann::json{{"id", std::to_string(1'000'000 + messages.size())}}.dump()};
}

}  // namespace bot::fakes
