#include "tws/keepalive.hpp"

#include <algorithm>

namespace bot::tws {
namespace {

constexpr Duration kMinBetween{1'000};

}  // namespace

void Keepalive::begin_session() {
  asked_.reset();
  probe_sent_.reset();
}

void Keepalive::on_bytes() {
  last_bytes_ = channel_.now();
  probe_sent_.reset();
}

Result<UtcTime> Keepalive::ask_time(UtcTime deadline) {
  const UtcTime now = channel_.now();
  if (asked_ && *asked_ <= now && now < *asked_ + kMinBetween) {
    const UtcTime next = *asked_ + kMinBetween;
    if (next >= deadline) return fail(ErrorCode::kTimeout, "the gateway's time was asked less than a second ago");
    channel_.wait([] { return false; }, next);
    if (!channel_.is_open() || channel_.now() < next)
      return fail(channel_.explain(deadline, "asking the gateway's time"));
  }
  std::optional<UtcTime> answer;
  PendingRequest pending{.on_message = [&](const wire::Response& response) {
    const auto* time = std::get_if<wire::CurrentTime>(&response);
    if (time != nullptr) answer = UtcTime{std::chrono::seconds{time->seconds}};
    return time != nullptr;
  }};
  asked_ = channel_.now();
  BOT_TRY_VOID(channel_.ask(pending, wire::CurrentTimeRequest{}, deadline, "asking the gateway's time"));
  if (*answer <= UtcTime{}) return fail(ErrorCode::kProtocol, "the gateway's time cannot be read");
  return *answer;
}

UtcTime Keepalive::next_probe() {
  // A clock that was set back must not stretch the pause.
  last_bytes_ = std::min(last_bytes_, channel_.now());
  return probe_sent_ ? *probe_sent_ + options_.keepalive_timeout : last_bytes_ + options_.keepalive_interval;
}

void Keepalive::probe() {
  const UtcTime now = channel_.now();
  if (probe_sent_) {
    log_.warning("the gateway does not answer any more; closing the connection");
    channel_.close("no answer for too long");
    return;
  }
  probe_sent_ = asked_ = now;
  static_cast<void>(channel_.send(wire::CurrentTimeRequest{}, now + options_.keepalive_timeout));
}

}  // namespace bot::tws
