#include "run/account.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "broker/account_judgements.hpp"
#include "ledger/holdings.hpp"
#include "run/connect.hpp"

namespace bot::run {
namespace {

constexpr Duration kPositionReadsApart = std::chrono::seconds{5};

Result<AccountValues> ask_values(Runtime& runtime) {
  BOT_TRY(AccountValues values,
          runtime.ports.broker.account_values(runtime.options.account, runtime.request_deadline()));
  if (auto why = broker::unreadable_figure(values)) return fail(ErrorCode::kProtocol, *std::move(why));
  return values;
}

Result<BrokerSnapshot> read_snapshot(Runtime& runtime) {
  auto& broker = runtime.ports.broker;
  BrokerSnapshot all;
  BOT_TRY(all.values, ask_values(runtime));
  BOT_TRY(all.positions, broker.positions(runtime.request_deadline()));
  BOT_TRY(all.open_orders, broker.open_orders(runtime.request_deadline()));
  BOT_TRY(all.completed_orders, broker.completed_orders(runtime.request_deadline()));
  BOT_TRY(all.executions, broker.executions(runtime.request_deadline()));
  all.taken = runtime.now();
  return all;
}

Result<ledger::Holdings> identify_holdings(Runtime& runtime, const BrokerSnapshot& snapshot) {
  ledger::IdentifiedHoldings identified = ledger::identify_holdings(
      snapshot.positions, snapshot.open_orders, runtime.options.account, runtime.state(), runtime.options.universe,
      [&](const Symbol& symbol) {
        return ask<Instrument>(runtime, fmt::format("asking what {} is", symbol),
                               [&] { return runtime.ports.broker.instrument(symbol, runtime.request_deadline()); });
      });
  for (const auto& [symbol, error] : identified.unanswered)
    runtime.error(symbol, ledger::FindingCode::kInstrument, error.text());
  BOT_TRY_VOID(runtime.record_all({identified.pins.begin(), identified.pins.end()}));
  return std::move(identified.holdings);
}

}  // namespace

Staged<Account> read_account(Runtime& runtime) {
  BOT_STAGE(BrokerSnapshot snapshot,
            ask<BrokerSnapshot>(runtime, "reading the account", [&] { return read_snapshot(runtime); }));
  const AccountId& account = runtime.options.account;
  const auto is_of_others = [&](const auto& item) { return item.account != account; };
  std::erase_if(snapshot.positions, is_of_others);
  std::erase_if(snapshot.open_orders, is_of_others);
  std::erase_if(snapshot.completed_orders, is_of_others);
  std::erase_if(snapshot.executions, is_of_others);
  const AccountValues& values = snapshot.values;
  if (const auto refusal = broker::base_currency_refusal(values)) return stopped(Ending::kRefused, refusal->text());
  const auto type = broker::judge_account_type(broker::reported_account_type(values), runtime.options.account_type);
  if (const auto refusal = broker::account_type_refusal(type)) return stopped(Ending::kRefused, refusal->text());
  BOT_STAGE(ledger::Holdings holdings, identify_holdings(runtime, snapshot));
  return Account{.snapshot = std::move(snapshot),
                 .positions = std::move(holdings.managed),
                 .outside = std::move(holdings.outside)};
}

Result<AccountValues> read_account_values(Runtime& runtime) {
  return ask<AccountValues>(runtime, "reading the account", [&] { return ask_values(runtime); });
}

Result<PositionMap> read_positions(Runtime& runtime) {
  return ask<PositionMap>(runtime, "reading the positions", [&]() -> Result<PositionMap> {
    BOT_TRY(const std::vector<Position> positions, runtime.ports.broker.positions(runtime.request_deadline()));
    return ledger::sort_holdings(positions, runtime.options.account, runtime.state(), runtime.options.universe).managed;
  });
}

Result<PositionMap> read_settled_positions(Runtime& runtime, UtcTime until) {
  BOT_TRY(PositionMap before, read_positions(runtime));
  for (;;) {
    runtime.ports.loop.sleep_until(runtime.now() + kPositionReadsApart);
    if (runtime.asked_to_stop()) return fail(ErrorCode::kInterrupted, "interrupted");
    BOT_TRY(PositionMap after, read_positions(runtime));
    if (before == after) return after;
    if (runtime.now() >= until)
      return fail(ErrorCode::kTimeout, "two readings of the positions never agreed", {}, "Look at the account.");
    before = std::move(after);
  }
}

Quantity shares_in(const PositionMap& positions, const Symbol& symbol) {
  const auto found = positions.find(symbol);
  return found == positions.end() ? Quantity{} : found->second;
}

bool positions_match(const PositionMap& expected, const PositionMap& broker) {
  return std::ranges::all_of(expected,
                             [&](const auto& entry) { return shares_in(broker, entry.first) == entry.second; });
}

}  // namespace bot::run
