// From the types of the wire to those of the model, and back.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock_pace.hpp"
#include "model/account.hpp"
#include "model/bar.hpp"
#include "model/instrument.hpp"
#include "model/order.hpp"
#include "ports/bar_source.hpp"
#include "ports/broker.hpp"
#include "wire/messages.hpp"

namespace bot::tws {

// The clock and the market that an embedded gateway announced after MANAGED_ACCTS.
struct EmbeddedClock {
  UtcTime now{};
  UtcTime received{};  // our clock when the notice came
  ClockPace pace;
  SourceIdentity market;
};

[[nodiscard]] BrokerOrderStatus parse_status(std::string_view word);
[[nodiscard]] std::optional<Side> parse_side(std::string_view word);  // BUY, BOT, SELL, SLD, SSHORT, SLONG

// The largest amount of dollars that is reckoned with. What is reported beyond it is a slip, and its sums and products
// would leave fixed point.
inline constexpr double kMaxDollars = 1e9;

// US dollars, of an amount that an account can have; nothing for another currency.
[[nodiscard]] std::optional<Money> to_dollars(const std::optional<double>& value, const std::string& currency);
// The text of an account value; empty where it is one of the numbers that stand for "unset".
[[nodiscard]] std::string reported_text(const std::string& value);
// A price that fits a Price; nothing for what no US stock costs.
[[nodiscard]] std::optional<Price> to_price(const std::optional<double>& value);

// Nothing: the message lacks a side or a quantity and cannot be believed.
[[nodiscard]] std::optional<OpenOrder> to_open_order(const wire::OpenOrderData& data, std::int64_t own_client_id);
[[nodiscard]] std::optional<CompletedOrder> to_completed_order(const wire::CompletedOrderData& data);
[[nodiscard]] std::optional<Execution> to_execution(const wire::ExecutionData& data, std::int64_t own_client_id);
[[nodiscard]] std::optional<Position> to_position(const wire::PositionData& data);
// Nothing: it has no quantity, or a value that is unset or no sum of money.
[[nodiscard]] std::optional<PositionMark> to_mark(const wire::PortfolioValue& data);

// kProtocol: it lacks its id or its price step, or its hours cannot be read.
[[nodiscard]] Result<Instrument> to_instrument(const wire::ContractData& data);

// "bot embedded gateway clock=... pace=... market=...".
[[nodiscard]] std::optional<EmbeddedClock> parse_clock_notice(const wire::ErrorMessage& message, UtcTime received);

// A smart-routed US stock or ETF. Con id and primary exchange as far as known.
[[nodiscard]] wire::Contract make_stock_contract(const Symbol& symbol, ConId con_id,
                                                 const std::string& primary_exchange);
[[nodiscard]] wire::PlaceOrder to_place_order(const OrderTicket& ticket, ClientOrderId order_id);

// The end and the length of a request for daily bars that covers request.first; `today` is New York's.
struct HistorySpan {
  std::string end;  // empty: now
  std::string duration;
};
[[nodiscard]] HistorySpan make_history_span(const ports::BarRequest& request, Date today);
// The bars in the span of the request, ascending as they came; kProtocol for a date that is none.
[[nodiscard]] Result<std::vector<Bar>> to_bars(const std::vector<wire::HistoricalBar>& bars,
                                               const ports::BarRequest& request);

// "code 200": where an error of the broker comes from.
[[nodiscard]] std::string format_code(int code);
// What a failed request means for the caller: kPacing, kTimeout for what may pass, else kRequestRejected.
[[nodiscard]] Error to_error(const wire::ErrorMessage& message);

}  // namespace bot::tws
