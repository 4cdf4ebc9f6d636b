#include "tws/market_queries.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <list>

#include "broker/tws_codes.hpp"
#include "model/security_type.hpp"
#include "tws/convert.hpp"
#include "tws/quote_builder.hpp"

namespace bot::tws {
namespace {

constexpr std::size_t kMaxSnapshotsInFlight = 50;  // TWS has 100 market data lines
constexpr std::size_t kMaxContractsInFlight = 50;

Error explain_ambiguous(const Symbol& symbol, const std::vector<wire::ContractData>& matches) {
  std::string names;
  for (const auto& match : matches) {
    names += fmt::format("{}{} on {} (con id {}, {})", names.empty() ? "" : ", ", match.contract.symbol,
                         match.contract.primary_exchange, match.contract.con_id, match.long_name);
  }
  return {ErrorCode::kRequestRejected, fmt::format("{} names {} securities: {}", symbol, matches.size(), names),
          format_code(broker::code::kNoSecurityDefinition), "Name the one that is meant by its primary exchange."};
}

Result<Instrument> choose(const Symbol& symbol, const std::vector<wire::ContractData>& matches) {
  if (matches.empty()) {
    return fail(ErrorCode::kRequestRejected, fmt::format("{} is no US stock or ETF that the gateway knows", symbol),
                format_code(broker::code::kNoSecurityDefinition),
                "Check the symbol; class shares have a blank (BRK B).");
  }
  if (matches.size() > 1) return fail(explain_ambiguous(symbol, matches));
  return to_instrument(matches.front());
}

}  // namespace

std::vector<Result<Instrument>> MarketQueries::ask_instruments(const std::vector<Symbol>& symbols, UtcTime deadline) {
  std::list<BatchedRequest> questions;
  std::vector<std::vector<wire::ContractData>> matches(symbols.size());
  for (std::size_t index = 0; index < symbols.size(); ++index) {
    const Symbol& symbol = symbols[index];
    const std::int64_t id = channel_.make_request_id();
    const auto on_message = [&symbol, id, &found = matches[index]](const wire::Response& response) {
      if (const auto* row = std::get_if<wire::ContractData>(&response); row != nullptr && row->req_id == id) {
        const auto& contract = row->contract;
        const bool fits =
            contract.symbol == symbol.value() && contract.sec_type == kStock && contract.currency == "USD";
        const bool known = std::ranges::any_of(
            found, [&](const wire::ContractData& match) { return match.contract.con_id == contract.con_id; });
        if (fits && !known) found.push_back(*row);
      }
      const auto* end = std::get_if<wire::ContractDataEnd>(&response);
      return end != nullptr && end->req_id == id;
    };
    questions.push_back({.pending = {.id = id, .on_message = on_message},
                         .request = wire::ContractDataRequest{id, make_stock_contract(symbol, ConId(0), {})},
                         .what = fmt::format("asking what {} is", symbol)});
  }
  const auto asked =
      channel_.ask_each(questions, kMaxContractsInFlight, channel_.limit(deadline, options_.request_timeout));
  std::vector<Result<Instrument>> answers;
  for (std::size_t index = 0; index < symbols.size(); ++index) {
    answers.push_back(asked[index] ? choose(symbols[index], matches[index])
                                   : Result<Instrument>(fail(asked[index].error())));
    if (answers.back()) instruments_[symbols[index]] = *answers.back();
  }
  return answers;
}

std::vector<Result<Quote>> MarketQueries::ask_quotes(const std::vector<Instrument>& instruments, MarketDataType wanted,
                                                     UtcTime deadline) {
  struct Snapshot {
    QuoteBuilder builder;
    UtcTime received{};
  };
  const UtcTime until = channel_.limit(deadline, options_.snapshot_timeout);
  if (const auto typed = channel_.send(wire::MarketDataTypeRequest{static_cast<int>(wanted)}, until); !typed)
    return std::vector<Result<Quote>>(instruments.size(), fail(typed.error()));
  std::list<Snapshot> snapshots;
  std::list<BatchedRequest> questions;
  for (const auto& instrument : instruments) {
    const std::int64_t id = channel_.make_request_id();
    Snapshot& one = snapshots.emplace_back(Snapshot{QuoteBuilder(instrument.symbol), {}});
    const auto on_message = [this, &one, id](const wire::Response& response) {
      return std::visit(
          [&](const auto& message) {
            if constexpr (requires { one.builder.add(message); }) {
              if (message.req_id == id) one.builder.add(message);
            } else if constexpr (std::is_same_v<std::decay_t<decltype(message)>, wire::TickSnapshotEnd>) {
              if (message.req_id == id) one.received = channel_.now();
              return message.req_id == id;
            }
            return false;
          },
          response);
    };
    const auto contract = make_stock_contract(instrument.symbol, instrument.con_id, instrument.primary_exchange);
    questions.push_back(
        {.pending = {.id = id, .on_message = on_message},
         .request =
             wire::MarketDataRequest{
                 .req_id = id, .contract = contract, .generic_ticks = {}, .snapshot = true, .options = {}},
         .what = fmt::format("asking the quote of {}", instrument.symbol)});
  }
  const auto asked = channel_.ask_each(questions, kMaxSnapshotsInFlight, until);
  std::vector<Result<Quote>> quotes;
  auto question = questions.begin();
  auto snapshot = snapshots.begin();
  for (const auto& answer : asked) {
    const bool is_silent = !answer && !question->pending.error;
    if (is_silent && channel_.is_open())
      static_cast<void>(
          channel_.send(wire::CancelMarketData{question->pending.id}, channel_.limit(deadline, Duration{1'000})));
    quotes.push_back(answer ? Result<Quote>(snapshot->builder.finish(snapshot->received)) : fail(answer.error()));
    ++question;
    ++snapshot;
  }
  return quotes;
}

const Instrument* MarketQueries::find_instrument(const Symbol& symbol) const {
  const auto found = instruments_.find(symbol);
  return found == instruments_.end() ? nullptr : &found->second;
}

}  // namespace bot::tws
