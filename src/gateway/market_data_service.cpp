#include "gateway/market_data_service.hpp"

#include <algorithm>

#include "broker/tws_codes.hpp"
#include "calendar/new_york.hpp"
#include "gateway/bars.hpp"
#include "gateway/ticks.hpp"
#include "gateway/times.hpp"
#include "wire/server_versions.hpp"

namespace bot::gateway {
namespace {

namespace code = broker::code;

constexpr std::size_t kMaxMarketDataLines = 100;
constexpr std::size_t kMaxOpenHistories = 50;
constexpr Duration kDelay = std::chrono::minutes{15};

bool is_frozen(MarketDataType type) {
  return type == MarketDataType::kFrozen || type == MarketDataType::kDelayedFrozen;
}
MarketDataType without_delay(MarketDataType type) {
  if (!is_delayed(type)) return type;
  return is_frozen(type) ? MarketDataType::kFrozen : MarketDataType::kLive;
}
MarketDataType without_frost(MarketDataType type) {
  if (!is_frozen(type)) return type;
  return is_delayed(type) ? MarketDataType::kDelayed : MarketDataType::kLive;
}

int tick_type(const wire::Response& tick) {
  if (const auto* price = std::get_if<wire::TickPrice>(&tick)) return price->type;
  if (const auto* size = std::get_if<wire::TickSize>(&tick)) return size->type;
  if (const auto* text = std::get_if<wire::TickString>(&tick)) return text->type;
  if (const auto* generic = std::get_if<wire::TickGeneric>(&tick)) return generic->type;
  return -1;
}

}  // namespace

std::optional<Symbol> MarketDataService::resolve_or_refuse(Session& session, std::int64_t req_id,
                                                           const wire::Contract& contract) {
  auto symbol = venue().contracts.resolve(contract);
  if (!symbol)
    send_error(session, req_id, code::kNoSecurityDefinition, "No security definition has been found for the request");
  return symbol;
}

void MarketDataService::answer(Session& session, const wire::ContractDataRequest& request) {
  const auto symbol = resolve_or_refuse(session, request.req_id, request.contract);
  if (!symbol) return;
  wire::ContractData data = venue().contracts.details(*symbol, now());
  data.req_id = request.req_id;
  send(session, data);
  send(session, wire::ContractDataEnd{request.req_id});
}

void MarketDataService::answer(Session& session, const wire::MarketDataTypeRequest& request) {
  if (request.type < static_cast<int>(MarketDataType::kLive) ||
      request.type > static_cast<int>(MarketDataType::kDelayedFrozen)) {
    send_error(session, -1, code::kInvalidRequest, "Error validating request:-'a' : cause - Invalid market data type.");
    return;
  }
  session.market_data_type = static_cast<MarketDataType>(request.type);
}

std::vector<wire::Response> MarketDataService::make_ticks(const QuoteStream& stream, std::int64_t req_id) {
  UtcTime at = now();
  if (is_delayed(stream.type)) at -= kDelay;
  auto view = venue().market.view(stream.symbol, at);
  if (!view) return {};
  if (is_frozen(stream.type) && !view->quote) {  // the last quote before the close
    const Intraday* const path = venue().market.path(stream.symbol, calendar::to_new_york(view->last_time).date);
    if (path != nullptr && path->session().closes <= at)
      view->quote = path->quote(path->session().closes - Duration{1});
  }
  double factor = 1;
  for (const QuoteFault& fault : venue().faults.quotes)
    if (fault.symbol == stream.symbol.value()) factor = fault.factor;
  return gateway::make_ticks(*view, is_delayed(stream.type) ? TickSet::kDelayed : TickSet::kLive, req_id, factor);
}

void MarketDataService::answer(Session& session, const wire::MarketDataRequest& request) {
  if (session.quotes.contains(request.req_id)) {
    send_error(session, request.req_id, code::kDuplicateTicker, "Duplicate ticker ID.");
    return;
  }
  if (request.snapshot && !request.generic_ticks.empty()) {
    send_error(session, request.req_id, code::kSnapshotOfGenericTicks,
               "Snapshot market data subscription is not applicable to generic ticks.");
    return;
  }
  const auto symbol = resolve_or_refuse(session, request.req_id, request.contract);
  if (!symbol) return;
  if (session.quotes.size() >= kMaxMarketDataLines) {
    send_error(session, request.req_id, code::kTooManyTickers, "Max number of tickers has been reached.");
    return;
  }
  const bool live_granted = venue().options.data == DataFeed::kLive;
  if (!live_granted && !is_delayed(session.market_data_type)) {
    if (venue().habits.unsubscribed == Unsubscribed::kCode10089)
      send_error(session, request.req_id, code::kNeedsSubscription,
                 "Requested market data requires additional subscription for API. See link in 'Market Data "
                 "Connections' dialog for more details.Delayed market data is available.");
    else
      send_error(session, request.req_id, code::kNotSubscribed,
                 "Requested market data is not subscribed. Delayed market data is available.");
    return;
  }
  // Delayed was asked for, but who may have live data gets it.
  QuoteStream stream{*symbol, session.market_data_type, {}};
  if (live_granted) stream.type = without_delay(stream.type);
  const auto today = venue().market.calendar().session_on(calendar::to_new_york(now()).date);
  const bool open = today && now() >= today->opens && now() < today->closes;
  if (open) stream.type = without_frost(stream.type);
  if (!live_granted)
    send_error(session, request.req_id, code::kDelayedDataShown,
               "Requested market data is not subscribed. Displaying delayed market data.");
  if (request.snapshot && is_delayed(stream.type) && venue().habits.delayed_snapshot == DelayedSnapshot::kEmpty) {
    send(session, wire::TickSnapshotEnd{request.req_id});
    return;
  }
  const wire::MarketDataTypeNotice type{request.req_id, static_cast<int>(stream.type)};
  const bool parameters_first = venue().habits.first_tick == FirstTick::kParameters;
  if (!parameters_first) send(session, type);
  send(session, wire::TickReqParams{request.req_id, 0.01, "9c0001", 3});
  if (parameters_first) send(session, type);
  for (const wire::Response& tick : make_ticks(stream, request.req_id)) {
    if (!request.snapshot) stream.sent[tick_type(tick)] = wire::encode_response(tick, session.version());
    send(session, tick);
  }
  if (request.snapshot) {
    send(session, wire::TickSnapshotEnd{request.req_id});
    return;
  }
  session.quotes.emplace(request.req_id, std::move(stream));
  arm_pulse();
}

void MarketDataService::answer(Session& session, const wire::CancelMarketData& request) {
  if (session.quotes.erase(request.req_id) == 0)
    send_error(session, request.req_id, code::kUnknownTicker, "Can't find EId with tickerId.");
}

void MarketDataService::answer(Session& session, const wire::HistoricalDataRequest& request) {
  if (session.bars.contains(request.req_id)) {
    send_error(session, request.req_id, code::kDuplicateHistoricalQuery,
               "Duplicate ticker ID for API historical data query.");
    return;
  }
  const auto symbol = resolve_or_refuse(session, request.req_id, request.contract);
  if (!symbol) return;
  if (session.bars.size() >= kMaxOpenHistories) {
    send_error(session, request.req_id, code::kHistoricalData,
               "Historical Market Data Service error message:too many open requests");
    return;
  }
  BarOutcome outcome = make_bars(venue().market, *symbol, request, now());
  if (const auto* const refusal = std::get_if<BarRefusal>(&outcome); refusal != nullptr) {
    send_error(session, request.req_id, refusal->code, refusal->text);
    return;
  }
  BarAnswer& answer = std::get<BarAnswer>(outcome);
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

void MarketDataService::answer(Session& session, const wire::CancelHistoricalData& request) {
  if (session.bars.erase(request.req_id) == 0)
    send_error(session, request.req_id, code::kNoHistoricalQuery, "No historical data query found for ticker id.");
}

void MarketDataService::pulse() {
  if (backend_.engine.link_is_down()) return;
  for (const auto& session : backend_.connections.ready()) {
    for (auto& [req_id, stream] : session->quotes)
      for (const wire::Response& tick : make_ticks(stream, req_id)) {
        std::string encoded = wire::encode_response(tick, session->version());
        std::string& before = stream.sent[tick_type(tick)];
        if (before == encoded) continue;
        before = std::move(encoded);
        send(*session, tick);
      }
    for (const auto& [req_id, stream] : session->bars)
      if (const auto bar = newest_daily_bar(venue().market, stream.symbol, now()))
        send(*session, wire::HistoricalDataUpdate{req_id, *bar});
  }
}

void MarketDataService::arm_pulse() {
  const bool wanted = std::ranges::any_of(backend_.connections.ready(), [](const auto& session) {
    return !session->quotes.empty() || !session->bars.empty();
  });
  if (!wanted || pulse_due_) return;
  pulse_due_ = venue().market.next_move(now());
  if (!pulse_due_) return;
  timers_.call_at(*pulse_due_, [this] {
    pulse_due_.reset();
    pulse();
    arm_pulse();
  });
}

}  // namespace bot::gateway
