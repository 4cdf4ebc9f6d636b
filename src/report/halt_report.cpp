#include "report/halt_report.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "ledger/halt_text.hpp"
#include "report/json.hpp"

namespace bot::report {
namespace {

std::string attempt_text(const HaltAttempt& attempt) {
  if (attempt.file_error)
    return fmt::format("NOT halted: the kill file could not be written: {}\n", attempt.file_error->text());
  if (!attempt.ledger_error)
    return fmt::format("halted as {}. Nothing is sent until {}.\n", attempt.id, ledger::resume_command(attempt.id));
  if (attempt.ledger_error->code == ErrorCode::kLocked)
    return fmt::format("halted by file while a run is on: it sends nothing more. {} lifts it.\n",
                       ledger::resume_command(ports::kKillFileHalt));
  return fmt::format(
      "halted by file ({}): nothing is sent until {}.\n"
      "The ledger does not have it: {}\n",
      attempt.file, ledger::resume_command(ports::kKillFileHalt), attempt.ledger_error->text());
}

Json id_json(const HaltAttempt& attempt) {
  const bool in_ledger = !attempt.ledger_error && !attempt.file_error;
  return in_ledger ? Json(attempt.id) : Json(nullptr);
}

}  // namespace

Json halt_json(std::span<const HaltAttempt> attempts) {
  Json json = document("halt");
  json["id"] = id_json(attempts.front());
  json["file"] = attempts.front().file;
  json["accounts"] = Json::array();
  for (const HaltAttempt& attempt : attempts)
    json["accounts"].push_back(
        {{"account", attempt.account.value()},
         {"id", id_json(attempt)},
         {"file", attempt.file},
         {"halted", !attempt.file_error},
         {"ledger_error", attempt.ledger_error ? error_object(*attempt.ledger_error) : Json(nullptr)}});
  return json;
}

std::string halt_text(std::span<const HaltAttempt> attempts, std::span<const Error> passed_over) {
  std::string text;
  for (const HaltAttempt& attempt : attempts)
    text += (attempts.size() == 1 ? std::string() : attempt.account.value() + " ") + attempt_text(attempt);
  for (const Error& error : passed_over) text += "The configuration could not be read whole: " + error.text() + "\n";
  return text;
}

Json resume_json(const std::string& halt_id, const std::string& by) {
  Json json = document("resume");
  json["id"] = halt_id;
  json["by"] = by;
  return json;
}

std::string resume_text(const std::string& halt_id, const std::string& by) {
  return fmt::format("halt {} lifted by {}\n", halt_id, by);
}

}  // namespace bot::report
