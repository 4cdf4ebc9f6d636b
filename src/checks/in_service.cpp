#include "checks/in_service.hpp"

#include <nlohmann/json.hpp>

namespace bot::checks {
namespace {

std::string file_of(const monitor::MonitoredAccount& account) { return account.ledger_folder + "/in-service.json"; }

}  // namespace

std::optional<InService> in_service(const ports::Files& files, const monitor::MonitoredAccount& account) {
  const auto text = files.read(file_of(account));
  if (!text) return std::nullopt;
  const auto json = nlohmann::json::parse(*text, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  const auto since = parse_utc(json.value("since", ""));
  if (!since) return std::nullopt;
  return InService{.version = json.value("version", ""), .mode = json.value("mode", ""), .since = *since};
}

std::optional<UtcTime> in_service_since(const ports::Files& files, const monitor::MonitoredAccount& account) {
  const auto known = in_service(files, account);
  return known ? std::optional(known->since) : std::nullopt;
}

Result<void> note_in_service(ports::Files& files, const monitor::MonitoredAccount& account, const InService& what) {
  const nlohmann::ordered_json json = {
      {"schema", "bot.in_service/1"}, {"version", what.version}, {"mode", what.mode}, {"since", to_iso(what.since)}};
  BOT_TRY_VOID(files.make_folders(account.ledger_folder, 0750));
  return files.write_atomically(file_of(account), json.dump(2) + "\n", 0640);
}

}  // namespace bot::checks
