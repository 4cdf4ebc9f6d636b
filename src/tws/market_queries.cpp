#include "tws/market_queries.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <list>

#include "broker/tws_codes.hpp"
#include "tws/convert.hpp"
#include "tws/quote_builder.hpp"

namespace bot::tws {
namespace {

constexpr std::size_t kMaxSnapshotsInFlight = 50;  // TWS has 100 market data lines

Error explain_ambiguous(const Symbol& symbol, const std::vector<wire::ContractData>& matches) {
  std::string names;
  for (const auto& match : matches) {
    names += fmt::format("{}{} on {} (con id {}, {})", names.empty() ? "" : ", ", match.contract.symbol,
                         match.contract.primary_exchange, match.contract.con_id, match.long_name);
  }
  return {ErrorCode::kRequestRejected, fmt::format("{} names {} securities: {}", symbol, matches.size(), names),
          format_code(broker::code::kNoSecurityDefinition), "Name the one that is meant by its primary exchange."};
}

}  // namespace

Result<Instrument> MarketQueries::ask_instrument(const Symbol& symbol, UtcTime deadline) {
  std::vector<wire::ContractData> matches;
  PendingRequest pending{.id = channel_.make_request_id()};
  pending.on_message = [&](const wire::Response& response) {
    if (const auto* row = std::get_if<wire::ContractData>(&response); row != nullptr && row->req_id == pending.id) {
      const auto& contract = row->contract;
      const bool fits = contract.symbol == symbol.value() && contract.sec_type == "STK" && contract.currency == "USD";
      const bool known = std::ranges::any_of(
          matches, [&](const wire::ContractData& match) { return match.contract.con_id == contract.con_id; });
      if (fits && !known) matches.push_back(*row);
    }
    const auto* end = std::get_if<wire::ContractDataEnd>(&response);
    return end != nullptr && end->req_id == pending.id;
  };
  BOT_TRY_VOID(channel_.ask(pending, wire::ContractDataRequest{pending.id, make_stock_contract(symbol, ConId(0), {})},
                            channel_.limit(deadline, options_.request_timeout),
                            fmt::format("asking what {} is", symbol)));
  if (matches.empty()) {
    return fail(ErrorCode::kRequestRejected, fmt::format("{} is no US stock or ETF that the gateway knows", symbol),
                format_code(broker::code::kNoSecurityDefinition),
                "Check the symbol; class shares have a blank (BRK B).");
  }
  if (matches.size() > 1) return fail(explain_ambiguous(symbol, matches));
  BOT_TRY(auto found, to_instrument(matches.front()));
  instruments_[symbol] = found;
  return found;
}

std::vector<Result<Quote>> MarketQueries::ask_quotes(const std::vector<Instrument>& instruments, MarketDataType wanted,
                                                     UtcTime deadline) {
  struct Snapshot {
    QuoteBuilder builder;
    PendingRequest pending;
    UtcTime received{};
  };
  std::list<Snapshot> snapshots;
  std::list<PendingRequests::Registration> registrations;
  const UtcTime until = channel_.limit(deadline, options_.snapshot_timeout);
  auto sent = channel_.send(wire::MarketDataTypeRequest{static_cast<int>(wanted)}, until);
  const auto open_count = [&] {
    return static_cast<std::size_t>(
        std::ranges::count_if(snapshots, [](const Snapshot& one) { return !one.pending.is_over(); }));
  };
  for (const auto& instrument : instruments) {
    auto& one = snapshots.emplace_back(Snapshot{QuoteBuilder(instrument.symbol), {}, {}});
    one.pending.id = channel_.make_request_id();
    one.pending.on_message = [this, &one](const wire::Response& response) {
      return std::visit(
          [&](const auto& message) {
            if constexpr (requires { one.builder.add(message); }) {
              if (message.req_id == one.pending.id) one.builder.add(message);
            } else if constexpr (std::is_same_v<std::decay_t<decltype(message)>, wire::TickSnapshotEnd>) {
              if (message.req_id == one.pending.id) one.received = channel_.now();
              return message.req_id == one.pending.id;
            }
            return false;
          },
          response);
    };
    registrations.emplace_back(channel_.pending(), one.pending);
    if (sent) channel_.wait([&] { return open_count() <= kMaxSnapshotsInFlight; }, until);
    if (sent) {
      const auto contract = make_stock_contract(instrument.symbol, instrument.con_id, instrument.primary_exchange);
      sent = channel_.send(wire::MarketDataRequest{one.pending.id, contract, {}, true, false, {}}, until);
    }
    if (!sent) one.pending.error = sent.error();
  }
  channel_.wait([&] { return open_count() == 0; }, until);
  std::vector<Result<Quote>> quotes;
  for (auto& one : snapshots) {
    const auto symbol = one.builder.finish(one.received).symbol;
    const auto what = fmt::format("asking the quote of {}", symbol);
    if (one.pending.done) {
      quotes.emplace_back(one.builder.finish(one.received));
    } else {
      quotes.emplace_back(fail(one.pending.error ? one.pending.error->in(what) : channel_.explain(until, what)));
      if (!one.pending.error && channel_.is_open()) {
        static_cast<void>(
            channel_.send(wire::CancelMarketData{one.pending.id}, channel_.limit(deadline, Duration{1'000})));
      }
    }
  }
  return quotes;
}

const Instrument* MarketQueries::find_instrument(const Symbol& symbol) const {
  const auto found = instruments_.find(symbol);
  return found == instruments_.end() ? nullptr : &found->second;
}

}  // namespace bot::tws
