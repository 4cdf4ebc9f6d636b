#include "config/purpose.hpp"

#include <fmt/format.h>

namespace bot::config {
namespace {

const char* key_of_account(Purpose purpose) { return purpose == Purpose::kLive ? "accounts.live" : "accounts.paper"; }

// The account as configured, and the key it came from; empty when there is none.
std::pair<AccountId, std::string> chosen_account(const Settings& settings, Purpose purpose) {
  // Who has switched live trading on looks at the live account.
  if (purpose == Purpose::kDryRun && settings.execution.live && !settings.accounts.live.value().empty())
    return {settings.accounts.live, "accounts.live"};
  const AccountId& wanted = purpose == Purpose::kLive ? settings.accounts.live : settings.accounts.paper;
  if (!wanted.value().empty()) return {wanted, key_of_account(purpose)};
  if (settings.gateway.kind == GatewayKind::kEmbedded) return {settings.embedded.account, "embedded.account"};
  if (purpose == Purpose::kDryRun && !settings.accounts.live.value().empty())
    return {settings.accounts.live, "accounts.live"};
  return {AccountId(), key_of_account(purpose)};
}

}  // namespace

std::string origin_of(const Loaded& loaded, const std::string& key) {
  for (const Entry& entry : loaded.entries)
    if (entry.key == key) return entry.origin;
  return {};
}

Result<AccountId> account_for(const Loaded& loaded, Purpose purpose) {
  const auto [account, key] = chosen_account(loaded.settings, purpose);
  if (account.value().empty())
    return fail(ErrorCode::kConfig, fmt::format("{} is empty", key), origin_of(loaded, key),
                fmt::format("Set {} in config/config.local.yaml or {} in the environment", key,
                            purpose == Purpose::kLive ? "IB_ACCOUNT_LIVE" : "IB_ACCOUNT_PAPER"));
  const std::string prefix = purpose == Purpose::kLive ? "U" : "D";
  if (purpose != Purpose::kDryRun && !account.value().starts_with(prefix))
    return fail(ErrorCode::kConfig,
                fmt::format("{} must begin with {} for a {} run, not \"{}\"", key, prefix,
                            purpose == Purpose::kLive ? "live" : "paper", account),
                origin_of(loaded, key));
  return account;
}

std::vector<Error> check_purpose(const Loaded& loaded, Purpose purpose) {
  std::vector<Error> errors;
  const Settings& settings = loaded.settings;
  if (const auto account = account_for(loaded, purpose); !account) errors.push_back(account.error());
  if (settings.gateway.kind == GatewayKind::kTws) {
    const int port = settings.gateway.port;
    const bool live_port = port == 7496 || port == 4001;
    const bool paper_port = port == 7497 || port == 4002;
    if ((purpose == Purpose::kPaper && live_port) || (purpose == Purpose::kLive && paper_port))
      errors.push_back({ErrorCode::kConfig,
                        fmt::format("gateway.port {} is the {} port, but this is a {} run", port,
                                    live_port ? "live" : "paper", live_port ? "paper" : "live"),
                        origin_of(loaded, "gateway.port"),
                        live_port ? "Paper: TWS 7497, IB Gateway 4002" : "Live: TWS 7496, IB Gateway 4001"});
  }
  if (purpose == Purpose::kLive && !settings.execution.live)
    errors.push_back({ErrorCode::kConfig, "execution.live is false, so a live run is not allowed",
                      origin_of(loaded, "execution.live"), "Set execution.live to true in config/config.local.yaml"});
  return errors;
}

std::string ledger_folder(const Settings& settings, const AccountId& account) {
  return fmt::format("{}/{}", settings.paths.state, account);
}

}  // namespace bot::config
