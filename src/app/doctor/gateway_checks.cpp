// What only the gateway can tell: reachable, its clock, the account, contracts, permissions, data. Questions and
// what-ifs, never an order.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "app/account_ledger.hpp"
#include "app/doctor/check_list.hpp"
#include "base/text.hpp"
#include "broker/tws_codes.hpp"
#include "report/run_alerts.hpp"

namespace bot::app {
namespace {

constexpr Duration kPatience = std::chrono::seconds(15);

void check_account_of(World& world, const ports::BrokerSession& session, const AccountId& account, CheckList& list) {
  const config::AccountsSettings& accounts = world.environment.settings().accounts;
  const std::string shown = report::masked(account.value());
  if (std::ranges::find(session.accounts, account) == session.accounts.end()) {
    list.bad("account",
             fmt::format("the gateway is logged in to {} other account(s), not to {}", session.accounts.size(), shown),
             "Set accounts.paper or accounts.live, or log in with the right user.");
    return;
  }
  for (const AccountId& other : session.accounts)
    if (other != account && std::ranges::find(accounts.ignore, other) == accounts.ignore.end())
      list.bad("account",
               fmt::format("the gateway also has account {}: a run is refused", report::masked(other.value())),
               "Name it in accounts.ignore if that is meant.");
  const auto values = world.client().account_values(account, world.in(kPatience));
  if (!values) {
    list.bad("account", values.error().text(), "Look at the gateway's window.");
    return;
  }
  const std::string told = values->text("TradingType-S").value_or(values->text("TradingType-S", "USD").value_or(""));
  const std::string type = lower(told);
  const bool stated_cash = told.empty() && accounts.type == config::AccountType::kCash;
  if (type == "stkcash" || type == "cash" || stated_cash)
    list.good("account",
              fmt::format("{} is a {} cash account{}", shown, account.value().starts_with("D") ? "paper" : "live",
                          stated_cash ? ", as accounts.type says; the gateway does not tell" : ""));
  else
    list.bad("account",
             told.empty() ? "the gateway does not say whether this is a cash account"
                          : fmt::format("the account's type is {}, only cash accounts are supported", told),
             told.empty() ? "Set accounts.type: cash if it is one." : "Use a cash account.");
  if (values->usd("NetLiquidation"))
    list.good("currency", "the base currency is USD");
  else
    list.bad("currency", "the gateway gives no NetLiquidation in USD", "The account's base currency must be USD.");
}

struct Contracts {
  std::vector<Instrument> found;
};

Contracts check_contracts(World& world, const ledger::LedgerState& state, CheckList& list) {
  Contracts contracts;
  int pinned = 0;
  bool wrong = false;
  for (const Symbol& symbol : world.environment.settings().universe) {
    const auto told = world.client().instrument(symbol, world.in(kPatience));
    if (!told) {
      wrong = true;
      list.bad("contracts", fmt::format("{}: {}", symbol, told.error().what),
               fmt::format("Take {} out of universe, or look at the gateway's connection.", symbol));
      continue;
    }
    contracts.found.push_back(*told);
    const auto pin = state.pins.find(symbol);
    if (pin == state.pins.end()) continue;
    ++pinned;
    if (pin->second.con_id == told->con_id && pin->second.primary_exchange == told->primary_exchange) continue;
    wrong = true;
    list.bad(
        "contracts",
        fmt::format("{} is now contract {} on {}, but {} on {} was pinned: no order for it", symbol, told->con_id,
                    told->primary_exchange, pin->second.con_id, pin->second.primary_exchange),
        fmt::format("If the listing really moved: bot release {} and take it out of universe, or use another symbol.",
                    symbol));
  }
  if (!wrong)
    list.good("contracts",
              fmt::format("{} contracts known, {} pinned by the ledger and as pinned", contracts.found.size(), pinned));
  return contracts;
}

std::optional<Price> price_for_probe(const World& world, const Quote& quote) {
  if (quote.ask && *quote.ask > Price{}) return quote.ask;
  if (quote.last && *quote.last > Price{}) return quote.last;
  if (quote.previous_close && *quote.previous_close > Price{}) return quote.previous_close;
  const auto series = world.store.load(quote.symbol);
  if (series && *series && !(*series)->bars.empty()) return Price::from_double((*series)->bars.back().close);
  return std::nullopt;
}

MarketDataType type_asked_for(const config::Settings& settings) {
  if (settings.execution.live) return MarketDataType::kLive;
  switch (settings.market_data.mode) {
    case config::DataMode::kLive:
    case config::DataMode::kSnapshot:
      return MarketDataType::kLive;
    case config::DataMode::kDelayed:
      return MarketDataType::kDelayed;
    case config::DataMode::kDelayedFrozen:
      return MarketDataType::kDelayedFrozen;
  }
  return MarketDataType::kDelayed;
}

std::string_view name_of(MarketDataType type) {
  switch (type) {
    case MarketDataType::kLive:
      return "live";
    case MarketDataType::kFrozen:
      return "frozen";
    case MarketDataType::kDelayed:
      return "delayed";
    case MarketDataType::kDelayedFrozen:
      return "delayed frozen";
  }
  return "delayed";
}

std::vector<Quote> check_data(World& world, const std::vector<Instrument>& instruments, CheckList& list) {
  const config::Settings& settings = world.environment.settings();
  const MarketDataType asked = type_asked_for(settings);
  std::vector<Quote> quotes;
  std::string silent;
  std::string lesser;
  const auto answers = world.client().quotes(instruments, asked, world.in(kPatience));
  for (std::size_t index = 0; index < instruments.size(); ++index) {
    if (!answers[index]) {
      silent += (silent.empty() ? "" : ", ") + instruments[index].symbol.value();
      continue;
    }
    quotes.push_back(*answers[index]);
    const bool worse = asked == MarketDataType::kLive && quotes.back().type != MarketDataType::kLive;
    if (worse)
      lesser += fmt::format("{}{} ({})", lesser.empty() ? "" : ", ", quotes.back().symbol, name_of(quotes.back().type));
  }
  if (!silent.empty())
    list.warn("data", fmt::format("no quote for {}", silent),
              "Outside the session that may be; else look at the data subscriptions.");
  if (!lesser.empty())
    list.add({"data", settings.execution.live ? Mark::kBad : Mark::kWarning,
              fmt::format("live data asked, not granted: {}", lesser),
              "Subscribe to live data for these in IBKR's Client Portal, for the API user."});
  if (silent.empty() && lesser.empty() && !quotes.empty())
    list.good("data", fmt::format("quotes asked {}, granted {}", name_of(asked), name_of(quotes.front().type)));
  return quotes;
}

// A what-if for one share: answered by a refusal where the API is read-only. The gateway keeps no order from it.
void check_read_only(World& world, const AccountId& account, const std::vector<Instrument>& instruments,
                     const std::vector<Quote>& quotes, CheckList& list) {
  for (const Instrument& instrument : instruments) {
    const auto told = std::ranges::find(quotes, instrument.symbol, &Quote::symbol);
    Quote quote;
    if (told != quotes.end()) quote = *told;
    quote.symbol = instrument.symbol;
    const auto limit = price_for_probe(world, quote);
    if (!limit) continue;
    const auto answer = world.client().what_if({.key = {},
                                                .symbol = instrument.symbol,
                                                .con_id = instrument.con_id,
                                                .primary_exchange = instrument.primary_exchange,
                                                .account = account,
                                                .side = Side::kBuy,
                                                .quantity = Quantity::from_whole(1),
                                                .limit = *limit,
                                                .expires = world.in(std::chrono::hours(1))},
                                               world.in(kPatience));
    if (!answer)
      list.warn("read_only", "whether the API is read-only could not be asked: " + answer.error().what,
                "Look at \"Read-Only API\" in the gateway's settings.");
    else if (!answer->accepted && answer->code == broker::code::kInvalidRequest)
      list.bad("read_only", "the gateway's API is read-only: every order would be refused",
               "Switch \"Read-Only API\" off in the gateway's settings (Configure, API, Settings).");
    else
      list.good("read_only", "the API takes orders (asked by a what-if, which is none)");
    return;
  }
  list.warn("read_only", "no price to ask with, so whether the API is read-only is not known",
            "Run bot doctor in the session.");
}

void check_refusals(const Environment& environment, const AccountId& account, CheckList& list) {
  const auto events = sqlite::read_ledger(ledger_folder(environment, account), environment.files);
  if (!events) return;  // the ledger's own line says so
  std::map<Symbol, std::string> refused;
  for (const ledger::LedgerEvent& event : *events) {
    if (const auto* refusal = std::get_if<ledger::PermissionRefused>(&event.body))
      refused[refusal->symbol] = fmt::format("code {}, {}", refusal->code, refusal->reason);
    if (const auto* proven = std::get_if<ledger::PermissionProven>(&event.body)) refused.erase(proven->symbol);
  }
  for (const auto& [symbol, why] : refused)
    list.warn(
        "permissions", fmt::format("this account was last refused {} ({})", symbol, why),
        fmt::format("Take {} out of universe, or get the permission in IBKR's Client Portal; the next run asks again.",
                    symbol));
  if (refused.empty()) list.good("permissions", "no symbol is known to be refused to this account");
}

}  // namespace

void check_gateway(World& world, const AccountId& account, CheckList& list) {
  const auto session = world.connect_reader();
  if (!session) {
    list.bad("gateway", session.error().text(),
             session.error().fix.empty() ? "Start the gateway and log in; gateway.host and gateway.port say where."
                                         : session.error().fix);
    list.warn("not_asked", "clock, account, contracts, permissions and data were not looked at",
              "Run bot doctor again once it answers.");
    return;
  }
  list.good("gateway", fmt::format("{}connected, server version {}",
                                   session->embedded ? "SIMULATED: embedded gateway, " : "", session->server_version));
  const auto told = world.client().server_time(world.in(std::chrono::seconds(3)));
  if (told) {
    const Duration raw = world.loop.now() - *told;  // IBKR tells whole seconds
    list.add(judge_clock(raw < std::chrono::seconds(1) && raw > std::chrono::seconds(-1) ? Duration{0} : raw));
  } else {
    list.bad("clock", "the gateway does not tell its time: " + told.error().what, "It may hang: restart it.");
  }
  check_account_of(world, *session, account, list);
  ledger::LedgerState state;
  if (auto known = read_state(world.environment, account)) state = std::move(*known);
  const Contracts contracts = check_contracts(world, state, list);
  const std::vector<Quote> quotes = check_data(world, contracts.found, list);
  check_read_only(world, account, contracts.found, quotes, list);
  check_refusals(world.environment, account, list);
  world.client().disconnect();
}

}  // namespace bot::app
