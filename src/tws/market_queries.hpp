// Questions about the market: what a symbol is, and snapshots of quotes.
#pragma once

#include <map>
#include <vector>

#include "model/instrument.hpp"
#include "model/quote.hpp"
#include "tws/channel.hpp"

namespace bot::tws {

class MarketQueries {
 public:
  // Both have to outlive it.
  MarketQueries(Channel& channel, const Options& options) : channel_(channel), options_(options) {}

  // In flight together; answers in the order of the symbols. kRequestRejected: no US stock or ETF of that name, or more
  // than one.
  std::vector<Result<Instrument>> ask_instruments(const std::vector<Symbol>& symbols, UtcTime deadline);
  // One snapshot each, in flight together; answers in the order of the instruments.
  std::vector<Result<Quote>> ask_quotes(const std::vector<Instrument>& instruments, MarketDataType wanted,
                                        UtcTime deadline);
  // As it was answered last; nullptr: never. Holds until the next ask_instruments().
  [[nodiscard]] const Instrument* find_instrument(const Symbol& symbol) const;

 private:
  Channel& channel_;
  const Options& options_;
  std::map<Symbol, Instrument> instruments_;
};

}  // namespace bot::tws
