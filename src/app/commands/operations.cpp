// `bot accept-positions|release|pin`: what an operator enters into the ledger.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/account_ledger.hpp"
#include "app/command_context.hpp"
#include "app/commands/commands.hpp"
#include "app/operator_name.hpp"
#include "base/text.hpp"
#include "config/mode.hpp"
#include "ledger/holdings.hpp"
#include "ledger/operations.hpp"
#include "monitor/gateway_access.hpp"
#include "os/terminal.hpp"
#include "report/operations_report.hpp"

namespace bot::app {
namespace {

Result<Instrument> ask_instrument(CommandContext& context, const Symbol& symbol) {
  return context.ask<Instrument>(fmt::format("asking what {} is", symbol), [&] {
    return context.client().instrument(symbol, context.in(monitor::kAnswerTimeout));
  });
}

// Kept shares count for no target: of a symbol that has one still, as many are bought again.
std::string bought_again(const Symbol& symbol, const config::Loaded& loaded) {
  const auto& universe = loaded.settings.run.universe;
  if (std::ranges::find(universe, symbol) == universe.end()) return {};
  return fmt::format(
      " {} is in the universe ({}): while it is, the next runs buy it again, up to its target, beside what is yours.",
      symbol, config::to_place(config::find_origin(loaded, "universe")));
}

}  // namespace

Result<int> execute(const AcceptPositionsRequest& request, Environment& environment) {
  BOT_TRY(const AccountId account, configured_account(environment));
  BOT_TRY(const auto context, CommandContext::with_gateway(environment, account));
  BOT_TRY(const std::vector<Position> positions,
          context->ask<std::vector<Position>>("asking for the positions", [&]() -> Result<std::vector<Position>> {
            return context->client().positions(context->in(monitor::kAnswerTimeout));
          }));
  BOT_TRY(const auto ledger, open_ledger(environment, account));
  const config::Settings& settings = environment.settings();
  const ledger::IdentifiedHoldings identified =
      ledger::identify_holdings(positions, {}, account, ledger->state(), settings.run.universe,
                                [&](const Symbol& symbol) { return ask_instrument(*context, symbol); });
  if (!identified.unanswered.empty()) return fail(identified.unanswered.begin()->second);
  const ledger::PositionDifferences differences =
      ledger::compare_positions(ledger->state(), identified.holdings.managed, settings.run.universe, settings.run.keep);
  const auto& [unexplained, unbooked] = differences;
  const auto print = [&](report::Taken taken) {
    environment.print(report::unexplained_json(differences, taken),
                      report::unexplained_text(differences, taken, environment.style));
  };
  if (request.yes && unexplained.empty() && !unbooked.empty()) return fail(ledger::unbooked_refusal(unbooked.front()));
  if (unexplained.empty() || !request.yes) {
    print(report::Taken::kNotYet);
    return 0;
  }
  BOT_TRY([[maybe_unused]] const auto entries,
          ledger::accept_positions(*ledger, unexplained,
                                   {.as = request.keep ? ledger::AcceptAs::kKept : ledger::AcceptAs::kManaged,
                                    .keep = settings.run.keep,
                                    .pins = identified.pins,
                                    .explanation = "accepted by command",
                                    .by = operator_name()},
                                   context->loop.now()));
  print(request.keep ? report::Taken::kKept : report::Taken::kManaged);
  return 0;
}

Result<int> execute(const ReleaseRequest& request, Environment& environment) {
  BOT_TRY(const Symbol symbol, parse_symbol(request.symbol));
  BOT_TRY(const AccountId account, configured_account(environment));
  BOT_TRY(const auto context, CommandContext::without_gateway(environment));
  BOT_TRY(const ledger::LedgerState state, read_state(environment, account));
  const std::string again = bought_again(symbol, environment.loaded);
  if (!request.yes && state.managed.contains(symbol)) {
    const std::string what = fmt::format("{} {} would be yours again: bot neither sells nor counts them any more.{}",
                                         state.managed_shares(symbol), symbol, again);
    if (!os::stdin_is_terminal() || environment.flags.json)
      return fail(ErrorCode::kUsage, what + " Nothing was changed", "bot release",
                  fmt::format("bot release {} --yes does it.", symbol));
    BOT_TRY(const std::string answer, os::prompt(what + " Type yes to do it: "));
    if (lower(trim(answer)) != "yes") return fail(ErrorCode::kUsage, "nothing was changed", "bot release");
  }
  BOT_TRY(const auto ledger, open_ledger(environment, account));
  BOT_TRY_VOID(
      ledger::release_symbol(*ledger, symbol, environment.settings().run.keep, operator_name(), context->loop.now()));
  environment.print(report::release_json(symbol), report::release_text(symbol, again));
  return 0;
}

Result<int> execute(const PinRequest& request, Environment& environment) {
  BOT_TRY(const Symbol symbol, parse_symbol(request.symbol));
  BOT_TRY(const AccountId account, configured_account(environment));
  BOT_TRY(const ledger::LedgerState state, read_state(environment, account));
  if (!ledger::is_managed(state, environment.settings().run.universe, symbol))
    return fail(ErrorCode::kUsage, fmt::format("{} is neither in the universe nor under management", symbol), "bot pin",
                "Only the contract of a symbol that bot trades is pinned; bot config show universe lists them.");
  BOT_TRY(const auto context, CommandContext::with_gateway(environment, account));
  BOT_TRY(const Instrument now, ask_instrument(*context, symbol));
  BOT_TRY(const auto ledger, open_ledger(environment, account));
  const auto& pins = ledger->state().pins;
  const auto pin = pins.find(symbol);
  const bool is_changed = pin == pins.end() || ledger::pin_difference(ledger->state(), now);
  const report::PinReport report{.now = now,
                                 .pinned = pin == pins.end() ? std::nullopt : std::optional(pin->second),
                                 .is_changed = is_changed,
                                 .is_renewed = is_changed && request.yes};
  if (report.is_renewed) BOT_TRY_VOID(ledger->append(context->loop.now(), RunId{}, ledger::make_pin(symbol, now)));
  environment.print(report::pin_json(report), report::pin_text(report));
  return 0;
}

}  // namespace bot::app
