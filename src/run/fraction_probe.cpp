#include "run/fraction_probe.hpp"

#include "ports/what_if.hpp"

namespace bot::run {
namespace {

const Quantity kSold = Quantity::from_raw(500'000'000);   // half a share
const Quantity kBought = Quantity::from_raw(10'000'000);  // a hundredth: a few dollars of any fund

}  // namespace

OrderTicket fraction_probe(const Runtime& runtime, const TradeFacts& facts, const Instrument& instrument,
                           const plan::QuoteInput& quote) {
  const plan::Options& options = runtime.options.plan;
  const bool sells = managed_shares(runtime, facts.account.positions, instrument.symbol) >= kSold;
  const Price limit = sells ? plan::sell_limit(*quote.bid, options.limit_offset_bps, quote.tick)
                            : plan::buy_limit(*quote.ask, options.limit_offset_bps, quote.tick);
  return ports::what_if_ticket(instrument, runtime.options.account, sells ? Side::kSell : Side::kBuy,
                               sells ? kSold : kBought, limit, runtime.deadlines().expiry);
}

}  // namespace bot::run
