// The what-if that proves fractions for a symbol. It is asked in a way that want of cash cannot answer: as a sale where
// something is held, else as the smallest purchase.
#pragma once

#include "run/trade_facts.hpp"

namespace bot::run {

// `quote` must be usable.
[[nodiscard]] OrderTicket fraction_probe(const Runtime& runtime, const TradeFacts& facts, const Instrument& instrument,
                                         const plan::QuoteInput& quote);

}  // namespace bot::run
