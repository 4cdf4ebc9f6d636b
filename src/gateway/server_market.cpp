// Answers about contracts, quotes and history.
#include <algorithm>

#include "broker/tws_codes.hpp"
#include "calendar/new_york.hpp"
#include "gateway/bars.hpp"
#include "gateway/server.hpp"
#include "gateway/ticks.hpp"
#include "gateway/times.hpp"
#include "wire/server_versions.hpp"

namespace bot::gateway {
namespace {

constexpr std::size_t kMarketDataLines = 100;
constexpr std::size_t kOpenHistories = 50;
constexpr Duration kDelay = std::chrono::minutes{15};

enum DataType { kLiveData = 1, kFrozenData = 2, kDelayedData = 3, kDelayedFrozenData = 4 };

bool is_delayed(int type) { return type == kDelayedData || type == kDelayedFrozenData; }

int tick_type(const wire::Response& tick) {
  if (const auto* price = std::get_if<wire::TickPrice>(&tick)) return price->type;
  if (const auto* size = std::get_if<wire::TickSize>(&tick)) return size->type;
  if (const auto* text = std::get_if<wire::TickString>(&tick)) return text->type;
  if (const auto* generic = std::get_if<wire::TickGeneric>(&tick)) return generic->type;
  return -1;
}

}  // namespace

void Server::answer(Session& session, const wire::ContractDataRequest& request) {
  const auto symbol = parts_.contracts.resolve(request.contract);
  if (!symbol) {
    send_error(session, request.req_id, broker::code::kNoSecurityDefinition,
               "No security definition has been found for the request");
    return;
  }
  wire::ContractData data = parts_.contracts.details(*symbol, now());
  data.req_id = request.req_id;
  send(session, data);
  send(session, wire::ContractDataEnd{request.req_id});
}

void Server::answer(Session& session, const wire::MarketDataTypeRequest& request) {
  if (request.type < kLiveData || request.type > kDelayedFrozenData) {
    send_error(session, -1, broker::code::kInvalidRequest,
               "Error validating request:-'a' : cause - Invalid market data type.");
    return;
  }
  session.market_data_type = request.type;
}

std::vector<wire::Response> Server::ticks(const QuoteStream& stream, std::int64_t req_id) {
  UtcTime at = now();
  if (is_delayed(stream.type)) at -= kDelay;
  auto view = parts_.market.view(stream.symbol, at);
  if (!view) return {};
  const bool frozen = stream.type == kFrozenData || stream.type == kDelayedFrozenData;
  if (frozen && !view->quote) {  // the last quote before the close
    const Intraday* const path = parts_.market.path(stream.symbol, calendar::to_new_york(view->last_time).date);
    if (path != nullptr && path->session().closes <= at)
      view->quote = path->quote(path->session().closes - Duration{1});
  }
  double factor = 1;
  for (const QuoteFault& fault : parts_.faults.quotes)
    if (fault.symbol == stream.symbol.value()) factor = fault.factor;
  return ticks_of(*view, is_delayed(stream.type) ? TickSet::kDelayed : TickSet::kLive, req_id, factor);
}

void Server::answer(Session& session, const wire::MarketDataRequest& request) {
  if (session.quotes.count(request.req_id) > 0) {
    send_error(session, request.req_id, broker::code::kDuplicateTicker, "Duplicate ticker ID.");
    return;
  }
  if (request.snapshot && !request.generic_ticks.empty()) {
    send_error(session, request.req_id, broker::code::kSnapshotOfGenericTicks,
               "Snapshot market data subscription is not applicable to generic ticks.");
    return;
  }
  const auto symbol = parts_.contracts.resolve(request.contract);
  if (!symbol) {
    send_error(session, request.req_id, broker::code::kNoSecurityDefinition,
               "No security definition has been found for the request");
    return;
  }
  if (session.quotes.size() >= kMarketDataLines) {
    send_error(session, request.req_id, broker::code::kTooManyTickers, "Max number of tickers has been reached.");
    return;
  }
  const bool live_granted = parts_.options.data == DataFeed::kLive;
  if (!live_granted && !is_delayed(session.market_data_type)) {
    send_error(session, request.req_id, broker::code::kNotSubscribed,
               "Requested market data is not subscribed. Delayed market data is available.");
    return;
  }
  // Delayed was asked for, but who may have live data gets it.
  QuoteStream stream{*symbol, session.market_data_type, {}};
  if (live_granted && stream.type == kDelayedData) stream.type = kLiveData;
  if (live_granted && stream.type == kDelayedFrozenData) stream.type = kFrozenData;
  const auto today = parts_.market.calendar().session_on(calendar::to_new_york(now()).date);
  const bool open = today && now() >= today->opens && now() < today->closes;
  if (open && stream.type == kFrozenData) stream.type = kLiveData;
  if (open && stream.type == kDelayedFrozenData) stream.type = kDelayedData;
  if (!live_granted)
    send_error(session, request.req_id, broker::code::kDelayedDataShown,
               "Requested market data is not subscribed. Displaying delayed market data.");
  send(session, wire::MarketDataTypeNotice{request.req_id, stream.type});
  send(session, wire::TickReqParams{request.req_id, 0.01, "9c0001", 3});
  for (const wire::Response& tick : ticks(stream, request.req_id)) {
    stream.sent[tick_type(tick)] = wire::encode_response(tick, session.version());
    send(session, tick);
  }
  if (request.snapshot) {
    send(session, wire::TickSnapshotEnd{request.req_id});
    return;
  }
  session.quotes.emplace(request.req_id, std::move(stream));
  arm_pulse();
}

void Server::answer(Session& session, const wire::CancelMarketData& request) {
  if (session.quotes.erase(request.req_id) == 0)
    send_error(session, request.req_id, broker::code::kUnknownTicker, "Can't find EId with tickerId.");
}

void Server::answer(Session& session, const wire::HistoricalDataRequest& request) {
  if (session.bars.count(request.req_id) > 0) {
    send_error(session, request.req_id, broker::code::kDuplicateHistoricalQuery,
               "Duplicate ticker ID for API historical data query.");
    return;
  }
  const auto symbol = parts_.contracts.resolve(request.contract);
  if (!symbol) {
    send_error(session, request.req_id, broker::code::kNoSecurityDefinition,
               "No security definition has been found for the request");
    return;
  }
  if (session.bars.size() >= kOpenHistories) {
    send_error(session, request.req_id, broker::code::kHistoricalData,
               "Historical Market Data Service error message:too many open requests");
    return;
  }
  BarOutcome outcome = bars_for(parts_.market, *symbol, request, now());
  if (outcome.refusal) {
    send_error(session, request.req_id, outcome.refusal->code, outcome.refusal->text);
    return;
  }
  BarAnswer& answer = *outcome.answer;
  if (session.version() < wire::since::kHistoricalDataEnd) {
    send(session, wire::HistoricalData{request.req_id, wire_time_no_zone(answer.start), wire_time_no_zone(answer.end),
                                       std::move(answer.bars)});
  } else {
    send(session, wire::HistoricalData{request.req_id, "", "", std::move(answer.bars)});
    send(session, wire::HistoricalDataEnd{request.req_id, wire_time(answer.start), wire_time(answer.end)});
  }
  if (request.keep_up_to_date && request.bar_size == "1 day") {
    session.bars.emplace(request.req_id, BarStream{*symbol});
    arm_pulse();
  }
}

void Server::answer(Session& session, const wire::CancelHistoricalData& request) {
  if (session.bars.erase(request.req_id) == 0)
    send_error(session, request.req_id, broker::code::kNoHistoricalQuery,
               "No historical data query found for ticker id.");
}

void Server::pulse() {
  if (link_down_) return;
  for (const SessionPtr& session : std::vector<SessionPtr>(sessions_)) {
    if (!session->is_ready()) continue;
    for (auto& [req_id, stream] : session->quotes)
      for (const wire::Response& tick : ticks(stream, req_id)) {
        std::string encoded = wire::encode_response(tick, session->version());
        std::string& before = stream.sent[tick_type(tick)];
        if (before == encoded) continue;
        before = std::move(encoded);
        send(*session, tick);
      }
    for (const auto& [req_id, stream] : session->bars)
      if (const auto bar = newest_daily_bar(parts_.market, stream.symbol, now()))
        send(*session, wire::HistoricalDataUpdate{req_id, *bar});
  }
}

}  // namespace bot::gateway
