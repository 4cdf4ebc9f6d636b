#include "broker/paper_or_live.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bot::broker {
namespace {

struct UsualPort {
  int number;
  Mode mode;
};
constexpr UsualPort kUsualPorts[] = {
    {7497, Mode::kPaper}, {4002, Mode::kPaper}, {7496, Mode::kLive}, {4001, Mode::kLive}};

}  // namespace

bool is_account_id(std::string_view text) {
  const auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  return text.size() >= 4 && text.size() <= 20 && is_capital(text.front()) &&
         std::ranges::all_of(text, [&](char c) { return is_capital(c) || (c >= '0' && c <= '9'); });
}

char account_prefix(Mode mode) { return mode == Mode::kLive ? 'U' : 'D'; }

std::optional<Mode> account_mode(const AccountId& account) {
  for (const Mode mode : {Mode::kPaper, Mode::kLive})
    if (account.value().starts_with(account_prefix(mode))) return mode;
  return std::nullopt;
}

std::optional<std::string> account_refusal(Mode mode, const AccountId& account, bool execution_live) {
  if (account.value().empty()) return "no account is configured for this mode";
  if (mode == Mode::kDryRun) return std::nullopt;
  if (account_mode(account) != mode)
    return fmt::format("--{} needs an account id that starts with {}, the configured one starts with {}", name(mode),
                       account_prefix(mode), account.value().front());
  if (mode == Mode::kLive && !execution_live) return "--live, but execution.live is false";
  return std::nullopt;
}

std::optional<Mode> port_mode(int port) {
  const auto* known = std::ranges::find(kUsualPorts, port, &UsualPort::number);
  return known == std::end(kUsualPorts) ? std::nullopt : std::optional(known->mode);
}

std::string_view usual_ports(Mode mode) {
  return mode == Mode::kLive ? "TWS 7496, IB Gateway 4001" : "TWS 7497, IB Gateway 4002";
}

}  // namespace bot::broker
