// Questions about the market: instruments, snapshots, daily bars.
#include <fmt/format.h>

#include <algorithm>
#include <list>

#include "broker/tws_codes.hpp"
#include "calendar/new_york.hpp"
#include "tws/convert.hpp"
#include "tws/quote_builder.hpp"
#include "tws/session.hpp"

namespace bot::tws {
namespace {

constexpr std::size_t kSnapshotsInFlight = 50;  // TWS has 100 market data lines
constexpr Duration kPacingPause{15'000};
constexpr int kHistoryAttempts = 2;
constexpr int kPacingAttempts = 4;

Error ambiguous(const Symbol& symbol, const std::vector<wire::ContractData>& matches) {
  std::string names;
  for (const auto& match : matches) {
    names += fmt::format("{}{} on {} (con id {}, {})", names.empty() ? "" : ", ", match.contract.symbol,
                         match.contract.primary_exchange, match.contract.con_id, match.long_name);
  }
  return {ErrorCode::kRequestRejected, fmt::format("{} names {} securities: {}", symbol, matches.size(), names),
          code_text(broker::code::kNoSecurityDefinition), "Name the one that is meant by its primary exchange."};
}

}  // namespace

Result<Instrument> Client::Session::instrument(const Symbol& symbol, UtcTime deadline) {
  std::vector<wire::ContractData> matches;
  Question question{.id = new_request_id()};
  question.hear = [&](const wire::Response& response) {
    if (const auto* row = std::get_if<wire::ContractData>(&response); row != nullptr && row->req_id == question.id) {
      const auto& contract = row->contract;
      const bool fits = contract.symbol == symbol.value() && contract.sec_type == "STK" && contract.currency == "USD";
      const bool known = std::any_of(matches.begin(), matches.end(), [&](const wire::ContractData& match) {
        return match.contract.con_id == contract.con_id;
      });
      if (fits && !known) matches.push_back(*row);
    }
    const auto* end = std::get_if<wire::ContractDataEnd>(&response);
    return end != nullptr && end->req_id == question.id;
  };
  BOT_TRY_VOID(ask(question, wire::ContractDataRequest{question.id, stock_contract(symbol, ConId(0), {})},
                   limit(deadline, options_.request_timeout), fmt::format("asking what {} is", symbol)));
  if (matches.empty()) {
    return fail(ErrorCode::kRequestRejected, fmt::format("{} is no US stock or ETF that the gateway knows", symbol),
                code_text(broker::code::kNoSecurityDefinition), "Check the symbol; class shares have a blank (BRK B).");
  }
  if (matches.size() > 1) return fail(ambiguous(symbol, matches));
  BOT_TRY(auto found, instrument_of(matches.front()));
  instruments_[symbol] = found;
  return found;
}

std::vector<Result<Quote>> Client::Session::quotes(const std::vector<Instrument>& instruments, MarketDataType wanted,
                                                   UtcTime deadline) {
  struct Snapshot {
    QuoteBuilder builder;
    Question question;
    UtcTime received{};
  };
  std::list<Snapshot> snapshots;
  std::list<Listening> listening;
  const UtcTime until = limit(deadline, options_.snapshot_timeout);
  auto sent = send(wire::MarketDataTypeRequest{static_cast<int>(wanted)}, until);
  const auto open_count = [&] {
    return static_cast<std::size_t>(
        std::count_if(snapshots.begin(), snapshots.end(), [](const Snapshot& one) { return !one.question.is_over(); }));
  };
  for (const auto& instrument : instruments) {
    auto& one = snapshots.emplace_back(Snapshot{QuoteBuilder(instrument.symbol), {}, {}});
    one.question.id = new_request_id();
    one.question.hear = [this, &one](const wire::Response& response) {
      return std::visit(
          [&](const auto& message) {
            if constexpr (requires { one.builder.add(message); }) {
              if (message.req_id == one.question.id) one.builder.add(message);
            } else if constexpr (std::is_same_v<std::decay_t<decltype(message)>, wire::TickSnapshotEnd>) {
              if (message.req_id == one.question.id) one.received = loop_.now();
              return message.req_id == one.question.id;
            }
            return false;
          },
          response);
    };
    listening.emplace_back(*this, one.question);
    if (sent) loop_.run_until([&] { return open_count() <= kSnapshotsInFlight || !is_open(); }, until);
    if (sent) {
      const auto contract = stock_contract(instrument.symbol, instrument.con_id, instrument.primary_exchange);
      sent = send(wire::MarketDataRequest{one.question.id, contract, {}, true, false, {}}, until);
    }
    if (!sent) one.question.error = sent.error();
  }
  loop_.run_until([&] { return open_count() == 0 || !is_open(); }, until);
  std::vector<Result<Quote>> quotes;
  for (auto& one : snapshots) {
    const auto symbol = one.builder.finish(one.received).symbol;
    const auto what = fmt::format("asking the quote of {}", symbol);
    if (one.question.done) {
      quotes.emplace_back(one.builder.finish(one.received));
    } else {
      quotes.emplace_back(fail(one.question.error ? one.question.error->in(what) : why_not(until, what)));
      if (!one.question.error && is_open()) {
        static_cast<void>(send(wire::CancelMarketData{one.question.id}, limit(deadline, Duration{1'000})));
      }
    }
  }
  return quotes;
}

struct Client::Session::HistoryTask {
  explicit HistoryTask(const ports::BarRequest& bar_request) : request(bar_request) {}

  ports::BarRequest request;
  Question question;
  std::optional<Listening> listening;  // while it is in flight
  std::vector<wire::HistoricalBar> bars;
  bool no_data = false;
  int attempts = 0;
  int pacing = 0;
  UtcTime not_before{};
  UtcTime until{};
  std::optional<Result<std::vector<Bar>>> result;
  [[nodiscard]] bool waits() const { return !result && !listening; }
};

Result<void> Client::Session::start_history(HistoryTask& task, UtcTime deadline) {
  task.question = Question{.id = new_request_id()};
  task.bars.clear();
  task.no_data = false;
  ++task.attempts;
  const bool has_end = session_.server_version >= 196;
  task.question.hear = [&task, has_end](const wire::Response& response) {
    if (const auto* data = std::get_if<wire::HistoricalData>(&response)) {
      if (data->req_id != task.question.id) return false;
      task.bars.insert(task.bars.end(), data->bars.begin(), data->bars.end());
      return !has_end;
    }
    const auto* end = std::get_if<wire::HistoricalDataEnd>(&response);
    return end != nullptr && end->req_id == task.question.id;
  };
  task.question.hear_error = [&task](const wire::ErrorMessage& message) {
    task.no_data = broker::find_action(message.code, message.text) == broker::CodeAction::kNoData;
    task.question.done = task.no_data;
    return task.no_data;
  };
  const auto known = instruments_.find(task.request.symbol);
  const auto con_id = known == instruments_.end() ? ConId(0) : known->second.con_id;
  const auto primary = known == instruments_.end() ? std::string() : known->second.primary_exchange;
  const auto span = history_span(task.request, calendar::to_new_york(loop_.now()).date);
  wire::HistoricalDataRequest request;
  request.req_id = task.question.id;
  request.contract = stock_contract(task.request.symbol, con_id, primary);
  request.end = span.end;
  request.duration = span.duration;
  request.bar_size = "1 day";
  request.use_rth = true;
  request.what_to_show = task.request.kind == ports::BarKind::kTrades ? "TRADES" : "ADJUSTED_LAST";
  task.listening.emplace(*this, task.question);
  task.until = limit(deadline, options_.history_timeout);
  auto sent = send(request, task.until);
  if (!sent) task.listening.reset();
  return sent;
}

// Whether the task moved on: its answer, its error or its time is there.
bool Client::Session::step_history(HistoryTask& task, UtcTime deadline) {
  if (!task.listening) return false;
  const auto what = fmt::format("asking the bars of {}", task.request.symbol);
  const auto& question = task.question;
  if (question.done) {
    task.result = bars_of(task.bars, task.request);
  } else if (question.error) {
    const bool again = question.error->code == ErrorCode::kPacing && ++task.pacing < kPacingAttempts &&
                       loop_.now() + kPacingPause < deadline;
    task.not_before = loop_.now() + kPacingPause;
    if (!again) task.result = fail(question.error->in(what));
  } else if (!is_open()) {
    task.result = fail(why_not(task.until, what));
  } else if (loop_.now() >= task.until) {
    static_cast<void>(send(wire::CancelHistoricalData{question.id}, limit(deadline, Duration{1'000})));
    if (task.attempts >= kHistoryAttempts || loop_.now() >= deadline) task.result = fail(why_not(task.until, what));
  } else {
    return false;
  }
  task.listening.reset();
  return true;
}

std::vector<Result<std::vector<Bar>>> Client::Session::daily_bars(
    const std::vector<ports::BarRequest>& requests, UtcTime deadline,
    const std::function<void(std::size_t done)>& progress) {
  std::list<HistoryTask> tasks(requests.begin(), requests.end());
  std::size_t done = 0;
  const auto in_flight = [&] {
    return static_cast<std::size_t>(
        std::count_if(tasks.begin(), tasks.end(), [](const HistoryTask& task) { return task.listening.has_value(); }));
  };
  const auto tell = [&] {
    ++done;
    if (progress) progress(done);
  };
  while (done < tasks.size()) {
    UtcTime wake = deadline;
    for (auto& task : tasks) {
      if (task.waits() && task.not_before <= loop_.now() && in_flight() < options_.history_in_flight) {
        auto started = start_history(task, deadline);
        if (!started) {
          task.result = fail(std::move(started).error());
          tell();
        }
      }
      if (task.listening) wake = std::min(wake, task.until);
      if (task.waits() && task.not_before > loop_.now()) wake = std::min(wake, task.not_before);
    }
    const bool moved = loop_.run_until(
        [&] {
          return !is_open() || std::any_of(tasks.begin(), tasks.end(), [](const HistoryTask& task) {
            return task.listening.has_value() && task.question.is_over();
          });
        },
        wake);
    for (auto& task : tasks) {
      if (step_history(task, deadline) && task.result) tell();
    }
    const bool stopped = !moved && loop_.now() < wake;
    if (!stopped && is_open() && loop_.now() < deadline) continue;
    for (auto& task : tasks) {
      if (task.result) continue;
      task.listening.reset();
      task.result = fail(why_not(deadline, fmt::format("asking the bars of {}", task.request.symbol)));
      tell();
    }
  }
  std::vector<Result<std::vector<Bar>>> answers;
  for (auto& task : tasks) answers.push_back(std::move(*task.result));
  return answers;
}

}  // namespace bot::tws
