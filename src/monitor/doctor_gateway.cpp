// What only the gateway can tell: reachable, its clock, the account, instruments, permissions, data. Questions and
// what-ifs, never an order.
#include <fmt/format.h>

#include <algorithm>

#include "base/display.hpp"
#include "broker/account_judgements.hpp"
#include "broker/paper_or_live.hpp"
#include "broker/tws_codes.hpp"
#include "monitor/doctor.hpp"
#include "monitor/identified_holdings.hpp"
#include "monitor/judgements.hpp"
#include "ports/what_if.hpp"

namespace bot::monitor {
namespace {

constexpr Duration kClockTimeout = std::chrono::seconds(3);

class GatewayDoctor {
 public:
  GatewayDoctor(const DoctorPorts& ports, const DoctorOptions& options, const GatewayLink& link, CheckList& list)
      : ports_(ports), options_(options), session_(link.session), broker_(link.broker), list_(list) {}

  void check_clock() {
    const auto gateway_time = broker_.server_time(in(kClockTimeout));
    if (gateway_time)
      list_.push_back(judge_clock(broker::clock_skew(ports_.loop.now(), *gateway_time)));
    else
      list_.push_back(bad("clock", "the gateway did not report its time: " + gateway_time.error().message(),
                          "It may hang: restart it."));
  }

  void check_account(const ledger::LedgerState& state) {
    const MonitoredAccount& account = options_.account;
    if (const auto refusal = broker::login_refusal(account.id, session_.accounts, account.ignored_accounts)) {
      list_.push_back(refused("account", *refusal));
      if (!broker::judge_login(account.id, session_.accounts, {}).configured_present) return;  // nothing to ask about
    }
    const auto values = broker_.account_values(account.id, in(kAnswerTimeout));
    if (!values) {
      list_.push_back(bad("account", values.error().text(), "Look at the gateway's window."));
      return;
    }
    list_.push_back(judge_type(*values));
    const auto refusal = broker::base_currency_refusal(*values);
    list_.push_back(refusal ? refused("currency", *refusal) : good("currency", "the base currency is USD"));
    check_outside(state);
  }

  // What the gateway knows of the universe; a symbol that it does not know is left out.
  [[nodiscard]] std::vector<Instrument> check_instruments(const ledger::LedgerState& state) {
    std::vector<Instrument> known;
    int pinned = 0;
    bool wrong = false;
    for (const Symbol& symbol : options_.account.universe) {
      const auto instrument = broker_.instrument(symbol, in(kAnswerTimeout));
      if (!instrument) {
        wrong = true;
        list_.push_back(bad("contracts", fmt::format("{}: {}", symbol, instrument.error().message()),
                            fmt::format("Take {} out of universe, or look at the gateway's connection.", symbol)));
        continue;
      }
      known.push_back(*instrument);
      if (!state.pins.contains(symbol)) continue;
      ++pinned;
      const auto difference = ledger::pin_difference(state, *instrument);
      if (!difference) continue;
      wrong = true;
      list_.push_back(bad("contracts", *difference, renew_pin(symbol)));
    }
    if (!wrong)
      list_.push_back(good(
          "contracts", fmt::format("{} contracts known, {} pinned by the ledger and as pinned", known.size(), pinned)));
    return known;
  }

  [[nodiscard]] std::vector<Quote> check_data(const std::vector<Instrument>& instruments) {
    const bool live = options_.account.execution_live;
    const MarketDataType requested =
        broker::requested_data_type(options_.market_data, live ? Mode::kLive : Mode::kPaper);
    std::vector<Quote> quotes;
    std::vector<std::string> silent;
    std::vector<std::string> lesser;
    const auto answers = broker_.quotes(instruments, requested, in(kAnswerTimeout));
    for (std::size_t index = 0; index < instruments.size(); ++index) {
      if (!answers[index]) {
        silent.push_back(instruments[index].symbol.value());
        continue;
      }
      quotes.push_back(*answers[index]);
      if (broker::is_lesser_grant(requested, quotes.back().type))
        lesser.push_back(fmt::format("{} ({})", quotes.back().symbol, name(quotes.back().type)));
    }
    if (!silent.empty())
      list_.push_back(warning("data", fmt::format("no quote for {}", fmt::join(silent, ", ")),
                              "Outside the session that may be; else look at the data subscriptions."));
    if (!lesser.empty())
      list_.push_back({.name = "data",
                       .status = live ? CheckStatus::kBad : CheckStatus::kWarning,
                       .text = fmt::format("live data asked, not granted: {}", fmt::join(lesser, ", ")),
                       .fix = "Subscribe to live data for these in IBKR's Client Portal, for the API user."});
    if (silent.empty() && lesser.empty() && !quotes.empty())
      list_.push_back(
          good("data", fmt::format("quotes asked {}, granted {}", name(requested), name(quotes.front().type))));
    return quotes;
  }

  // A what-if for one share: answered by a refusal where the API is read-only. The gateway keeps no order from it.
  void check_read_only(const std::vector<Instrument>& instruments, const std::vector<Quote>& quotes) {
    for (const Instrument& instrument : instruments) {
      const auto limit = probe_price(instrument.symbol, quotes);
      if (!limit) continue;
      const OrderTicket ticket = ports::what_if_ticket(instrument, options_.account.id, Side::kBuy,
                                                       Quantity::from_whole(1), *limit, in(std::chrono::hours(1)));
      list_.push_back(judge_what_if(broker_.what_if(ticket, in(kAnswerTimeout))));
      return;
    }
    list_.push_back(warning("read_only", "no price to ask with, so whether the API is read-only is not known",
                            "Run bot doctor in the session."));
  }

 private:
  [[nodiscard]] UtcTime in(Duration duration) const { return ports_.loop.now() + duration; }

  void check_outside(const ledger::LedgerState& state) {
    const MonitoredAccount& account = options_.account;
    const auto positions = broker_.positions(in(kAnswerTimeout));
    if (!positions) {
      list_.push_back(bad("holdings", positions.error().text(), "Look at the gateway's window."));
      return;
    }
    const auto outside = identify_holdings(ports_.loop, broker_, *positions, account, state).outside;
    if (const auto refusal = ledger::outside_refusal(outside, account.unmanaged_positions))
      list_.push_back(refused("holdings", *refusal));
    else if (!outside.empty())
      list_.push_back(good("holdings", fmt::format("{} held beside what is managed, left alone", outside.size())));
  }

  [[nodiscard]] Check judge_type(const AccountValues& values) const {
    const broker::AccountTypeJudgement type = judge_account_type(values, options_.account);
    if (const auto refusal = broker::account_type_refusal(type)) return refused("account", *refusal);
    const AccountId& id = options_.account.id;
    const Mode mode = broker::account_mode(id).value_or(options_.account.mode);
    return good("account", fmt::format("{} is a {} cash account{}", masked(id.value()), name(mode),
                                       type.kind == broker::AccountKind::kCashConfigured
                                           ? ", as accounts.type says; the gateway does not report it"
                                           : ""));
  }

  [[nodiscard]] std::optional<Price> probe_price(const Symbol& symbol, const std::vector<Quote>& quotes) const {
    if (const auto quote = std::ranges::find(quotes, symbol, &Quote::symbol); quote != quotes.end())
      for (const std::optional<Price>& price : {quote->ask, quote->last, quote->previous_close})
        if (price && *price > Price{}) return price;
    const auto series = ports_.store.load(symbol);
    if (series && *series && !(*series)->bars.empty()) return Price::from_double((*series)->bars.back().close);
    return std::nullopt;
  }

  [[nodiscard]] static Check judge_what_if(const Result<ports::WhatIf>& answer) {
    if (!answer)
      return warning("read_only", "whether the API is read-only could not be asked: " + answer.error().message(),
                     "Look at \"Read-Only API\" in the gateway's settings.");
    if (!answer->accepted && broker::is_read_only(answer->code, answer->reason))
      return bad("read_only", "the gateway's API is read-only: every order would be refused",
                 "Switch \"Read-Only API\" off in the gateway's settings (Configure, API, Settings).");
    return good("read_only", "the API takes orders (asked by a what-if, which is none)");
  }

  const DoctorPorts& ports_;
  const DoctorOptions& options_;
  const ports::BrokerSession& session_;
  ports::BrokerReader& broker_;
  CheckList& list_;
};

void check_permissions(const std::map<Symbol, std::string>& refused, CheckList& list) {
  for (const auto& [symbol, why] : refused)
    list.push_back(warning(
        "permissions", fmt::format("this account was last refused {} ({})", symbol, why),
        fmt::format("Take {} out of universe, or get the permission in IBKR's Client Portal; the next run asks again.",
                    symbol)));
  if (refused.empty()) list.push_back(good("permissions", "no symbol is known to be refused to this account"));
}

}  // namespace

std::map<Symbol, std::string> refused_symbols(const std::vector<ledger::LedgerEvent>& events) {
  std::map<Symbol, std::string> refused;
  for (const ledger::LedgerEvent& event : events) {
    if (const auto* refusal = std::get_if<ledger::PermissionRefused>(&event.body))
      refused[refusal->symbol] = fmt::format("code {}, {}", refusal->code, refusal->reason);
    if (const auto* proven = std::get_if<ledger::PermissionProven>(&event.body)) refused.erase(proven->symbol);
  }
  return refused;
}

void check_gateway(const DoctorPorts& ports, const DoctorOptions& options, const GatewayAccess& gateway,
                   const ledger::LedgerState& state, const std::optional<std::map<Symbol, std::string>>& refused,
                   CheckList& list) {
  const auto link = gateway.connect();
  if (!link) {
    list.push_back(bad("gateway", link.error().text(),
                       link.error().fix.empty()
                           ? "Start the gateway and log in; gateway.host and gateway.port say where."
                           : link.error().fix));
    list.push_back(warning("not_asked", "clock, account, contracts, permissions and data were not looked at",
                           "Run bot doctor again once it answers."));
    return;
  }
  list.push_back(good("gateway", fmt::format("{}connected, server version {}",
                                             link->session.embedded ? "SIMULATED: embedded gateway, " : "",
                                             link->session.server_version)));
  GatewayDoctor doctor(ports, options, *link, list);
  doctor.check_clock();
  doctor.check_account(state);
  const std::vector<Instrument> instruments = doctor.check_instruments(state);
  const std::vector<Quote> quotes = doctor.check_data(instruments);
  doctor.check_read_only(instruments, quotes);
  if (refused) check_permissions(*refused, list);
  link->broker.disconnect();
}

}  // namespace bot::monitor
