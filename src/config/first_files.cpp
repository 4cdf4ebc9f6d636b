#include "config/first_files.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace bot::config {

std::string first_config(const FirstAnswers& answers) {
  std::string text =
      "# What differs from the defaults; bot config show prints every value with its origin.\n"
      "# Every key with its comment is in config/config.yaml.\n";
  if (answers.embedded) return text + "gateway: {kind: embedded}\n";
  text +=
      fmt::format("gateway: {{kind: tws, host: {}, port: {}}}\n", nlohmann::json(answers.host).dump(), answers.port);
  text += fmt::format("accounts: {{paper: {}, live: {}}}\n", nlohmann::json(answers.paper).dump(),
                      nlohmann::json(answers.live).dump());
  if (!answers.live.empty())
    text += fmt::format(
        "# For live trading{}: true here, then bot arm.\n"
        "execution: {{live: false}}\n",
        answers.paper.empty() ? ""
                              : ", once paper trading has gone well: the live login's port above (IB Gateway 4001, TWS "
                                "7496),");
  return text;
}

std::string first_secrets(const FirstAnswers& answers, const ports::AlertVariables& names) {
  return fmt::format(
      "# Secrets of bot: readable by you alone (mode 0600), never to be committed.\n"
      "{}={}\n"
      "{}={}\n",
      names.webhook, answers.webhook.reveal(), names.dead_man, answers.dead_man.reveal());
}

}  // namespace bot::config
