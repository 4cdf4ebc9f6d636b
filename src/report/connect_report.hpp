// `bot connect`: what a gateway says of itself and of an account.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "model/account.hpp"
#include "ports/broker.hpp"
#include "report/table.hpp"

namespace bot::report {

struct ConnectReport {
  ports::BrokerSession session;
  AccountId account;
  AccountValues values;
  std::vector<Position> positions;  // those of other accounts are left out
  UtcTime time{};                   // the gateway's
};
[[nodiscard]] nlohmann::ordered_json connect_json(const ConnectReport& report);
[[nodiscard]] std::string connect_text(const ConnectReport& report, const TextStyle& style);

}  // namespace bot::report
