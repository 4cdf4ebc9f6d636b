// `bot halt|resume|accept-positions|release`: what an operator enters into the ledger.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/account_ledger.hpp"
#include "app/command_context.hpp"
#include "app/commands/commands.hpp"
#include "app/delivery.hpp"
#include "app/monitoring.hpp"
#include "app/operator_name.hpp"
#include "base/text.hpp"
#include "ledger/operations.hpp"
#include "report/json.hpp"
#include "report/table.hpp"
#include "report/watch_alerts.hpp"

namespace bot::app {
namespace {

// After the ledger has let go of its lock: telling must not keep a run waiting.
report::AlertFrame make_frame(const Environment& environment, const AccountId& account, const CommandContext& context) {
  const Mode mode = account.value().starts_with("U") ? Mode::kLive : Mode::kPaper;
  return report::alert_frame(monitored_account(environment, account, mode),
                             read_state(environment, account).value_or(ledger::LedgerState{}), context.loop.now(),
                             context.calendar);
}

}  // namespace

Result<int> execute(const HaltRequest& request, Environment& environment) {
  BOT_TRY(const AccountId account, configured_account(environment));
  BOT_TRY(const auto context, CommandContext::without_gateway(environment));
  const UtcTime now = context->loop.now();
  const std::string why =
      request.why.empty() ? "halted by " + operator_name() : environment.without_secrets(request.why);
  // The file first: a run that is on looks at it before each order.
  BOT_TRY_VOID(environment.files.write_atomically(halt_file(environment, account), why + "\n", 0640));
  std::string id;
  auto ledger = open_ledger(environment, account);
  if (ledger) {
    BOT_TRY(id, ledger::halt(**ledger, ledger::HaltReason::kOperator, why, now));
  } else if (ledger.error().code != ErrorCode::kLocked) {
    return fail(ledger.error().in("the kill file is in place, but the ledger"));
  }
  report::Json document = report::document("halt");
  document["id"] = id.empty() ? report::Json(nullptr) : report::Json(id);
  document["file"] = halt_file(environment, account);
  environment.print(
      document,
      id.empty()
          ? "halted by file while a run is on: it sends nothing more. bot resume --halt FILE --by NAME lifts it.\n"
          : fmt::format("halted as {}. Nothing is sent until bot resume --halt {} --by NAME.\n", id, id));
  if (ledger) ledger->reset();
  notify_owner(environment, account,
               report::halted_alert(id.empty() ? "FILE" : id, why, make_frame(environment, account, *context)));
  return 0;
}

Result<int> execute(const ResumeRequest& request, Environment& environment) {
  BOT_TRY(const AccountId account, configured_account(environment));
  BOT_TRY(const auto context, CommandContext::without_gateway(environment));
  BOT_TRY(auto ledger, open_ledger(environment, account));
  const std::string file = halt_file(environment, account);
  if (ledger->state().halt) {
    BOT_TRY_VOID(ledger::resume(*ledger, request.halt_id, request.by, context->loop.now()));
  } else if (!environment.files.exists(file)) {
    return fail(ErrorCode::kUsage, "nothing is halted", "--halt", "bot status shows halts.");
  } else if (request.halt_id != "FILE") {
    return fail(ErrorCode::kUsage, fmt::format("there is no halt {}; only the kill file is in place", request.halt_id),
                "--halt", "Its id is FILE.");
  }
  BOT_TRY_VOID(environment.files.remove(file));
  report::Json document = report::document("resume");
  document["id"] = request.halt_id;
  document["by"] = request.by;
  environment.print(document, fmt::format("halt {} lifted by {}\n", request.halt_id, request.by));
  ledger.reset();
  notify_owner(environment, account,
               report::resumed_alert(request.halt_id, request.by, make_frame(environment, account, *context)));
  return 0;
}

Result<int> execute(const AcceptPositionsRequest& request, Environment& environment) {
  BOT_TRY(const AccountId account, configured_account(environment));
  BOT_TRY(const auto context, CommandContext::with_gateway(environment, account));
  BOT_TRY([[maybe_unused]] const ports::BrokerSession session, context->connect_reader());
  BOT_TRY(const std::vector<Position> positions, context->client().positions(context->in(std::chrono::seconds(15))));
  BOT_TRY(const auto ledger, open_ledger(environment, account));
  const config::Settings& settings = environment.settings();
  const auto unexplained = ledger::unexplained_positions(ledger->state(), ledger::stock_positions(positions, account),
                                                         settings.run.universe, settings.run.keep);
  report::Json document = report::document("accept-positions");
  document["positions"] = report::Json::array();
  report::Table table({{.title = "symbol", .align = report::Align::kLeft},
                       {.title = "at the broker"},
                       {.title = "explained"},
                       {.title = "looks like", .align = report::Align::kLeft, .elastic = true}});
  for (const ledger::UnexplainedPosition& position : unexplained) {
    document["positions"].push_back({{"symbol", position.symbol.value()},
                                     {"broker", position.broker.to_double()},
                                     {"explained", position.explained.to_double()},
                                     {"proposal", position.proposal}});
    table.add({position.symbol.value(), position.broker.str(), position.explained.str(), position.proposal});
  }
  document["accepted"] = false;
  if (unexplained.empty()) {
    environment.print(document, "every position is explained by the ledger; nothing to accept\n");
    return 0;
  }
  std::string text = table.render(environment.style);
  if (!request.yes) {
    environment.print(document,
                      text +
                          "\nNothing was changed. Take them under management with bot accept-positions --yes,\n"
                          "or keep them apart, never sold, with bot accept-positions --keep --yes.\n");
    return 0;
  }
  BOT_TRY([[maybe_unused]] const auto entries,
          ledger::accept_positions(*ledger, unexplained,
                                   {.as = request.keep ? ledger::AcceptAs::kKept : ledger::AcceptAs::kManaged,
                                    .explanation = "accepted by command",
                                    .by = operator_name()},
                                   context->loop.now()));
  document["accepted"] = true;
  environment.print(document, text + (request.keep ? "\nkept apart: never sold, counted as outside\n"
                                                   : "\ntaken under management\n"));
  return 0;
}

Result<int> execute(const ReleaseRequest& request, Environment& environment) {
  BOT_TRY(const Symbol symbol, parse_symbol(request.symbol));
  BOT_TRY(const AccountId account, configured_account(environment));
  BOT_TRY(const auto context, CommandContext::without_gateway(environment));
  BOT_TRY(const auto ledger, open_ledger(environment, account));
  BOT_TRY_VOID(ledger::release_symbol(*ledger, symbol, operator_name(), context->loop.now()));
  report::Json document = report::document("release");
  document["symbol"] = symbol.value();
  environment.print(document, fmt::format("{} is yours again: bot does not touch it any more\n", symbol));
  return 0;
}

}  // namespace bot::app
