// `bot status`: what the ledger knows. No gateway is asked.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/account_ledger.hpp"
#include "app/commands/commands.hpp"
#include "app/options.hpp"
#include "app/world.hpp"
#include "report/json.hpp"
#include "report/numbers.hpp"
#include "report/trade_report.hpp"
#include "trade/schedule.hpp"

namespace bot::app {
namespace {

report::Json quantities(const std::map<Symbol, Quantity>& shares) {
  report::Json object = report::Json::object();
  for (const auto& [symbol, quantity] : shares)
    if (quantity != Quantity{}) object[symbol.value()] = quantity.to_double();
  return object;
}

// Weight held less weight wanted, from the positions of the last run.
std::map<Symbol, double> drift_of(const trade::LedgerState& state) {
  std::map<Symbol, double> drift;
  for (const auto& [symbol, weight] : state.last_targets) drift[symbol] = -weight;
  if (state.last_run)
    for (const auto& [symbol, line] : state.last_run->positions) drift[symbol] += line.weight;
  return drift;
}

std::string halted_text(const trade::LedgerState& state, const std::optional<std::string>& file) {
  if (state.halt)
    return fmt::format("HALTED {} ({}): {}. Lift it with bot resume --halt {} --by NAME", state.halt->id,
                       state.halt->code, state.halt->why, state.halt->id);
  if (file) return fmt::format("HALTED by file: {}", *file);
  return "not halted";
}

}  // namespace

Result<int> execute(const StatusRequest&, Environment& environment) {
  BOT_TRY(const AccountId account, configured_account(environment));
  BOT_TRY(const auto world, World::without_gateway(environment));
  BOT_TRY(const trade::LedgerState state, read_state(environment, account));
  const std::string file = halt_file(environment, account);
  std::optional<std::string> kill;
  if (environment.files.exists(file)) kill = environment.files.read(file).value_or("unreadable");
  const std::string next =
      trade::next_slot_text(world->loop.now(), run_options(environment.settings()), world->calendar);

  report::Json document = report::document("status");
  document["account"] = account.value();
  document["last_run"] = state.last_run ? report::trade_json(*state.last_run) : report::Json(nullptr);
  document["next_run"] = next;
  document["halted"] = state.halt
                           ? report::Json{{"id", state.halt->id}, {"code", state.halt->code}, {"why", state.halt->why}}
                       : kill ? report::Json{{"id", nullptr}, {"code", "file"}, {"why", *kill}}
                              : report::Json(nullptr);
  document["armed"] = state.armed && state.armed->expires > world->loop.now();
  document["positions"] = quantities(state.managed);
  document["targets"] = report::Json::object();
  for (const auto& [symbol, weight] : state.last_targets) document["targets"][symbol.value()] = report::number(weight);
  document["drift"] = report::Json::object();
  for (const auto& [symbol, weight] : drift_of(state)) document["drift"][symbol.value()] = report::number(weight);
  document["open_orders"] = report::Json::array();
  for (const trade::OrderRecord* order : state.live_orders())
    document["open_orders"].push_back(
        {{"key", order->key.value()}, {"symbol", order->symbol.value()}, {"state", name(order->state)}});
  document["warnings"] = report::Json::array();
  const bool recent = state.last_run && state.last_run->ended >= world->loop.now() - std::chrono::hours(24);
  if (recent)
    for (const trade::FindingLine& finding : state.last_run->findings) document["warnings"].push_back(finding.message);

  std::string text = fmt::format("account {}, {}\n", account.value(), halted_text(state, kill));
  text += state.last_run ? fmt::format("last run {} on {}: {}. {}\n", state.last_run->run_id,
                                       state.last_run->session ? to_iso(*state.last_run->session) : "no session",
                                       name(state.last_run->outcome), state.last_run->message)
                         : "no run yet\n";
  if (state.last_run && state.last_run->equity)
    text += fmt::format("equity {}, cash {}\n", report::dollars(*state.last_run->equity),
                        report::dollars(state.last_run->cash.value_or(Money{})));
  report::Table table({{.title = "symbol", .align = report::Align::kLeft},
                       {.title = "shares"},
                       {.title = "weight"},
                       {.title = "target"},
                       {.title = "drift"}});
  const auto drift = drift_of(state);
  for (const auto& [symbol, weight] : drift) {
    const auto target = state.last_targets.find(symbol);
    const double wanted = target == state.last_targets.end() ? 0 : target->second;
    table.add({symbol.value(), state.managed_of(symbol).str(), report::percent(weight + wanted),
               report::percent(wanted), report::percent(weight)});
  }
  if (!table.empty()) text += "\n" + table.render(environment.style);
  for (const trade::OrderRecord* order : state.live_orders())
    text += fmt::format("open: {} {} {}\n", order->key, order->symbol, name(order->state));
  if (recent)
    for (const trade::FindingLine& finding : state.last_run->findings)
      text += fmt::format("warning: {}\n", finding.message);
  text += fmt::format("\nnext run {}\n", next);
  environment.print(document, text);
  return 0;
}

}  // namespace bot::app
