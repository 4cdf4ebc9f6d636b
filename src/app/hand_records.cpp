#include "app/hand_records.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "app/simulated_account.hpp"
#include "config/mode.hpp"
#include "ports/machine_time.hpp"
#include "sqlite/ledger_files.hpp"
#include "sqlite/read_ledger.hpp"

namespace bot::app {
namespace {

bool is_same_folder(const std::string& one, const std::string& other) {
  std::error_code ignored;
  return std::filesystem::weakly_canonical(one, ignored) == std::filesystem::weakly_canonical(other, ignored);
}

// A first look of an installation leaves a ledger too, and nothing is lost with that one.
bool has_traded(const ledger::LedgerState& state) {
  const auto is_held = [](const auto& held) { return held.second != Quantity{}; };
  return !state.orders.empty() || !state.navs.empty() || std::ranges::any_of(state.managed, is_held) ||
         std::ranges::any_of(state.kept, is_held);
}

bool runs_own_account(const Environment& environment) {
  const config::Settings& settings = environment.settings();
  return settings.gateway.kind == config::GatewayKind::kEmbedded && settings.gateway.attach.empty() &&
         settings.gateway.clock.empty() && !settings.embedded.state.empty();
}

}  // namespace

std::string units_ledger(const systemd::Layout& layout, const systemd::Options& options) {
  return layout.below_state_folder(options.ledger_folder);
}

Result<HandRecords> find_hand_records(Environment& environment, const systemd::Installation& installation) {
  HandRecords records;
  const systemd::Layout& layout = installation.layout;
  const AccountId account(installation.options.account);
  const std::string here = config::ledger_folder(environment.settings(), account);
  const std::string there = units_ledger(layout, installation.options);
  if (is_same_folder(here, layout.on_disk(there)) || !sqlite::has_ledger(here, environment.files)) return records;

  systemd::Takeover ledger{.what = fmt::format("the ledger of {}", account), .from = here, .to = there};
  BOT_TRY(const ledger::LedgerState units_own, sqlite::read_state(layout.on_disk(there), environment.files));
  if (has_traded(units_own)) {
    records.warnings.push_back(fmt::format(
        "there are two ledgers of {}: the scheduled runs go on with {} and know nothing of what was traded with {}, "
        "which stays as it is. By hand, trade as {}; shares that only the other one knows stop a run until "
        "{} accept-positions has explained them",
        account, layout.on_disk(there), here, systemd::kName, systemd::kName));
    return records;
  }
  if (!layout.prefix.empty()) {
    records.warnings.push_back(fmt::format(
        "{} is in {} and stays there: what is below {} is to look at. An installation without --prefix takes "
        "it over",
        ledger.what, here, layout.prefix));
    return records;
  }

  const bool simulated = runs_own_account(environment);
  // An account of another market or of a later day is not one that a timer could go on with.
  if (simulated) BOT_TRY_VOID(begin_anew_where_needed(environment, ports::machine_time()));
  if (!sqlite::has_ledger(here, environment.files)) return records;
  for (const std::string& folder : {here, there}) {
    if (!environment.files.exists(folder)) continue;
    BOT_TRY(auto lock, environment.files.lock(folder + "/lock"));
    records.locks.push_back(std::move(lock));
  }
  records.takeovers.push_back(std::move(ledger));
  const std::string gateway = environment.settings().embedded.state;
  const std::string units_gateway = layout.below_state_folder(gateway);
  if (simulated && environment.files.exists(gateway) && !is_same_folder(gateway, units_gateway)) {
    BOT_TRY(auto lock, environment.files.lock(fmt::format("{}/{}.lock", gateway, account)));
    records.locks.push_back(std::move(lock));
    records.takeovers.push_back({.what = "the simulated account", .from = gateway, .to = units_gateway});
  }
  return records;
}

}  // namespace bot::app
