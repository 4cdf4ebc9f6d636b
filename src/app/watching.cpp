#include "app/watching.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/account_ledger.hpp"
#include "app/delivery.hpp"
#include "app/options.hpp"
#include "config/purpose.hpp"
#include "os/crash_record.hpp"
#include "report/run_alerts.hpp"
#include "schedule/schedule.hpp"

namespace bot::app {
namespace {

std::string in_service_path(const Environment& environment, const AccountId& account) {
  return ledger_folder(environment, account) + "/in-service.json";
}

}  // namespace

Result<Watched> watched_account(const Environment& environment, std::optional<Mode> asked) {
  const config::Settings& settings = environment.settings();
  Watched watched;
  watched.mode =
      asked.value_or(settings.execution.live && !settings.accounts.live.value().empty() ? Mode::kLive : Mode::kPaper);
  const auto purpose = watched.mode == Mode::kLive ? config::Purpose::kLive : config::Purpose::kPaper;
  BOT_TRY(watched.account, config::account_for(environment.loaded, purpose));
  watched.options = run_options(settings);
  watched.options.mode = watched.mode;
  watched.options.account = watched.account;
  return watched;
}

Result<LookedAt> look_at(Environment& environment, const Watched& watched, bool scheduled) {
  auto with = World::with_gateway(environment, watched.account, scheduled ? Patience::kScheduled : Patience::kByHand);
  if (with) return LookedAt{.world = std::move(*with), .no_gateway = {}};
  if (exit_code(with.error().code) != exit_code(ErrorCode::kRefused)) return fail(with.error());
  BOT_TRY(auto without, World::without_gateway(environment));
  return LookedAt{.world = std::move(without), .no_gateway = with.error()};
}

report::AlertFrame frame_for(const Watched& watched, const World& world, const ledger::LedgerState& state) {
  return {.at = world.loop.now(),
          .simulated = watched.options.simulated,
          .account_masked = report::masked(watched.account.value()),
          .mode = watched.mode,
          .next_run = schedule::next_slot_text(world.loop.now(), watched.options.schedule, world.calendar),
          .last_known = report::last_known_account(state)};
}

std::optional<InService> in_service(const Environment& environment, const AccountId& account) {
  const auto text = environment.files.read(in_service_path(environment, account));
  if (!text) return std::nullopt;
  const auto json = nlohmann::json::parse(*text, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  const auto since = parse_utc(json.value("since", ""));
  if (!since) return std::nullopt;
  return InService{.version = json.value("version", ""), .mode = json.value("mode", ""), .since = *since};
}

Result<void> note_in_service(Environment& environment, const AccountId& account, const InService& what) {
  const nlohmann::ordered_json json = {
      {"schema", "bot.in_service/1"}, {"version", what.version}, {"mode", what.mode}, {"since", to_iso(what.since)}};
  BOT_TRY_VOID(environment.files.make_folders(ledger_folder(environment, account), 0750));
  return environment.files.write_atomically(in_service_path(environment, account), json.dump(2) + "\n", 0640);
}

Result<int> told_if_failed(Environment& environment, const AccountId& account, bool scheduled, const std::string& what,
                           Result<int> done) {
  if (done || !scheduled || done.error().code == ErrorCode::kInterrupted) return done;
  net::Loop wall_clock;
  notify::Outbox outbox = open_outbox(environment, wall_clock, account);
  const ports::Alert alert =
      report::not_done_alert(what, done.error(),
                             {.at = wall_clock.now(),
                              .simulated = environment.settings().gateway.kind == config::GatewayKind::kEmbedded,
                              .account_masked = report::masked(account.value()),
                              .next_run = {},
                              .last_known = {}});
  if (const auto stored = outbox.put(alert); !stored)
    environment.log.error("an alert could not be stored: " + stored.error().text());
  deliver_after(environment, account, scheduled);
  return done;
}

void leave_crash_records(Environment& environment, const AccountId& account) {
  const std::string folder = outbox_folder(environment, account) + "/pending";
  const bool there = environment.files.make_folders(folder, 0750).has_value();
  os::record_crashes({.folder = there ? folder : std::string(),
                      .version = BOT_VERSION,
                      .command = "bot " + environment.command,
                      .account = report::masked(account.value()),
                      .simulated = environment.settings().gateway.kind == config::GatewayKind::kEmbedded});
}

}  // namespace bot::app
