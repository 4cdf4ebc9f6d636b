#include "run/fraction_probe.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "ledger/operations.hpp"
#include "plan/managed_equity.hpp"

namespace bot::run {
namespace {

const Quantity kSold = Quantity::from_raw(500'000'000);   // half a share
const Quantity kBought = Quantity::from_raw(10'000'000);  // a hundredth: a few dollars of any fund

}  // namespace

OrderTicket fraction_probe(const Runtime& runtime, const TradeFacts& facts, const Instrument& instrument,
                           const plan::QuoteInput& quote) {
  const plan::Options& options = runtime.options.plan;
  const Quantity keep = ledger::kept_shares(runtime.state(), instrument.symbol, runtime.options.keep);
  const Quantity held = plan::managed_shares(shares_in(facts.account.positions, instrument.symbol), keep);
  const bool sells = held >= kSold;
  return {.key = {},
          .symbol = instrument.symbol,
          .con_id = instrument.con_id,
          .primary_exchange = instrument.primary_exchange,
          .account = runtime.options.account,
          .side = sells ? Side::kSell : Side::kBuy,
          .quantity = sells ? kSold : kBought,
          .limit = sells ? plan::sell_limit(*quote.bid, options.limit_offset_bps, quote.tick)
                         : plan::buy_limit(*quote.ask, options.limit_offset_bps, quote.tick),
          .expires = runtime.timing.deadlines.expiry};
}

bool is_about_money(const std::string& reason) {
  constexpr std::string_view kWords[] = {"margin",       "insufficient",     "available funds", "settled cash",
                                         "buying power", "equity with loan", "cash balance"};
  const std::string text = lower(reason);
  return std::ranges::any_of(kWords, [&](std::string_view word) { return text.find(word) != std::string::npos; });
}

}  // namespace bot::run
