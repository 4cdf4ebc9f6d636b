// Whether this program may trade at all: R01, R02, R03, R22.
#include <fmt/format.h>

#include "broker/account_judgements.hpp"
#include "broker/paper_or_live.hpp"
#include "safety/rules.hpp"

namespace bot::safety {
namespace {

constexpr int kMaxBadSessions = 1;  // R22

Refused wrong_account(std::string sentence) {
  return {.rule = SafetyRule::kModeAndAccount, .sentence = std::move(sentence)};
}

}  // namespace

Objection rule_01_kill_switch(const SafetyInput& input) {
  if (input.mode == Mode::kDryRun) return std::nullopt;  // sends nothing, so it may run while halted
  if (input.kill_file) return Refused{.rule = SafetyRule::kKillSwitch, .sentence = *input.kill_file};
  if (input.halt_latch) return Refused{.rule = SafetyRule::kKillSwitch, .sentence = "halted: " + *input.halt_latch};
  return std::nullopt;
}

Objection rule_02_mode_and_account(const SafetyInput& input) {
  if (auto refusal = broker::account_refusal(input.mode, input.account, input.options.execution_live))
    return wrong_account(std::move(*refusal));
  // Our own simulated gateway listens on whatever port it was given.
  const std::optional<Mode> port_mode = input.embedded ? std::nullopt : broker::port_mode(input.port);
  if (input.mode != Mode::kDryRun && port_mode && *port_mode != input.mode)
    return wrong_account(fmt::format("--{}, but port {} is a {} one", name(input.mode), input.port, name(*port_mode)));
  if (const auto refusal = broker::login_refusal(input.account, input.gateway_accounts, input.ignored_accounts))
    return wrong_account(refusal->text());
  return std::nullopt;
}

Objection rule_03_arming(const SafetyInput& input) {
  if (input.mode != Mode::kLive || input.armed) return std::nullopt;
  return Refused{.rule = SafetyRule::kArming, .sentence = input.armed.error()};
}

Objection rule_22_bad_sessions(const SafetyInput& input) {
  if (input.mode == Mode::kDryRun || input.bad_sessions_in_a_row <= kMaxBadSessions) return std::nullopt;
  return Refused{.rule = SafetyRule::kBadSessions,
                 .sentence = fmt::format("{} sessions in a row ended with an unknown or rejected order, at most {} may",
                                         input.bad_sessions_in_a_row, kMaxBadSessions)};
}

}  // namespace bot::safety
