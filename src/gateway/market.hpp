// What the market shows at an instant, and nothing later: forming and final daily bars, quotes, marks. Knows which
// prices are as traded and gives them adjusted as IBKR does.
#pragma once

#include <list>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "calendar/calendar.hpp"
#include "gateway/history.hpp"
#include "gateway/intraday.hpp"
#include "model/bar.hpp"
#include "ports/bar_source.hpp"

namespace bot::gateway {

// Ticks of one symbol at an instant. Outside sessions there is only the last close.
struct MarketView {
  bool open = false;  // the symbol trades at this instant
  std::optional<BidAsk> quote;
  std::optional<SoFar> today;  // while open
  double previous_close = 0;   // tick 9, adjusted for splits and distributions up to this day
  double last = 0;             // newest print, or the last close
  UtcTime last_time{};
};

class Market {
 public:
  Market(std::unique_ptr<HistorySource> source, const calendar::Calendar& calendar, std::uint64_t seed);

  [[nodiscard]] bool has(const Symbol& symbol);
  [[nodiscard]] std::vector<Symbol> symbols() const { return source_->symbols(); }
  [[nodiscard]] SourceIdentity identity() const { return source_->identity(); }
  [[nodiscard]] const calendar::Calendar& calendar() const { return calendar_; }

  // Nothing: no bar of the symbol has begun yet.
  [[nodiscard]] std::optional<MarketView> view(const Symbol& symbol, UtcTime at);
  // The mid while it trades, else the last close (adjusted for what happened since). 0 before the first bar.
  [[nodiscard]] double mark(const Symbol& symbol, UtcTime at);
  // When prices may move next: at every grid point of a session, otherwise at the next opening.
  [[nodiscard]] std::optional<UtcTime> next_move(UtcTime after) const;
  // What it cost before `today`, without the drawing of today's path. 0: no bar yet.
  [[nodiscard]] double reference_price(const Symbol& symbol, Date today);
  // Bars with first <= date, ascending, up to the clock; today's while its session runs is the forming one.
  // kTrades: split-adjusted as of the clock's date. kAdjustedLast: equal to kTrades on the last bar, earlier ones
  // also adjusted for distributions.
  [[nodiscard]] std::vector<Bar> daily_bars(const Symbol& symbol, ports::BarKind kind, Date first, UtcTime at);
  // The session's path when the symbol has a row on that date.
  [[nodiscard]] const Intraday* path(const Symbol& symbol, Date date);
  // Actions with after < ex-date <= until.
  [[nodiscard]] std::vector<Action> actions(const Symbol& symbol, Date after, Date until);
  // Close as traded of the last row before `date`.
  [[nodiscard]] std::optional<double> close_before(const Symbol& symbol, Date date);

 private:
  struct Cached {
    Symbol symbol;
    Date date;
    Intraday path;
  };
  std::unique_ptr<HistorySource> source_;
  calendar::Calendar calendar_;
  std::uint64_t seed_;
  std::list<Cached> cache_;  // newest use first
};

}  // namespace bot::gateway
