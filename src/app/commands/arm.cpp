// `bot arm`, `bot disarm`: permission to trade with real money, typed by a person.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "app/account_ledger.hpp"
#include "app/arming_facts.hpp"
#include "app/command_context.hpp"
#include "app/commands/commands.hpp"
#include "app/delivery.hpp"
#include "app/operator_name.hpp"
#include "app/verdict.hpp"
#include "base/money_text.hpp"
#include "calendar/new_york.hpp"
#include "config/mode.hpp"
#include "ledger/operations.hpp"
#include "notify/dead_man.hpp"
#include "os/terminal.hpp"
#include "ports/machine_time.hpp"
#include "report/arming_report.hpp"

namespace bot::app {
namespace {

// What the limits of the configuration come to with the equity of the last session, up to a full hundred.
std::optional<Money> usual_cap(const ledger::LedgerState& state, double share) {
  if (!state.last_nav) return std::nullopt;
  const double dollars = state.last_nav->net_liquidation.to_double() * share;
  return Money::from_whole(static_cast<std::int64_t>(std::ceil(dollars / 100)) * 100);
}

Result<Money> read_cap(const std::optional<Money>& given, const char* flag, const char* question,
                       const std::optional<Money>& usual) {
  if (given) return *given;
  BOT_TRY(const std::string answer,
          os::prompt(usual ? fmt::format("{} [{}]: ", question, usual->str()) : fmt::format("{}: ", question)));
  if (answer.empty() && usual) return *usual;
  const auto amount = Money::parse(answer);
  if (!amount || *amount <= Money{})
    return fail(ErrorCode::kUsage, fmt::format("'{}' is not a number of dollars above 0; nothing was armed", answer),
                flag, fmt::format("Give it as {} 6000.", flag));
  return *amount;
}

// Whether the dead-man's address answered today: asked now where it is known here (an arming is a sign of life worth
// telling it), else as the notifier, who holds it, remembers.
bool dead_man_answers(Environment& environment, const AccountId& account) {
  const std::string outbox = outbox_folder(environment, account);
  const UtcTime now = ports::machine_time();
  if (!environment.loaded.dead_man.empty()) {
    const auto http = notify::make_curl_poster();
    const auto signal = notify::DeadManSignal::kSuccess;
    const auto answer = notify::ping_dead_man(*http, environment.loaded.dead_man, signal, "bot arm: is anybody there?");
    if (const auto kept =
            notify::remember_dead_man(environment.files, outbox, environment.loaded.dead_man, signal, now, answer);
        !kept)
      environment.log.warning(kept.error().text());
    if (!answer) environment.log.warning("the dead-man's address did not answer: " + answer.error().message());
    return answer.has_value();
  }
  const auto last = notify::last_dead_man_answer(environment.files, outbox);
  if (!last) environment.log.warning(last.error().text());
  return last && *last && (*last)->answered &&
         calendar::to_new_york(*(*last)->answered).date == calendar::to_new_york(now).date;
}

// Also without a webhook: then it is said that the alert waits.
void store_and_deliver(Environment& environment, const AccountId& account, const ports::Alert& alert) {
  net::Loop wall_clock;
  notify::Outbox outbox = open_outbox(environment, wall_clock, account);
  if (const auto put = outbox.put(alert); !put)
    environment.log.error("an alert could not be stored: " + put.error().text());
  (void)deliver_outbox(environment, account, kDeliveryByHand);
}

report::ArmingFrame arming_frame(const Environment& environment, UtcTime now) {
  return {.at = now,
          .simulated = environment.settings().gateway.kind == config::GatewayKind::kEmbedded,
          .dead_man_variable = environment.settings().alerts.dead_man,
          .by = operator_name()};
}

}  // namespace

Result<int> execute(const ArmRequest& request, Environment& environment) {
  const std::vector<Error> problems = config::check_mode(environment.loaded, Mode::kLive);
  if (!problems.empty()) return fail(problems.front());
  BOT_TRY(const AccountId account, config::account_for(environment.loaded, Mode::kLive));
  BOT_TRY_VOID(check_verdict(environment));
  if (!os::stdin_is_terminal())
    return fail(ErrorCode::kSafety,
                "live trading is armed by a person at a terminal, not through a pipe; nothing was armed",
                "standard input", "Run bot arm in a terminal and type the sentence it shows.");
  BOT_TRY(const auto context, CommandContext::without_gateway(environment));
  BOT_TRY(const auto ledger, open_ledger(environment, account));
  const UtcTime now = context->loop.now();

  ledger::Armed armed;
  armed.account = account;
  const safety::Options& limits = environment.settings().run.safety;
  BOT_TRY(armed.max_order, read_cap(request.max_order, "--max-order", "Most dollars one buy may cost",
                                    usual_cap(ledger->state(), limits.max_order_notional)));
  BOT_TRY(armed.max_day, read_cap(request.max_day, "--max-day", "Most dollars traded in a day, buys and sells",
                                  usual_cap(ledger->state(), limits.max_turnover_per_day)));
  if (armed.max_day < armed.max_order)
    return fail(ErrorCode::kUsage,
                fmt::format("a day's {} are less than one order's {}; nothing was armed", money_text(armed.max_day),
                            money_text(armed.max_order)),
                "--max-day", "Raise --max-day or lower --max-order.");
  armed.not_before = now;
  if (request.from) armed.not_before = std::max(now, calendar::from_new_york(*request.from, Duration{0}));
  armed.expires = armed.not_before + std::chrono::days(request.days);
  if (armed.expires > now + ledger::kMaxArmed)
    return fail(
        ErrorCode::kUsage,
        fmt::format("an arming ends {} days from now at the latest; nothing was armed", ledger::kMaxArmed.count()),
        "--from, --days", "Take an earlier day or fewer days.");
  BOT_TRY(const ledger::ArmingFacts facts, arming_facts_with_key(environment));
  armed.config_sha256 = facts.config_sha256;
  armed.program_sha256 = facts.program_sha256;
  armed.host = facts.host;
  armed.by = request.by.empty() ? operator_name() : request.by;
  armed.without_dead_man = !dead_man_answers(environment, account);
  const report::ArmingFrame frame = arming_frame(environment, now);
  armed.with_expiry_unproven = !frame.simulated;
  armed.sentence = ledger::arming_sentence(armed);

  BOT_TRY(const std::string typed, os::prompt(fmt::format("{}\nType this sentence to agree:\n  {}\n> ",
                                                          report::arming_terms(armed, frame), armed.sentence)));
  if (!ledger::is_typed(typed, armed.sentence))
    return fail(ErrorCode::kSafety, "that is not the sentence; nothing was armed", "what was typed",
                "Run bot arm again and type the sentence letter by letter.");
  armed.seal = ledger::arming_seal(armed, facts.key);
  BOT_TRY_VOID(ledger::arm(*ledger, armed, now));
  store_and_deliver(environment, account, report::armed_alert(armed, frame));
  environment.print(report::arming_json(armed, frame), report::armed_text(armed, frame));
  return 0;
}

Result<int> execute(const DisarmRequest& request, Environment& environment) {
  BOT_TRY(const AccountId account, config::account_for(environment.loaded, Mode::kLive));
  BOT_TRY(const auto context, CommandContext::without_gateway(environment));
  BOT_TRY(const auto ledger, open_ledger(environment, account));
  const bool was_armed = ledger->state().armed.has_value();
  if (was_armed) {
    const std::string why =
        request.why.empty() ? "disarmed by " + operator_name() : environment.without_secrets(request.why);
    const UtcTime now = context->loop.now();
    BOT_TRY_VOID(ledger::disarm(*ledger, why, now));
    store_and_deliver(environment, account, report::disarmed_alert(account, why, arming_frame(environment, now)));
  }
  environment.print(report::disarming_json(account, was_armed),
                    was_armed ? "disarmed: live runs are refused until bot arm\n" : "live trading was not armed\n");
  return 0;
}

}  // namespace bot::app
