// The files that `bot init` writes from a few answers: config/config.local.yaml and .env.
#pragma once

#include <string>

#include "base/secret.hpp"
#include "ports/notifier.hpp"

namespace bot::config {

inline constexpr int kPaperPort = 4002;  // of IB Gateway
inline constexpr int kLivePort = 4001;

struct FirstAnswers {
  bool embedded = true;
  std::string host;
  int port = kPaperPort;
  std::string paper, live;  // account ids; empty: none
  Secret webhook, dead_man;
};

[[nodiscard]] std::string first_config(const FirstAnswers& answers);
// Holds the secrets themselves: whoever asks wipes it.
[[nodiscard]] std::string first_secrets(const FirstAnswers& answers, const ports::AlertVariables& names);

}  // namespace bot::config
