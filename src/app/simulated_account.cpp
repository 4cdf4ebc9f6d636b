#include "app/simulated_account.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/account_ledger.hpp"
#include "base/text.hpp"
#include "calendar/new_york.hpp"
#include "config/mode.hpp"
#include "gateway/state.hpp"
#include "ports/free_name.hpp"
#include "ports/kill_file.hpp"
#include "sqlite/ledger_files.hpp"

namespace bot::app {
namespace {

// The market as the settings name it.
std::string market_name(const gateway::Options& options) {
  return options.replay.empty() ? fmt::format("generator {}", options.seed) : "replay " + options.replay;
}

std::string lock_path(const gateway::Options& options) {
  return fmt::format("{}/{}.lock", options.state, options.account);
}

bool is_default(const Environment& environment, const std::string& key) {
  return !config::is_owners_choice(config::find_origin(environment.loaded, key));
}

bool is_built_in(const Environment& environment) {
  return is_default(environment, "embedded.state") && is_default(environment, "embedded.account");
}

// Nobody runs a gateway on the account that a clone keeps for itself: one that is attached has another.
bool is_own_account_idle(Environment& environment) {
  const gateway::Options& options = environment.settings().embedded;
  return environment.files.exists(gateway::state_path(options.state, options.account)) &&
         environment.files.lock(lock_path(options)).has_value();
}

}  // namespace

void keep_attached_account_apart(Environment& environment) {
  const config::Settings& settings = environment.settings();
  if (settings.gateway.kind != config::GatewayKind::kEmbedded || settings.gateway.attach.empty() ||
      !is_built_in(environment) || !is_default(environment, "paths.state") || !is_own_account_idle(environment))
    return;
  std::string address = settings.gateway.attach;
  std::ranges::replace(address, ':', '-');
  environment.loaded.settings.paths.state += "/attached-" + address;
  environment.log.info(fmt::format("the gateway at {} has another account than the one in {}: its ledger is in {}",
                                   settings.gateway.attach, settings.embedded.state, settings.paths.state));
}

Result<void> set_aside_ledger_without_account(Environment& environment) {
  const gateway::Options& options = environment.settings().embedded;
  const std::string state = gateway::state_path(options.state, options.account);
  // A journal without its state is the gateway's to refuse.
  if (options.state.empty() || !is_built_in(environment) || environment.files.exists(state) ||
      environment.files.exists(gateway::journal_path(state)))
    return {};
  const AccountId account(options.account);
  const std::string ledger = ledger_folder(environment, account);
  if (!sqlite::has_ledger(ledger, environment.files) ||
      ports::read_kill_file(environment.files, halt_file(environment, account)))
    return {};
  BOT_TRY(const ledger::LedgerState known, read_state(environment, account));
  if (known.managed.empty() || known.halt) return {};
  BOT_TRY([[maybe_unused]] const auto lock, environment.files.lock(ledger + "/lock"));
  const std::string aside = ports::free_name(environment.files, ports::aside_name(ledger, "of-another-account"));
  BOT_TRY_VOID(environment.files.rename(ledger, aside));
  environment.log.info(fmt::format(
      "a new simulated account begins; the ledger in {} was of another one and is kept as {}", ledger, aside));
  return {};
}

Result<void> begin_anew_where_needed(Environment& environment, UtcTime now) {
  const gateway::Options& options = environment.settings().embedded;
  if (options.state.empty() || !is_built_in(environment)) return {};
  // A market that is not there is no other market: the gateway says so when it starts, and the account stays.
  if (!options.replay.empty() && !environment.files.list(options.replay)) return {};
  const std::string path = gateway::state_path(options.state, options.account);
  const std::string market_path = path + ".market";
  const std::string market = market_name(options);
  BOT_TRY(const auto state, gateway::load_state(environment.files, path));
  // A gateway that has the account says so itself when ours starts.
  const auto ours = environment.files.lock(lock_path(options));
  if (!ours && ours.error().code == ErrorCode::kLocked) return {};
  if (!ours) return fail(ours.error());
  if (!state) return environment.files.write_atomically(market_path, market + "\n", 0600);
  // A state of an earlier version names no market: it goes on.
  const std::string before = environment.files.exists(market_path)
                                 ? std::string(trim(environment.files.read(market_path).value_or(market)))
                                 : market;
  const Date own_day = calendar::to_new_york(state->engine.at).date;
  const bool is_later = own_day > calendar::to_new_york(now).date;
  if (!is_later && before == market) return {};

  const std::string until = "until-" + to_iso(own_day);
  const AccountId account(options.account);
  const std::string ledger = ledger_folder(environment, account);
  BOT_TRY_VOID(gateway::rename_state(environment.files, path,
                                     ports::free_name(environment.files, ports::aside_name(path, until))));
  if (environment.files.exists(ledger)) {
    // Nobody is using it, and nobody begins to while it moves.
    BOT_TRY([[maybe_unused]] const auto lock, environment.files.lock(ledger + "/lock"));
    BOT_TRY_VOID(
        environment.files.rename(ledger, ports::free_name(environment.files, ports::aside_name(ledger, until))));
  }
  environment.log.info(fmt::format("the simulated account begins anew: {}; what it was until {} is kept as {} and {}",
                                   is_later ? "its clock goes back" : "it is another market", to_iso(own_day),
                                   ports::aside_name(path, until), ports::aside_name(ledger, until)));
  return environment.files.write_atomically(market_path, market + "\n", 0600);
}

}  // namespace bot::app
