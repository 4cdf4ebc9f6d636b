#include "app/simulated_account.hpp"

#include <fmt/format.h>

#include "app/account_ledger.hpp"
#include "base/text.hpp"
#include "calendar/new_york.hpp"
#include "config/mode.hpp"
#include "gateway/state.hpp"
#include "ports/free_name.hpp"

namespace bot::app {
namespace {

// The market as the settings name it.
std::string market_of(const gateway::Options& options) {
  return options.replay.empty() ? fmt::format("generator {}", options.seed) : "replay " + options.replay;
}

// Not chosen by the owner: of the program, or of the file of defaults that a clone brings.
bool is_default(const Environment& environment, const std::string& key) {
  const std::string origin = config::origin_of(environment.loaded, key);
  return origin == "built-in default" || origin.starts_with("config/config.yaml:");
}

}  // namespace

Result<void> begin_anew_where_needed(Environment& environment, UtcTime now) {
  const gateway::Options& options = environment.settings().embedded;
  if (options.state.empty() || !is_default(environment, "embedded.state") ||
      !is_default(environment, "embedded.account"))
    return {};
  // A market that is not there is no other market: the gateway says so when it starts, and the account stays.
  if (!options.replay.empty() && !environment.files.list(options.replay)) return {};
  const std::string path = gateway::state_path(options.state, options.account);
  const std::string market_path = path + ".market";
  const std::string market = market_of(options);
  BOT_TRY(const auto state, gateway::load_state(environment.files, path));
  // A gateway that has the account says so itself when ours starts.
  const auto ours = environment.files.lock(fmt::format("{}/{}.lock", options.state, options.account));
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

  const std::string ending = ".until-" + to_iso(own_day);
  const AccountId account(options.account);
  const std::string ledger = ledger_folder(environment, account);
  BOT_TRY_VOID(gateway::rename_state(environment.files, path, ports::free_name(environment.files, path + ending)));
  if (environment.files.exists(ledger)) {
    // Nobody is using it, and nobody begins to while it moves.
    BOT_TRY([[maybe_unused]] const auto lock, environment.files.lock(ledger + "/lock"));
    BOT_TRY_VOID(environment.files.rename(ledger, ports::free_name(environment.files, ledger + ending)));
  }
  environment.log.info(fmt::format(
      "the simulated account begins anew: {}; what it was until {} is kept as {}{} and {}{}",
      is_later ? "its clock goes back" : "it is another market", to_iso(own_day), path, ending, ledger, ending));
  return environment.files.write_atomically(market_path, market + "\n", 0600);
}

}  // namespace bot::app
