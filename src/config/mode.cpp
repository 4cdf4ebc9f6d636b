#include "config/mode.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.hpp"
#include "broker/paper_or_live.hpp"

namespace bot::config {
namespace {

const char* key_of_account(Mode mode) { return mode == Mode::kLive ? "accounts.live" : "accounts.paper"; }

// The account as configured, and the key it came from; empty when there is none.
std::pair<AccountId, std::string> chosen_account(const Settings& settings, Mode mode) {
  // Who has switched live trading on looks at the live account.
  if (mode == Mode::kDryRun && default_mode(settings) == Mode::kLive) return {settings.accounts.live, "accounts.live"};
  const AccountId& wanted = mode == Mode::kLive ? settings.accounts.live : settings.accounts.paper;
  if (!wanted.value().empty()) return {wanted, key_of_account(mode)};
  if (settings.gateway.kind == GatewayKind::kEmbedded)
    return {AccountId(settings.embedded.account), "embedded.account"};
  if (mode == Mode::kDryRun && !settings.accounts.live.value().empty())
    return {settings.accounts.live, "accounts.live"};
  return {AccountId(), key_of_account(mode)};
}

}  // namespace

Mode default_mode(const Settings& settings) {
  return settings.run.safety.execution_live && !settings.accounts.live.value().empty() ? Mode::kLive : Mode::kPaper;
}

const Origin& find_origin(const Loaded& loaded, const std::string& key) {
  const auto found = std::ranges::find(loaded.entries, key, &Entry::key);
  BOT_CHECK(found != loaded.entries.end(), "{}", key);
  return found->origin;
}

Result<AccountId> account_for(const Loaded& loaded, Mode mode) {
  const auto [account, key] = chosen_account(loaded.settings, mode);
  if (account.value().empty())
    return fail(ErrorCode::kConfig, fmt::format("{} is empty", key), to_text(find_origin(loaded, key)),
                fmt::format("Set {} in config/config.local.yaml or {} in the environment.", key,
                            mode == Mode::kLive ? "IB_ACCOUNT_LIVE" : "IB_ACCOUNT_PAPER"));
  if (mode != Mode::kDryRun && broker::account_mode(account) != mode)
    return fail(ErrorCode::kConfig,
                fmt::format("{} must begin with {} for a {} run, not \"{}\"", key, broker::account_prefix(mode),
                            name(mode), account),
                to_text(find_origin(loaded, key)));
  return account;
}

std::vector<Error> check_mode(const Loaded& loaded, Mode mode) {
  std::vector<Error> errors;
  const Settings& settings = loaded.settings;
  if (const auto account = account_for(loaded, mode); !account) errors.push_back(account.error());
  if (settings.gateway.kind == GatewayKind::kTws) {
    const int port = settings.tws.endpoint.port;
    const auto port_mode = broker::port_mode(port);
    if (mode != Mode::kDryRun && port_mode && *port_mode != mode)
      errors.push_back(
          {ErrorCode::kConfig,
           fmt::format("gateway.port {} is the {} port, but this is a {} run", port, name(*port_mode), name(mode)),
           to_text(find_origin(loaded, "gateway.port")),
           fmt::format("{}: {}", mode == Mode::kLive ? "Live" : "Paper", broker::usual_ports(mode))});
  }
  if (mode == Mode::kLive && !settings.run.safety.execution_live)
    errors.push_back({ErrorCode::kConfig, "execution.live is false, so a live run is not allowed",
                      to_text(find_origin(loaded, "execution.live")),
                      "Set execution.live to true in config/config.local.yaml"});
  return errors;
}

std::string ledger_folder(const Settings& settings, const AccountId& account) {
  return fmt::format("{}/{}", settings.paths.state, account);
}

}  // namespace bot::config
