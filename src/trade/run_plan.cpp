// Quotes, the plan, the safety rules over it, permission to buy; then the one durable transaction that uses up the
// session.
#include <algorithm>

#include <nlohmann/json.hpp>
#include <set>

#include "base/sha256.hpp"
#include "base/text.hpp"
#include "calendar/new_york.hpp"
#include "plan/managed_equity.hpp"
#include "plan/order_key.hpp"
#include "plan/quote_check.hpp"
#include "safety/check.hpp"
#include "trade/operations.hpp"
#include "trade/run_context.hpp"

namespace bot::trade {
namespace {

constexpr int kFractionMemoryDays = 30;
constexpr int kReadOnlyApi = 321;
constexpr int kVolumeDays = 20;
const Quantity kWholeProbe = Quantity::from_whole(1);
const Quantity kFractionProbe = Quantity::from_raw(500'000'000);

Stop refused_stop(std::string message) {
  return Stop{.outcome = Outcome::kRefused, .exit_code = 6, .message = std::move(message), .error = std::nullopt};
}

const SymbolInputs* inputs_of(const RunContext& run, const Symbol& symbol) {
  const auto found = std::ranges::find(run.inputs, symbol, &SymbolInputs::symbol);
  return found == run.inputs.end() ? nullptr : &*found;
}

std::optional<double> research_close(const RunContext& run, const Symbol& symbol) {
  const SymbolInputs* input = inputs_of(run, symbol);
  if (input == nullptr || input->bars.empty()) return std::nullopt;
  return input->bars.back().close * (input->today ? input->today->factor : 1);
}

std::optional<double> average_volume(const RunContext& run, const Symbol& symbol) {
  const SymbolInputs* input = inputs_of(run, symbol);
  if (input == nullptr || input->bars.size() < kVolumeDays) return std::nullopt;
  double sum = 0;
  for (auto bar = input->bars.end() - kVolumeDays; bar != input->bars.end(); ++bar) sum += bar->volume;
  return sum / kVolumeDays;
}

plan::LotBook lot_book(const LedgerState& state) {
  plan::LotBook book;
  for (const BoughtLot& lot : state.lots)
    book.buy({.symbol = lot.symbol,
              .quantity = lot.quantity,
              .traded = lot.traded,
              .settles = lot.settles,
              .free_from = lot.free_from});
  return book;
}

bool is_managed(const RunContext& run, const Symbol& symbol) {
  if (run.state().managed_of(symbol) != Quantity{}) return true;
  return std::ranges::find(run.options.universe, symbol) != run.options.universe.end();
}

MarketDataType wanted_type(const RunContext& run) {
  switch (run.options.market_data) {
    case MarketDataMode::kLive:
    case MarketDataMode::kSnapshot:
      return MarketDataType::kLive;
    case MarketDataMode::kDelayed:
      return MarketDataType::kDelayed;
    case MarketDataMode::kDelayedFrozen:
      return MarketDataType::kDelayedFrozen;
  }
  return MarketDataType::kDelayed;
}

Price tick_of(const RunContext& run, const Symbol& symbol) {
  const auto found = run.instruments.find(symbol);
  return found == run.instruments.end() ? Price::from_raw(10'000'000) : found->second.min_tick;
}

plan::QuoteInput quote_input(const RunContext& run, const Symbol& symbol) {
  if (run.result.indicative) {
    const auto close = research_close(run, symbol);
    plan::QuoteInput input{.bid = std::nullopt,
                           .ask = std::nullopt,
                           .last_close = std::nullopt,
                           .tick = tick_of(run, symbol),
                           .problem = std::nullopt};
    if (close) input.bid = input.ask = input.last_close = Price::from_double(*close);
    return input;
  }
  const auto quote = run.quotes.find(symbol);
  if (quote == run.quotes.end())
    return {.bid = std::nullopt,
            .ask = std::nullopt,
            .last_close = std::nullopt,
            .tick = tick_of(run, symbol),
            .problem = "no quote"};
  plan::QuoteInput input = plan::usable_quote(quote->second, run.now(), tick_of(run, symbol),
                                              {.max_age_s = run.options.max_quote_age_s,
                                               .max_age_delayed_s = run.options.max_quote_age_delayed_s,
                                               .require_live = run.options.mode == Mode::kLive});
  if (!input.last_close)
    if (const auto close = research_close(run, symbol)) input.last_close = Price::from_double(*close);
  return input;
}

plan::PlanOptions plan_options(const RunContext& run) {
  return {.limit_offset_bps = run.options.limit_offset_bps,
          .exit_offset_bps = run.options.exit_offset_bps,
          .min_order_notional = run.options.min_order_notional,
          .drift_band = run.options.drift_band,
          .max_weight_per_asset = run.options.decide.weights.max_weight_per_asset,
          .fixed_strategy = run.options.decide.kind == decide::StrategyKind::kFixed,
          .fractional = run.fractional,
          .max_price_move = run.options.max_price_move,
          .max_spread_bps = run.result.indicative ? std::nullopt : std::optional(run.options.max_spread_bps),
          .cash_rule = run.options.cash_rule,
          .cash_reserve = run.options.cash_reserve,
          .costs = run.options.costs};
}

// --- what-ifs ------------------------------------------------------------------------------------------------------

Result<ports::WhatIf> ask_what_if(RunContext& run, const Symbol& symbol, Quantity shares, Price limit) {
  const Instrument& instrument = run.instruments.at(symbol);
  const OrderTicket ticket{.key = {},
                           .symbol = symbol,
                           .con_id = instrument.con_id,
                           .primary_exchange = instrument.primary_exchange,
                           .account = run.options.account,
                           .side = Side::kBuy,
                           .quantity = shares,
                           .limit = limit,
                           .expires = run.deadlines.expiry};
  return ask_again<ports::WhatIf>(run, fmt::format("asking whether {} may be bought", symbol),
                                  [&] { return run.ports.broker.what_if(ticket, run.request_deadline()); });
}

bool is_fraction_refusal(int code) { return code == 10243 || (code >= 10244 && code <= 10252) || code == 10318; }

// Not enough cash before the sells are done says nothing of permission.
bool is_about_money(const std::string& reason) {
  const std::string text = lower(reason);
  for (const std::string_view word : {"margin", "insufficient", "available funds", "settled cash", "buying power",
                                      "equity with loan", "cash balance"})
    if (text.find(word) != std::string::npos) return true;
  return false;
}

// Whether fractions are to be planned: every symbol that is held or wanted has to be proven by a what-if.
Result<bool> prove_fractions(RunContext& run, const std::set<Symbol>& symbols) {
  if (run.options.fractional != Fractional::kAuto || run.result.indicative || symbols.empty()) return false;
  for (const Symbol& symbol : symbols) {
    const auto refused = run.state().fraction_refused_until.find(symbol);
    if (refused != run.state().fraction_refused_until.end() && run.asof <= refused->second) return false;
  }
  for (const Symbol& symbol : symbols) {
    const auto quote = quote_input(run, symbol);
    if (quote.problem || !quote.ask || !run.instruments.contains(symbol)) return false;
    const Price limit = plan::buy_limit(*quote.ask, run.options.limit_offset_bps, quote.tick);
    auto answer = ask_what_if(run, symbol, kFractionProbe, limit);
    if (!answer) return false;  // not proven today; whole shares always go
    if (answer->accepted) continue;
    if (is_fraction_refusal(answer->code))
      BOT_TRY_VOID(
          run.record(FractionRefused{.symbol = symbol, .until = run.asof + std::chrono::days{kFractionMemoryDays}}));
    return false;
  }
  return true;
}

enum class Permission { kGranted, kTakenOut, kStop };

struct PermissionAnswer {
  Permission permission = Permission::kGranted;
  StepAnswer stop;
};

PermissionAnswer may_buy(RunContext& run, const plan::PlannedOrder& order) {
  if (run.state().proven.contains(order.symbol)) return {};
  auto answer = ask_what_if(run, order.symbol, kWholeProbe, order.limit_price);
  if (!answer) {
    const std::string why =
        fmt::format("permission to buy {} could not be proven: {}", order.symbol, answer.error().text());
    run.not_allowed[order.symbol] = why;
    run.find(order.symbol, true, "permission", why);
    return {.permission = Permission::kTakenOut, .stop = std::nullopt};
  }
  if (answer->accepted) {
    if (auto recorded = run.record(PermissionProven{.symbol = order.symbol, .how = "what-if"}); !recorded)
      return {.permission = Permission::kStop, .stop = stop_of(recorded.error())};
    return {};
  }
  if (answer->code == kReadOnlyApi)
    return {
        .permission = Permission::kStop,
        .stop = refused_stop(fmt::format("the gateway's API is read-only ({}: {}); switch \"Read-Only API\" off in its "
                                         "settings",
                                         answer->code, answer->reason))};
  if (is_about_money(answer->reason)) return {};
  const std::string why = fmt::format("this account may not buy {}: {} {}", order.symbol, answer->code, answer->reason);
  run.not_allowed[order.symbol] = why;
  run.find(order.symbol, true, "permission", why);
  if (auto recorded =
          run.record(PermissionRefused{.symbol = order.symbol, .code = answer->code, .reason = answer->reason});
      !recorded)
    return {.permission = Permission::kStop, .stop = stop_of(recorded.error())};
  return {.permission = Permission::kTakenOut, .stop = std::nullopt};
}

// --- the plan ------------------------------------------------------------------------------------------------------

std::string plan_json(const RunContext& run) {
  nlohmann::ordered_json json;
  json["schema"] = "bot.plan/1";
  json["session"] = to_iso(run.asof);
  json["account_sha256"] = sha256_hex(run.options.account.value());
  json["equity"] = run.plan_input.equity.str();
  json["targets"] = nlohmann::ordered_json::object();
  for (const auto& [symbol, weight] : run.targets) json["targets"][symbol.value()] = weight;
  json["shares_after"] = nlohmann::ordered_json::object();
  for (const auto& [symbol, shares] : run.plan.shares_after) json["shares_after"][symbol.value()] = shares.to_double();
  json["scale"] = run.plan.scale;
  json["distance"] = run.plan.distance;
  json["budget"] = run.plan.budget.to_double();
  json["reserve"] = run.plan.reserve.to_double();
  json["orders"] = nlohmann::ordered_json::array();
  for (const plan::PlannedOrder& order : run.plan.orders)
    json["orders"].push_back({{"symbol", order.symbol.value()},
                              {"side", name(order.side)},
                              {"shares", order.shares.to_double()},
                              {"limit_price", order.limit_price.to_double()},
                              {"notional", order.notional.to_double()},
                              {"commission", order.commission.to_double()},
                              {"reason", order.reason}});
  json["skipped"] = nlohmann::ordered_json::array();
  for (const plan::Skipped& skipped : run.plan.skipped)
    json["skipped"].push_back({{"symbol", skipped.symbol.value()}, {"reason", skipped.reason}});
  return json.dump(2) + "\n";
}

void keep_plan_file(RunContext& run, const std::string& json, const std::string& sha256) {
  if (run.options.plans_folder.empty()) return;
  const std::string path = fmt::format("{}/{}.json", run.options.plans_folder, sha256.substr(0, 12));
  auto made = run.ports.files.make_folders(run.options.plans_folder);
  if (made) made = run.ports.files.write_atomically(path, json);
  if (!made) run.find(std::nullopt, false, "plan_file", made.error().text());
}

std::set<Symbol> held_or_wanted(const RunContext& run) {
  std::set<Symbol> symbols;
  for (const auto& [symbol, weight] : run.targets)
    if (weight > 0) symbols.insert(symbol);
  for (const auto& [symbol, shares] : run.positions)
    if (is_managed(run, symbol)) symbols.insert(symbol);
  return symbols;
}

StepAnswer check_outside(RunContext& run) {
  if (run.options.unmanaged_positions == Unmanaged::kIgnore) return std::nullopt;
  for (const Position& position : run.snapshot.positions)
    if (position.quantity != Quantity{} && !is_managed(run, position.symbol))
      return refused_stop(
          fmt::format("the account holds {} {}, which is not in the universe, and "
                      "execution.unmanaged_positions is refuse",
                      position.quantity, position.symbol));
  return std::nullopt;
}

StepAnswer pin_instruments(RunContext& run) {
  std::vector<LedgerEvent> events;
  for (const auto& [symbol, instrument] : run.instruments)
    if (is_managed(run, symbol) && !run.state().pins.contains(symbol))
      events.push_back(
          {.at = run.now(),
           .run = run.run,
           .body = InstrumentPinned{
               .symbol = symbol, .con_id = instrument.con_id, .primary_exchange = instrument.primary_exchange}});
  if (auto recorded = run.ledger.append_all(events); !recorded) return stop_of(recorded.error());
  return std::nullopt;
}

enum class PlanTurn { kAccepted, kAgain, kStop };

// Plans once; says whether symbols had to be left out, so that the caller plans again without them.
PlanTurn plan_once(RunContext& run, std::map<Symbol, std::string>& left_out, StepAnswer& stop) {
  auto input = gather_plan_input(run, run.snapshot.values);
  if (!input) {
    stop = stop_of(input.error());
    return PlanTurn::kStop;
  }
  for (const auto& [symbol, reason] : left_out) input->left_alone.emplace(symbol, reason);
  run.plan_input = std::move(*input);
  run.plan = plan::make_plan(run.plan_input);
  if (run.result.indicative) return PlanTurn::kAccepted;
  const safety::PlanVerdict verdict = safety::check_plan(safety_input(run), run.plan_input, run.plan);
  for (const safety::Refused& warning : verdict.warnings)
    run.find(warning.symbol, false, warning.code, warning.sentence);
  if (verdict.approved()) return PlanTurn::kAccepted;
  for (const safety::Refused& refusal : verdict.refusals)
    run.find(refusal.symbol, true, refusal.code, refusal.sentence);
  if (verdict.symbols_only()) {
    bool fresh = false;
    for (const safety::Refused& refusal : verdict.refusals)
      fresh = left_out.emplace(*refusal.symbol, refusal.code + ": " + refusal.sentence).second || fresh;
    if (fresh) return PlanTurn::kAgain;
  }
  // What a person has to look at before anything goes on (reliability.md 2.6).
  for (const safety::Refused& refusal : verdict.refusals)
    if (!run.is_dry() && (refusal.code == "R16" || refusal.code == "R21" || refusal.code == "R22")) {
      stop = halt_run(run, refusal.code, refusal.sentence);
      stop->exit_code = 6;
      return PlanTurn::kStop;
    }
  const safety::Refused& first = verdict.refusals.front();
  stop = refused_stop(fmt::format("{}: {}; no order was sent", first.code, first.sentence));
  return PlanTurn::kStop;
}

}  // namespace

std::vector<Symbol> symbols_of_interest(const RunContext& run) {
  std::set<Symbol> symbols(run.options.universe.begin(), run.options.universe.end());
  for (const auto& [symbol, shares] : run.positions) symbols.insert(symbol);
  for (const auto& [symbol, shares] : run.state().managed) symbols.insert(symbol);
  return {symbols.begin(), symbols.end()};
}

std::optional<Price> price_of(const RunContext& run, const Symbol& symbol) {
  if (const auto quote = run.quotes.find(symbol); quote != run.quotes.end()) {
    const Quote& told = quote->second;
    if (told.bid && told.ask && *told.bid > Price{} && *told.ask >= *told.bid)
      return plan::mid_of(*told.bid, *told.ask);
    if (told.last && *told.last > Price{}) return told.last;
    if (told.previous_close && *told.previous_close > Price{}) return told.previous_close;
  }
  if (const auto close = research_close(run, symbol)) return Price::from_double(*close);
  return std::nullopt;
}

Result<std::map<Symbol, Quote>> read_quotes(RunContext& run, const std::vector<Symbol>& symbols) {
  for (const Symbol& symbol : symbols) {
    if (run.instruments.contains(symbol)) continue;
    auto told = ask_again<Instrument>(run, fmt::format("asking what {} is", symbol),
                                      [&] { return run.ports.broker.instrument(symbol, run.request_deadline()); });
    if (told) {
      run.instruments.emplace(symbol, std::move(*told));
    } else if (told.error().code == ErrorCode::kRequestRejected || told.error().code == ErrorCode::kTimeout) {
      run.find(symbol, true, "instrument", fmt::format("{}: {}", symbol, told.error().text()));
    } else {
      return fail(told.error());
    }
  }
  std::vector<Instrument> asked;
  for (const Symbol& symbol : symbols)
    if (const auto found = run.instruments.find(symbol); found != run.instruments.end()) asked.push_back(found->second);
  std::map<Symbol, Quote> quotes;
  for (int attempt = 1; !asked.empty(); ++attempt) {
    if (auto linked = reconnect_if_needed(run); !linked && attempt >= run.options.retry.max_attempts)
      return fail(linked.error());
    const auto answers = run.ports.broker.quotes(asked, wanted_type(run), run.request_deadline());
    std::vector<Instrument> again;
    std::optional<Error> error;
    for (std::size_t index = 0; index < asked.size(); ++index) {
      if (answers[index])
        quotes[asked[index].symbol] = *answers[index];
      else
        again.push_back(asked[index]), error = answers[index].error();
    }
    asked = std::move(again);
    if (asked.empty() || attempt >= run.options.retry.max_attempts ||
        !wait_before_retry(run, attempt, *error, "asking for quotes"))
      break;
  }
  for (const Instrument& silent : asked)
    run.find(silent.symbol, true, "quote", fmt::format("{}: no quote", silent.symbol));
  return quotes;
}

Result<plan::PlanInput> gather_plan_input(RunContext& run, const AccountValues& values) {
  plan::ManagedEquityInput equity;
  equity.net_liquidation = *values.usd("NetLiquidation");
  equity.cash_reserve = run.options.cash_reserve;
  for (const Position& position : run.snapshot.positions) {
    if (position.security_type == "STK" && position.currency == "USD") continue;
    equity.positions.push_back(
        {.symbol = position.symbol, .shares = position.quantity, .price = std::nullopt, .managed = false});
  }
  for (const auto& [symbol, shares] : run.positions) {
    equity.positions.push_back(
        {.symbol = symbol, .shares = shares, .price = price_of(run, symbol), .managed = is_managed(run, symbol)});
    const Quantity kept = kept_shares(run.state(), symbol, run.options.keep);
    if (is_managed(run, symbol) && kept > Quantity{}) equity.keep[symbol] = kept;
  }
  BOT_TRY(const plan::ManagedEquity managed, plan::managed_equity(equity));
  run.managed_equity = managed.equity;

  plan::PlanInput input;
  input.equity = managed.equity;
  Money unsettled;
  for (const SaleProceeds& proceeds : run.state().unsettled_proceeds(run.asof)) unsettled += proceeds.net;
  const auto total = values.usd("TotalCashValue");
  // What the broker's values do not show yet of today's own buys (G12: the smaller of its cash and ours counts).
  Money unreflected;
  if (const auto expected = run.state().expected_cash(); expected && total && *total > *expected)
    unreflected = *total - *expected;
  Money bought_today;
  for (const OrderRecord* order : run.state().orders_of(run.asof))
    if (order->side == Side::kBuy) bought_today += multiply(order->limit, order->booked(), Rounding::kUp);
  input.settled_cash = plan::settled_cash({.settled_cash_tag = values.usd("SettledCash"),
                                           .total_cash_value = total,
                                           .unsettled_proceeds = unsettled,
                                           .unreflected_buys = min(unreflected, bought_today)});
  input.unsettled_proceeds = unsettled;
  input.available_funds = values.usd("AvailableFunds");
  const plan::LotBook book = lot_book(run.state());
  for (const auto& [symbol, shares] : managed.managed)
    if (shares > Quantity{})
      input.positions[symbol] = {.shares = shares,
                                 .locked = min(shares, book.locked(symbol, run.asof)),
                                 .locked_until = book.locked_until(symbol, run.asof)};
  input.targets = run.targets;
  for (const Symbol& symbol : symbols_of_interest(run))
    if (is_managed(run, symbol)) input.quotes[symbol] = quote_input(run, symbol);
  for (const Symbol& symbol : run.decision.left_as_is) {
    const auto why = run.decision.reasons.find(symbol);
    input.left_alone[symbol] = why == run.decision.reasons.end() ? "its data failed" : why->second;
  }
  for (const auto& [symbol, why] : run.not_allowed) input.left_alone.insert_or_assign(symbol, why);
  input.options = plan_options(run);
  return input;
}

safety::SafetyInput safety_input(RunContext& run) {
  safety::SafetyInput input;
  switch (run.options.mode) {
    case Mode::kDryRun:
      input.mode = safety::Mode::kDryRun;
      break;
    case Mode::kPaper:
      input.mode = safety::Mode::kPaper;
      break;
    case Mode::kLive:
      input.mode = safety::Mode::kLive;
      break;
  }
  safety::Options& options = input.options;
  options.account = run.options.account;
  options.ignored_accounts = {run.options.ignored_accounts.begin(), run.options.ignored_accounts.end()};
  options.execution_live = run.options.execution_live;
  options.max_order_notional = run.options.max_order_notional;
  options.max_turnover_per_day = run.options.max_turnover_per_day;
  options.max_price_move = run.options.max_price_move;
  options.max_quote_age_s = run.options.max_quote_age_s;
  options.max_quote_age_delayed_s = run.options.max_quote_age_delayed_s;
  options.max_spread_bps = run.options.max_spread_bps;
  options.max_orders_per_day = run.options.max_orders_per_day;
  options.limit_offset_bps = run.options.limit_offset_bps;
  options.exit_offset_bps = run.options.exit_offset_bps;
  options.min_order_notional = run.options.min_order_notional;
  options.max_weight_per_asset = run.options.decide.weights.max_weight_per_asset;
  options.fixed_strategy = run.options.decide.kind == decide::StrategyKind::kFixed;

  input.gateway_accounts = run.gateway.accounts;
  input.port = run.options.port;
  input.embedded = run.result.simulated;
  const LedgerState& state = run.state();
  if (state.armed)
    input.arming = safety::Arming{.account = state.armed->account,
                                  .max_order = state.armed->max_order,
                                  .max_day = state.armed->max_day,
                                  .expires = state.armed->expires,
                                  .config_sha256 = state.armed->config_sha256};
  input.config_sha256 = run.options.config_sha256;
  input.kill_file = run.kill_file();
  if (state.halt) input.halt_latch = state.halt->why;
  input.now = run.now();
  input.session = run.session;
  if (const auto before = run.ports.calendar.last_before(run.asof)) input.previous_session = before->date;
  input.clock_skew = run.clock_skew;
  input.targets = run.targets;
  input.managed_equity = run.managed_equity;
  input.net_liquidation = run.snapshot.values.usd("NetLiquidation");
  if (state.last_nav && !state.nav_acknowledged)
    input.last_nav = safety::LastNav{.session = state.last_nav->session,
                                     .net_liquidation = state.last_nav->net_liquidation,
                                     .flows_since = state.flows_since_nav};
  input.bad_sessions_in_a_row = state.bad_sessions_in_a_row();
  if (const auto today = state.sessions.find(run.asof); today != state.sessions.end()) {
    input.orders_today = today->second.orders_sent;
    input.gross_today = today->second.notional_sent;
  }
  input.buy_budget_left = run.buy_budget;

  Money own_sum = run.snapshot.values.usd("TotalCashValue").value_or(Money{});
  bool all_priced = true;
  for (const Position& position : run.snapshot.positions)
    if (position.security_type != "STK" || position.currency != "USD") all_priced = false;
  for (const auto& [symbol, shares] : run.positions) {
    const auto price = price_of(run, symbol);
    if (price)
      own_sum += multiply(*price, shares, Rounding::kHalfEven);
    else
      all_priced = false;
  }
  if (all_priced) input.own_sum = own_sum;

  const plan::LotBook book = lot_book(state);
  for (const Symbol& symbol : symbols_of_interest(run)) {
    safety::SymbolFacts facts;
    if (const auto found = run.instruments.find(symbol); found != run.instruments.end())
      facts.instrument = found->second;
    if (const auto found = state.pins.find(symbol); found != state.pins.end())
      facts.pin = safety::Pin{.con_id = found->second.con_id, .primary_exchange = found->second.primary_exchange};
    if (const auto found = run.quotes.find(symbol); found != run.quotes.end()) facts.quote = found->second;
    if (const auto close = research_close(run, symbol)) facts.research_close = Price::from_double(*close);
    facts.average_volume_20 = average_volume(run, symbol);
    const auto held = run.positions.find(symbol);
    facts.broker_position = held == run.positions.end() ? Quantity{} : held->second;
    for (const OrderRecord* order : state.live_orders())
      if (order->symbol == symbol && order->side == Side::kSell) facts.working_sells += order->unfilled();
    const Quantity managed = max(facts.broker_position - kept_shares(state, symbol, run.options.keep), Quantity{});
    facts.sellable = plan::sellable(
        {.broker_position = managed, .locked = book.locked(symbol, run.asof), .working_sells = facts.working_sells,
         .fractions = run.fractional});
    facts.fractions_proven = run.fractional;
    const auto target = run.targets.find(symbol);
    facts.full_exit = target == run.targets.end() || !(target->second > 0);
    input.symbols.emplace(symbol, std::move(facts));
  }
  return input;
}

StepAnswer make_and_check_plan(RunContext& run) {
  if (auto stop = check_outside(run)) return stop;
  std::map<Symbol, std::string> left_out;
  // Each turn takes at least one symbol out, so this ends.
  for (;;) {
    if (!run.result.indicative) {
      auto quotes = read_quotes(run, symbols_of_interest(run));
      if (!quotes) return stop_of(quotes.error());
      run.quotes = std::move(*quotes);
      if (auto stop = pin_instruments(run)) return stop;
      auto fractional = prove_fractions(run, held_or_wanted(run));
      if (!fractional) return stop_of(fractional.error());
      run.fractional = *fractional;
    }
    StepAnswer stop;
    const PlanTurn turn = plan_once(run, left_out, stop);
    if (turn == PlanTurn::kStop) return stop;
    if (turn == PlanTurn::kAgain) continue;
    if (run.result.indicative) break;
    bool taken_out = false;
    for (const plan::PlannedOrder& order : run.plan.orders) {
      if (order.side != Side::kBuy) continue;
      const PermissionAnswer answer = may_buy(run, order);
      if (answer.permission == Permission::kStop) return answer.stop;
      taken_out = taken_out || answer.permission == Permission::kTakenOut;
    }
    if (!taken_out) break;
    if (auto again = decide_targets(run)) return again;
  }
  for (const auto& [symbol, reason] : run.plan.reasons) run.result.reasons[symbol] = reason;
  for (const plan::Skipped& skipped : run.plan.skipped)
    if (skipped.bad_quote)
      run.find(skipped.symbol, true, "quote", fmt::format("{}: {}", skipped.symbol, skipped.reason));
  return std::nullopt;
}

StepAnswer write_plan(RunContext& run) {
  const std::string json = plan_json(run);
  const std::string sha256 = sha256_hex(json);
  keep_plan_file(run, json, sha256);
  const auto session = run.state().sessions.find(run.asof);
  PlanWritten written;
  written.session = run.asof;
  written.sequence = session == run.state().sessions.end() ? 1 : session->second.sequence + 1;
  for (const Symbol& symbol : symbols_of_interest(run))
    if (is_managed(run, symbol)) {
      const auto held = run.positions.find(symbol);
      written.baseline[symbol] = held == run.positions.end() ? Quantity{} : held->second;
    }
  written.targets = run.targets;
  written.decided = run.decided;
  written.managed_equity = run.managed_equity;
  written.sha256 = sha256;
  for (const plan::PlannedOrder& order : run.plan.orders) {
    const Instrument* instrument = run.instruments.contains(order.symbol) ? &run.instruments.at(order.symbol) : nullptr;
    written.intents.push_back(
        {.key = plan::make_order_key(
             {.session = run.asof, .sequence = written.sequence, .symbol = order.symbol, .side = order.side},
             run.options.account),
         .symbol = order.symbol,
         .con_id = instrument == nullptr ? ConId{} : instrument->con_id,
         .primary_exchange = instrument == nullptr ? std::string() : instrument->primary_exchange,
         .side = order.side,
         .quantity = order.shares,
         .limit = order.limit_price,
         .planned_mid = order.mid,
         .full_exit = order.full_exit,
         .reason = order.reason});
  }
  // From here on the session is used up; nothing was sent before this is on the disk.
  if (auto recorded = run.record(written); !recorded) return stop_of(recorded.error());
  return std::nullopt;
}

}  // namespace bot::trade
