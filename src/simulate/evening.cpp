#include "simulate/evening.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "calendar/new_york.hpp"
#include "data/decision_bars.hpp"
#include "data/refresh.hpp"
#include "data/validate.hpp"
#include "ledger/operations.hpp"
#include "monitor/summary.hpp"
#include "report/watch_report.hpp"
#include "simulate/market.hpp"

namespace bot::simulate {
namespace {

constexpr Duration kPatience = std::chrono::seconds{20};
constexpr const char* kOperator = "operator";

UtcTime soon(const World& world) { return world.loop.now() + kPatience; }

decide::Decision decision_from_final_bars(World& world, Date session) {
  std::vector<decide::SymbolBars> inputs;
  for (const Symbol& symbol : world.options.universe) {
    const auto stored = world.store.load(symbol);
    std::vector<Bar> bars;
    if (stored && *stored) bars = (*stored)->bars;
    data::drop_before(bars, world.options.data.start);
    const data::SymbolReport report =
        data::validate({.symbol = symbol, .bars = bars, .asof = session, .provisional = {}, .provisional_factor = 1},
                       world.calendar, world.options.data);
    inputs.push_back({.symbol = symbol,
                      .bars = report.passed ? data::decision_bars({.symbol = symbol,
                                                                   .bars = bars,
                                                                   .asof = session,
                                                                   .adjust = world.options.data.adjust,
                                                                   .today = {}})
                                            : std::vector<Bar>{},
                      .valid = report.passed,
                      .invalid_reason = data::error_text(report)});
  }
  return decide::decide(inputs, session, world.options.decide);
}

std::map<Symbol, double> closes_of(World& world, Date session) {
  std::map<Symbol, double> closes;
  for (const auto& [symbol, series] : world.store.files)
    for (const Bar& bar : series.bars)
      if (bar.date == session) closes[symbol] = bar.close;
  return closes;
}

}  // namespace

monitor::Readiness look_ahead(World& world) {
  const ledger::LedgerState state = world.state();
  monitor::PreflightFacts facts;
  facts.now = world.loop.now();
  facts.mode = world.options.mode;
  const auto client = world.reader();
  if (const auto session = client->connect(soon(world)); !session) {
    facts.gateway = session.error();
  } else {
    facts.accounts = session->accounts;
    if (const auto told = client->server_time(soon(world))) {
      facts.server_time = *told;
      facts.now = world.loop.now();
    }
    if (const auto values = client->account_values(world.options.account, soon(world))) {
      facts.equity = values->usd("NetLiquidation");
      facts.account_type = values->text("TradingType-S").value_or("");
    }
  }
  if (world.files.exists(world.options.halt_file)) facts.kill_file = world.options.halt_file;
  return monitor::readiness_of(facts, state, world.options, world.calendar);
}

Watched look_back(World& world, UtcTime since) {
  Watched watched;
  const ledger::LedgerState state = world.state();
  const monitor::WatchInput input{.now = world.loop.now(),
                                  .state = state,
                                  .options = world.options,
                                  .calendar = world.calendar,
                                  .since = since,
                                  .kill_file = world.files.exists(world.options.halt_file)};
  watched.sessions = monitor::judge_sessions(input);
  const auto client = world.reader();
  const auto view = [&]() -> Result<monitor::BrokerView> {
    BOT_TRY_VOID(client->connect(soon(world)));
    BOT_TRY(const std::vector<Position> positions, client->positions(soon(world)));
    BOT_TRY(const std::vector<OpenOrder> orders, client->open_orders(soon(world)));
    return monitor::BrokerView{.positions = ledger::stock_positions(positions, world.options.account),
                               .open_orders = orders};
  }();
  if (view)
    watched.mismatches = monitor::compare_with_broker(input, *view);
  else
    watched.unread = view.error();
  const auto ledger = world.open_ledger();
  for (const monitor::SessionJudgement& judged : watched.sessions) {
    std::vector<std::string> findings;
    if (judged.session.date == world.session)
      for (const monitor::Mismatch& mismatch : watched.mismatches) findings.push_back(mismatch.sentence);
    const auto recorded = ledger->append(world.loop.now(), RunId{},
                                         ledger::SessionWatched{.session = judged.session.date,
                                                                .verdict = std::string(monitor::name(judged.verdict)),
                                                                .findings = findings});
    if (!recorded) world.log.error(recorded.error().text());
  }
  return watched;
}

std::optional<ports::Alert> tell_of_the_day(World& world, const report::AlertFrame& frame) {
  const auto ledger = world.open_ledger();
  const auto events = ledger->read_all();
  if (!events) return std::nullopt;
  monitor::DailySummary summary =
      monitor::summarize({.session = world.session, .events = *events, .state = ledger->state()});
  const auto client = world.reader();
  if (client->connect(soon(world))) {
    std::vector<Symbol> symbols = world.options.universe;
    if (std::ranges::find(symbols, Symbol{kBenchmark}) == symbols.end()) symbols.emplace_back(kBenchmark);
    data::RefreshOptions refresh;
    refresh.start = world.options.data.start;
    (void)data::refresh(symbols, *client, world.store, world.calendar, world.loop, refresh);
  }
  if (const auto benchmark = world.store.files.find(Symbol{kBenchmark}); benchmark != world.store.files.end())
    monitor::add_benchmark(summary.returns, world.session, benchmark->second.bars);
  const auto closes = closes_of(world, world.session);
  if (const auto decided = monitor::decided_on(world.session, *events); !decided)
    summary.no_shadow = "nothing was decided on this day";
  else if (closes.empty())
    summary.no_shadow = "the day's final bars could not be had";
  else
    summary.shadow = monitor::shadow_of(*decided, summary, decision_from_final_bars(world, world.session), closes);
  return report::summary_alert(summary, frame);
}

std::string attend(World& world, std::optional<ledger::Outcome> outcome) {
  const auto ledger = world.open_ledger();
  const bool is_halted = ledger->state().halt.has_value();
  if (!is_halted && outcome != ledger::Outcome::kHalted) return {};
  world.keep_truth();
  std::string did;
  const auto open =
      ledger::unexplained_positions(ledger->state(), world.truth.positions, world.options.universe, world.options.keep);
  if (!open.empty()) {
    const auto accepted = ledger::accept_positions(
        *ledger, open, {.as = ledger::AcceptAs::kManaged, .symbols = {}, .explanation = "looked at", .by = kOperator},
        world.loop.now());
    did = accepted ? fmt::format("accepted {} position{}", accepted->size(), accepted->size() == 1 ? "" : "s")
                   : accepted.error().text();
  }
  if (is_halted) {
    const auto resumed = ledger::resume(*ledger, ledger->state().halt->id, kOperator, world.loop.now());
    did += (did.empty() ? "" : ", ") + (resumed ? std::string("resumed") : resumed.error().text());
  }
  return did;
}

Result<void> copy_market(const ports::Files& disk, const std::string& folder, fakes::MemoryFiles& to) {
  const auto copy = [&](const std::string& from, const std::string& into) -> Result<void> {
    BOT_TRY(const auto names, disk.list(from));
    for (const std::string& name : names) {
      if (!name.ends_with(".csv")) continue;
      BOT_TRY(to.files[fmt::format("{}/{}", into, name)], disk.read(fmt::format("{}/{}", from, name)));
    }
    return {};
  };
  BOT_TRY_VOID(copy(folder, kMarketFolder));
  if (to.files.empty())
    return fail(ErrorCode::kConfig, "there are no CSV files to replay", folder,
                "A simulation replays SYMBOL.csv files; bot gateway takes Parquet too.");
  for (const std::string& actions : {folder + "/actions", folder + "/../actions"})
    if (disk.exists(actions)) return copy(actions, std::string(kMarketFolder) + "/actions");
  return {};
}

}  // namespace bot::simulate
