// `bot plan`: the plan for the gateway's account, or with --account FILE for a described one.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "app/account_ledger.hpp"
#include "app/command_context.hpp"
#include "app/commands/commands.hpp"
#include "app/options.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "plan/plan_account.hpp"
#include "report/json.hpp"
#include "report/plan_report.hpp"

namespace bot::app {
namespace {

using nlohmann::json;

tl::unexpected<Error> bad(const std::string& what, const std::string& where) {
  return fail(ErrorCode::kData, what, where, "The keys are in docs/formats/account.md.");
}

// A key that stands twice in one object would hide the first: which of the two is meant, nobody can say.
Result<json> parse_once(const std::string& text, const std::string& file) {
  std::vector<std::set<std::string>> keys;
  std::string twice;
  const json root = json::parse(
      text,
      [&](int /*depth*/, json::parse_event_t event, json& parsed) {
        if (event == json::parse_event_t::object_start) keys.emplace_back();
        if (event == json::parse_event_t::object_end) keys.pop_back();
        if (event == json::parse_event_t::key && !keys.back().insert(parsed.get<std::string>()).second && twice.empty())
          twice = parsed.get<std::string>();
        return true;
      },
      false);
  if (root.is_discarded()) return bad("this is not JSON", file);
  if (!twice.empty()) return bad(fmt::format("'{}' stands twice in one object", twice), file);
  return root;
}

// A number of the object, or nothing where it is absent or null.
Result<std::optional<double>> optional_number(const json& object, const char* key, const std::string& where) {
  const auto found = object.find(key);
  if (found == object.end() || found->is_null()) return std::optional<double>{};
  if (!found->is_number()) return bad(fmt::format("'{}' is not a number", key), where);
  return std::optional<double>{found->get<double>()};
}

Result<double> number_or(const json& object, const char* key, std::optional<double> fallback,
                         const std::string& where) {
  BOT_TRY(const std::optional<double> value, optional_number(object, key, where));
  if (value) return *value;
  if (fallback) return *fallback;
  return bad(fmt::format("'{}' is missing", key), where);
}

Result<void> check_keys(const json& object, const std::vector<std::string>& known, const std::string& where) {
  if (!object.is_object()) return bad("an object is expected", where);
  for (const auto& [key, value] : object.items())
    if (std::ranges::find(known, key) == known.end()) {
      const std::string near = nearest(key, known);
      return bad(fmt::format("unknown key '{}'{}", key, near.empty() ? "" : fmt::format("; did you mean '{}'?", near)),
                 where);
    }
  return {};
}

Result<plan::DescribedAccount> described_account(const json& root, const std::string& file) {
  BOT_TRY_VOID(check_keys(
      root, {"equity", "settled_cash", "unsettled_proceeds", "available_funds", "targets", "positions", "quotes"},
      file));
  plan::DescribedAccount account;
  BOT_TRY(account.equity, number_or(root, "equity", std::nullopt, file));
  if (account.equity < 0) return bad(fmt::format("'equity' {} is below 0", account.equity), file);
  BOT_TRY(account.settled_cash, number_or(root, "settled_cash", std::nullopt, file));
  BOT_TRY(account.unsettled_proceeds, number_or(root, "unsettled_proceeds", 0.0, file));
  BOT_TRY(account.available_funds, optional_number(root, "available_funds", file));
  const json empty = json::object();
  const auto section = [&](const char* key) -> const json& { return root.contains(key) ? root[key] : empty; };
  for (const char* key : {"targets", "positions", "quotes"})
    if (!section(key).is_object()) return bad(fmt::format("'{}' is not an object", key), file);
  for (const auto& [name, value] : section("targets").items()) {
    BOT_TRY(const Symbol symbol, parse_symbol(name));
    if (!value.is_number()) return bad(fmt::format("the target of {} is not a number", name), file);
    account.targets[symbol] = value.get<double>();
  }
  for (const auto& [name, value] : section("positions").items()) {
    const std::string where = fmt::format("{}: positions.{}", file, name);
    BOT_TRY(const Symbol symbol, parse_symbol(name));
    BOT_TRY_VOID(check_keys(value, {"shares", "locked"}, where));
    plan::DescribedPosition& position = account.positions[symbol];
    BOT_TRY(position.shares, number_or(value, "shares", std::nullopt, where));
    BOT_TRY(position.locked, number_or(value, "locked", 0.0, where));
  }
  for (const auto& [name, value] : section("quotes").items()) {
    const std::string where = fmt::format("{}: quotes.{}", file, name);
    BOT_TRY(const Symbol symbol, parse_symbol(name));
    BOT_TRY_VOID(check_keys(value, {"bid", "ask", "last_close"}, where));
    plan::DescribedQuote& quote = account.quotes[symbol];
    BOT_TRY(quote.bid, optional_number(value, "bid", where));
    BOT_TRY(quote.ask, optional_number(value, "ask", where));
    BOT_TRY(quote.last_close, optional_number(value, "last_close", where));
  }
  return account;
}

Result<std::string> keep(const report::Json& document, Environment& environment) {
  const std::string kept = report::to_text(document);
  std::string path =
      fmt::format("{}/plans/{}.json", environment.settings().paths.reports, sha256_hex(kept).substr(0, 12));
  BOT_TRY_VOID(environment.files.write_atomically(path, kept, 0644));
  return path;
}

// The gateway's account, quotes and today's decision: the plan a dry run makes.
Result<int> plan_from_gateway(Environment& environment) {
  BOT_TRY(const AccountId account, configured_account(environment));
  BOT_TRY(const auto context, CommandContext::with_gateway(environment, account));
  BOT_TRY(const ledger::LedgerState state, read_state(environment, account));
  context->use_reader_id();
  run::RunOptions options = run_options(environment.settings());
  options.account = account;
  const run::DryPlan dry = run::dry_plan(context->reader_ports(), state, options);
  if (!dry.plan) {
    if (dry.result.error) return fail(*dry.result.error);
    return fail(dry.result.exit_code == 130 ? ErrorCode::kInterrupted : ErrorCode::kSafety, dry.result.message, "",
                "Correct what it names; bot doctor looks at everything a run needs.");
  }
  report::Json document = report::plan_json(*dry.plan);
  document["simulated"] = dry.result.simulated;
  document["indicative"] = dry.result.indicative;
  document["session"] = dry.result.session ? report::Json(to_iso(*dry.result.session)) : report::Json(nullptr);
  BOT_TRY(const std::string path, keep(document, environment));
  std::string text = fmt::format("{}plan{}{}, nothing is sent\n\n", dry.result.simulated ? "SIMULATED " : "",
                                 dry.result.session ? " of " + to_iso(*dry.result.session) : std::string(),
                                 dry.result.indicative ? ", indicative: final bars and last closes" : "");
  text += report::plan_text(*dry.plan, environment.style);
  environment.print(document, text + fmt::format("\nkept as {}\n", path));
  return dry.result.exit_code;
}

}  // namespace

Result<int> execute(const PlanRequest& request, Environment& environment) {
  if (request.account_file.empty()) return plan_from_gateway(environment);
  BOT_TRY(const std::string text, environment.files.read(request.account_file));
  BOT_TRY(const json root, parse_once(text, request.account_file));
  BOT_TRY(const plan::DescribedAccount account, described_account(root, request.account_file));
  const config::Settings& settings = environment.settings();
  BOT_TRY(const plan::PlanInput input,
          plan::plan_input(account, decide::weight_cap(settings.run.decide), settings.run.plan));
  const plan::Plan plan = plan::make_plan(input);
  const auto document = report::plan_json(plan);
  BOT_TRY(const std::string path, keep(document, environment));
  environment.print(document, report::plan_text(plan, environment.style) + fmt::format("\nkept as {}\n", path));
  return 0;
}

}  // namespace bot::app
