// One snapshot's ticks, live or delayed, as a quote.
#pragma once

#include "model/quote.hpp"
#include "wire/messages.hpp"

namespace bot::tws {

class QuoteBuilder {
 public:
  explicit QuoteBuilder(Symbol symbol) { quote_.symbol = std::move(symbol); }
  void add(const wire::TickPrice& tick);
  void add(const wire::TickSize& tick);
  void add(const wire::TickString& tick);
  void add(const wire::TickGeneric& tick);
  void add(const wire::MarketDataTypeNotice& notice);
  [[nodiscard]] Quote finish(UtcTime received) const;

 private:
  Quote quote_;
  bool delayed_ticks_ = false;
};

}  // namespace bot::tws
