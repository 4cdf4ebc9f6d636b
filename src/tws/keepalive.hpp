// The gateway's time, and by it whether an idle gateway still lives.
#pragma once

#include <optional>

#include "base/result.hpp"
#include "ports/log.hpp"
#include "tws/channel.hpp"

namespace bot::tws {

class Keepalive {
 public:
  // All have to outlive it.
  Keepalive(Channel& channel, ports::Log& log, const Options& options)
      : channel_(channel), log_(log), options_(options) {}

  void begin_session();
  void on_bytes();
  // Asks at least one second apart, as IBKR wants it; kTimeout where the deadline does not allow that.
  Result<UtcTime> ask_time(UtcTime deadline);
  // When to ask an idle gateway whether it still lives, or to give it up for not answering.
  [[nodiscard]] UtcTime next_probe();
  // Asks, or closes the connection when the last question was not answered.
  void probe();

 private:
  Channel& channel_;
  ports::Log& log_;
  const Options& options_;
  std::optional<UtcTime> asked_;       // the last REQ_CURRENT_TIME
  std::optional<UtcTime> probe_sent_;  // the one that was not answered yet
  UtcTime last_bytes_{};
};

}  // namespace bot::tws
