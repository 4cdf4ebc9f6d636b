// From the wire's words to the model's, and the times and durations of requests.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/account.hpp"
#include "model/bar.hpp"
#include "model/instrument.hpp"
#include "model/order.hpp"
#include "ports/bar_source.hpp"
#include "ports/broker.hpp"
#include "tws/client.hpp"
#include "wire/messages.hpp"

namespace bot::tws {

[[nodiscard]] BrokerOrderStatus status_of(std::string_view word);
[[nodiscard]] std::optional<Side> side_of(std::string_view word);  // BUY, BOT, SELL, SLD, SSHORT, SLONG

// A price that fits a Price; nothing for what no US stock costs.
[[nodiscard]] std::optional<Price> price_of(double value);

// Nothing: the message lacks a side or a quantity and cannot be believed.
[[nodiscard]] std::optional<OpenOrder> open_order_of(const wire::OpenOrderData& data);
[[nodiscard]] std::optional<CompletedOrder> completed_order_of(const wire::CompletedOrderData& data);
[[nodiscard]] std::optional<Execution> execution_of(const wire::ExecutionData& data, UtcTime received);
[[nodiscard]] std::optional<Position> position_of(const wire::PositionData& data);

// "yyyymmdd hh:mm:ss ZONE" (New York's names and UTC), "yyyymmdd  hh:mm:ss" (taken as New York), "yyyymmdd-hh:mm:ss"
// (UTC). Nothing for another zone.
[[nodiscard]] std::optional<UtcTime> parse_tws_time(std::string_view text);
[[nodiscard]] std::string utc_text(UtcTime time);  // "yyyymmdd-hh:mm:ss"

// Days and open stretches of liquidHours, in New York time; kProtocol when the text cannot be read.
struct LiquidHours {
  std::vector<Date> days;
  std::vector<HoursInterval> open;
};
[[nodiscard]] Result<LiquidHours> parse_liquid_hours(std::string_view text);
[[nodiscard]] bool is_new_york_zone(std::string_view zone);
[[nodiscard]] Result<Instrument> instrument_of(const wire::ContractData& data);

// "bot embedded gateway clock=... pace=...".
[[nodiscard]] std::optional<EmbeddedClock> parse_clock_notice(const wire::ErrorMessage& message, UtcTime told);

// A smart-routed US stock or ETF. Con id and primary exchange as far as known.
[[nodiscard]] wire::Contract stock_contract(const Symbol& symbol, ConId con_id, const std::string& primary_exchange);
[[nodiscard]] wire::PlaceOrder place_order_of(const OrderTicket& ticket, ClientOrderId order_id);

// The end and the length of a request for daily bars that covers request.first; `today` is New York's.
struct HistorySpan {
  std::string end;  // empty: now
  std::string duration;
};
[[nodiscard]] HistorySpan history_span(const ports::BarRequest& request, Date today);
// The bars in the span of the request, ascending as they came; kProtocol for a date that is none.
[[nodiscard]] Result<std::vector<Bar>> bars_of(const std::vector<wire::HistoricalBar>& bars,
                                               const ports::BarRequest& request);

// "code 200": where an error of the broker comes from.
[[nodiscard]] std::string code_text(int code);
// What a failed request means for the caller: kPacing, kTimeout for what may pass, else kRequestRejected.
[[nodiscard]] Error request_error(const wire::ErrorMessage& message);

}  // namespace bot::tws
