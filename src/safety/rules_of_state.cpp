// Whether this program may trade at all: R01, R02, R03, R22.
#include <fmt/format.h>

#include <algorithm>

#include "safety/rules.hpp"

namespace bot::safety {
namespace {

constexpr int kPaperPorts[] = {7497, 4002};
constexpr int kLivePorts[] = {7496, 4001};
constexpr int kMaxBadSessions = 2;  // R22

bool is_one_of(int port, const int (&ports)[2]) { return port == ports[0] || port == ports[1]; }

Refused wrong_account(std::string sentence) { return {.rule = Rule::kModeAndAccount, .sentence = std::move(sentence)}; }

}  // namespace

Objection rule_01_kill_switch(const SafetyInput& input) {
  if (input.mode == Mode::kDryRun) return std::nullopt;  // sends nothing, so it may run while halted
  if (input.kill_file)
    return Refused{.rule = Rule::kKillSwitch, .sentence = "the kill switch is set: " + *input.kill_file};
  if (input.halt_latch) return Refused{.rule = Rule::kKillSwitch, .sentence = "halted: " + *input.halt_latch};
  return std::nullopt;
}

Objection rule_02_mode_and_account(const SafetyInput& input) {
  const std::string& account = input.account.value();
  if (account.empty()) return wrong_account("no account is configured for this mode");
  const char first = account.front();
  if (input.mode == Mode::kPaper && first != 'D')
    return wrong_account("--paper needs an account id that starts with D, the configured one starts with " +
                         std::string(1, first));
  if (input.mode == Mode::kLive && first != 'U')
    return wrong_account("--live needs an account id that starts with U, the configured one starts with " +
                         std::string(1, first));
  if (input.mode == Mode::kLive && !input.options.execution_live)
    return wrong_account("--live, but execution.live is false");
  // Our own simulated gateway listens on whatever port it was given.
  if (!input.embedded && input.mode == Mode::kPaper && is_one_of(input.port, kLivePorts))
    return wrong_account(fmt::format("--paper, but port {} is a live one", input.port));
  if (!input.embedded && input.mode == Mode::kLive && is_one_of(input.port, kPaperPorts))
    return wrong_account(fmt::format("--live, but port {} is a paper one", input.port));
  const auto& named = input.gateway_accounts;
  if (std::ranges::find(named, input.account) == named.end())
    return wrong_account(fmt::format("the configured account is not among the {} the gateway names", named.size()));
  for (const AccountId& other : named)
    if (other != input.account && std::ranges::find(input.ignored_accounts, other) == input.ignored_accounts.end())
      return wrong_account("the gateway names a further account that is not in accounts.ignore");
  return std::nullopt;
}

Objection rule_03_arming(const SafetyInput& input) {
  if (input.mode != Mode::kLive) return std::nullopt;
  if (!input.arming) return Refused{.rule = Rule::kArming, .sentence = "live trading is not armed"};
  const Arming& arming = *input.arming;
  if (arming.account != input.account)
    return Refused{.rule = Rule::kArming, .sentence = "the arming is for another account"};
  if (input.now >= arming.expires)
    return Refused{.rule = Rule::kArming, .sentence = "the arming expired at " + to_iso(arming.expires)};
  if (input.arming_refusal) return Refused{.rule = Rule::kArming, .sentence = *input.arming_refusal};
  return std::nullopt;
}

Objection rule_22_bad_sessions(const SafetyInput& input) {
  if (input.mode == Mode::kDryRun || input.bad_sessions_in_a_row < kMaxBadSessions) return std::nullopt;
  return Refused{.rule = Rule::kBadSessions,
                 .sentence = fmt::format("{} sessions in a row ended with an unknown or rejected order, at most {} may",
                                         input.bad_sessions_in_a_row, kMaxBadSessions - 1)};
}

}  // namespace bot::safety
