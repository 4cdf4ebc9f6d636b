// Contracts and quotes of what is held or may be traded.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "model/instrument.hpp"
#include "model/quote.hpp"
#include "plan/make_plan.hpp"
#include "run/account.hpp"
#include "run/market_series.hpp"

namespace bot::run {

struct Quotes {
  std::map<Symbol, Instrument> instruments;  // as the gateway describes them; kept over the run
  std::map<Symbol, Quote> quotes;            // of the last reading
  std::map<Symbol, std::string> missing;  // why that reading has none of a symbol; an older one may stand in `quotes`
};

// `known`, with a fresh quote of each of the symbols; contracts that it has are not asked for again. A symbol without
// an answer is named in the findings and has no quote: it costs only itself. An error: no connection any more.
[[nodiscard]] Result<Quotes> read_quotes(Runtime& runtime, const Quotes& known, const std::vector<Symbol>& symbols);
// `known`, with a fresh quote of each of the symbols whose quote is missing or was received a while ago; what nobody
// answers keeps its old one.
[[nodiscard]] Result<Quotes> refresh_quotes(Runtime& runtime, const Quotes& known, const std::vector<Symbol>& symbols);
// `known`, where quotes of these symbols that lack a bid or an ask were asked for again: for twelve seconds at most,
// and only while there is time for the orders after that. What comes no better stays; the others' are refreshed after a
// wait.
[[nodiscard]] Result<Quotes> with_both_sides(Runtime& runtime, Quotes known, const std::vector<Symbol>& symbols);

// The universe, and what is held or managed.
[[nodiscard]] std::vector<Symbol> symbols_of_interest(const Runtime& runtime, const PositionMap& positions);
// What a share trades at now: mid, else last; none where the quote has neither.
[[nodiscard]] std::optional<Price> market_price(const Quote& quote);
// What a share is worth: mid, else last, else previous close, else the last close of the series.
[[nodiscard]] std::optional<Price> price_of(const Symbol& symbol, const Quotes& quotes, const SeriesTable& series);
// So many shares at that price; none where no price and position of one account can come to that: one of them is wrong.
[[nodiscard]] std::optional<Money> worth(const std::optional<Price>& price, Quantity shares);
// The quote as the plan takes it, with the reason where it must not be used. Outside a session: the last close.
[[nodiscard]] plan::QuoteInput plan_quote(const Runtime& runtime, const Symbol& symbol, const Quotes& quotes,
                                          const SeriesTable& series);

}  // namespace bot::run
