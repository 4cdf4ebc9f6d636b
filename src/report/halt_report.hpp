// `bot halt`, `bot resume`.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>

#include "base/id.hpp"
#include "base/result.hpp"
#include "ports/kill_file.hpp"

namespace bot::report {

// What halting came to for one account.
struct HaltAttempt {
  AccountId account;
  std::string file;                      // the kill file
  std::string id{ports::kKillFileHalt};  // what `bot resume --halt` names
  std::optional<Error> file_error{};     // it is not halted
  std::optional<Error> ledger_error{};   // the halt stands in the file alone
};

// At least one attempt.
[[nodiscard]] nlohmann::ordered_json halt_json(std::span<const HaltAttempt> attempts);
// `passed_over` is what was wrong with the configuration.
[[nodiscard]] std::string halt_text(std::span<const HaltAttempt> attempts, std::span<const Error> passed_over);

[[nodiscard]] nlohmann::ordered_json resume_json(const std::string& halt_id, const std::string& by);
[[nodiscard]] std::string resume_text(const std::string& halt_id, const std::string& by);

}  // namespace bot::report
