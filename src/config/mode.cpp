#include "config/mode.hpp"

#include <fmt/format.h>

namespace bot::config {
namespace {

const char* key_of_account(Mode mode) { return mode == Mode::kLive ? "accounts.live" : "accounts.paper"; }

// The account as configured, and the key it came from; empty when there is none.
std::pair<AccountId, std::string> chosen_account(const Settings& settings, Mode mode) {
  // Who has switched live trading on looks at the live account.
  if (mode == Mode::kDryRun && settings.run.safety.execution_live && !settings.accounts.live.value().empty())
    return {settings.accounts.live, "accounts.live"};
  const AccountId& wanted = mode == Mode::kLive ? settings.accounts.live : settings.accounts.paper;
  if (!wanted.value().empty()) return {wanted, key_of_account(mode)};
  if (settings.gateway.kind == GatewayKind::kEmbedded)
    return {AccountId(settings.embedded.account), "embedded.account"};
  if (mode == Mode::kDryRun && !settings.accounts.live.value().empty())
    return {settings.accounts.live, "accounts.live"};
  return {AccountId(), key_of_account(mode)};
}

}  // namespace

std::string origin_of(const Loaded& loaded, const std::string& key) {
  for (const Entry& entry : loaded.entries)
    if (entry.key == key) return entry.origin;
  return {};
}

Result<AccountId> account_for(const Loaded& loaded, Mode mode) {
  const auto [account, key] = chosen_account(loaded.settings, mode);
  if (account.value().empty())
    return fail(ErrorCode::kConfig, fmt::format("{} is empty", key), origin_of(loaded, key),
                fmt::format("Set {} in config/config.local.yaml or {} in the environment", key,
                            mode == Mode::kLive ? "IB_ACCOUNT_LIVE" : "IB_ACCOUNT_PAPER"));
  const std::string prefix = mode == Mode::kLive ? "U" : "D";
  if (mode != Mode::kDryRun && !account.value().starts_with(prefix))
    return fail(ErrorCode::kConfig,
                fmt::format("{} must begin with {} for a {} run, not \"{}\"", key, prefix,
                            mode == Mode::kLive ? "live" : "paper", account),
                origin_of(loaded, key));
  return account;
}

std::vector<Error> check_mode(const Loaded& loaded, Mode mode) {
  std::vector<Error> errors;
  const Settings& settings = loaded.settings;
  if (const auto account = account_for(loaded, mode); !account) errors.push_back(account.error());
  if (settings.gateway.kind == GatewayKind::kTws) {
    const int port = settings.tws.endpoint.port;
    const bool live_port = port == 7496 || port == 4001;
    const bool paper_port = port == 7497 || port == 4002;
    if ((mode == Mode::kPaper && live_port) || (mode == Mode::kLive && paper_port))
      errors.push_back({ErrorCode::kConfig,
                        fmt::format("gateway.port {} is the {} port, but this is a {} run", port,
                                    live_port ? "live" : "paper", live_port ? "paper" : "live"),
                        origin_of(loaded, "gateway.port"),
                        live_port ? "Paper: TWS 7497, IB Gateway 4002" : "Live: TWS 7496, IB Gateway 4001"});
  }
  if (mode == Mode::kLive && !settings.run.safety.execution_live)
    errors.push_back({ErrorCode::kConfig, "execution.live is false, so a live run is not allowed",
                      origin_of(loaded, "execution.live"), "Set execution.live to true in config/config.local.yaml"});
  return errors;
}

std::string ledger_folder(const Settings& settings, const AccountId& account) {
  return fmt::format("{}/{}", settings.paths.state, account);
}

}  // namespace bot::config
