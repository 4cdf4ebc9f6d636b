#include "tws/history_queries.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <list>

#include "broker/tws_codes.hpp"
#include "calendar/new_york.hpp"
#include "tws/convert.hpp"
#include "wire/server_versions.hpp"

namespace bot::tws {
namespace {

constexpr Duration kPacingPause{15'000};
constexpr int kMaxAttempts = 2;
constexpr int kMaxPacingAttempts = 4;

}  // namespace

struct HistoryQueries::Task {
  explicit Task(const ports::BarRequest& bar_request) : request(bar_request) {}

  ports::BarRequest request;
  PendingRequest pending;
  std::optional<PendingRequests::Registration> in_flight;
  std::vector<wire::HistoricalBar> bars;
  int attempts = 0;
  int pacing = 0;
  UtcTime not_before{};
  UtcTime until{};
  std::optional<Result<std::vector<Bar>>> result;
  [[nodiscard]] bool waits() const { return !result && !in_flight; }
};

Result<void> HistoryQueries::start(Task& task, UtcTime deadline) {
  task.pending = PendingRequest{.id = channel_.make_request_id()};
  task.bars.clear();
  ++task.attempts;
  const bool has_end = channel_.server_version() >= wire::since::kHistoricalDataEnd;
  task.pending.on_message = [&task, has_end](const wire::Response& response) {
    if (const auto* data = std::get_if<wire::HistoricalData>(&response)) {
      if (data->req_id != task.pending.id) return false;
      task.bars.insert(task.bars.end(), data->bars.begin(), data->bars.end());
      return !has_end;
    }
    const auto* end = std::get_if<wire::HistoricalDataEnd>(&response);
    return end != nullptr && end->req_id == task.pending.id;
  };
  task.pending.on_error = [&task](const wire::ErrorMessage& message) {
    task.pending.done = broker::find_action(message.code, message.text) == broker::CodeAction::kNoData;
    return task.pending.done;
  };
  const Instrument* const known = market_.find_instrument(task.request.symbol);
  const auto span = make_history_span(task.request, calendar::to_new_york(channel_.now()).date);
  wire::HistoricalDataRequest request;
  request.req_id = task.pending.id;
  request.contract = make_stock_contract(task.request.symbol, known == nullptr ? ConId(0) : known->con_id,
                                         known == nullptr ? std::string() : known->primary_exchange);
  request.end = span.end;
  request.duration = span.duration;
  request.bar_size = "1 day";
  request.use_rth = true;
  request.what_to_show = task.request.kind == ports::BarKind::kTrades ? "TRADES" : "ADJUSTED_LAST";
  task.in_flight.emplace(channel_.pending(), task.pending);
  task.until = channel_.limit(deadline, options_.history_timeout);
  auto sent = channel_.send(request, task.until);
  if (!sent) task.in_flight.reset();
  return sent;
}

bool HistoryQueries::step(Task& task, UtcTime deadline) {
  if (!task.in_flight) return false;
  const auto what = fmt::format("asking the bars of {}", task.request.symbol);
  const auto& pending = task.pending;
  if (pending.done) {
    task.result = to_bars(task.bars, task.request);
  } else if (pending.error) {
    const bool again = pending.error->code == ErrorCode::kPacing && ++task.pacing < kMaxPacingAttempts &&
                       channel_.now() + kPacingPause < deadline;
    task.not_before = channel_.now() + kPacingPause;
    if (!again) task.result = fail(pending.error->in(what));
  } else if (!channel_.is_open()) {
    task.result = fail(channel_.explain(task.until, what));
  } else if (channel_.now() >= task.until) {
    static_cast<void>(channel_.send(wire::CancelHistoricalData{pending.id}, channel_.limit(deadline, Duration{1'000})));
    if (task.attempts >= kMaxAttempts || channel_.now() >= deadline)
      task.result = fail(channel_.explain(task.until, what));
  } else {
    return false;
  }
  task.in_flight.reset();
  return true;
}

std::vector<Result<std::vector<Bar>>> HistoryQueries::ask_daily_bars(
    const std::vector<ports::BarRequest>& requests, UtcTime deadline,
    const std::function<void(std::size_t done)>& progress) {
  std::list<Task> tasks(requests.begin(), requests.end());
  std::size_t done = 0;
  const auto count_in_flight = [&] {
    return static_cast<std::size_t>(
        std::ranges::count_if(tasks, [](const Task& task) { return task.in_flight.has_value(); }));
  };
  const auto report = [&] {
    ++done;
    if (progress) progress(done);
  };
  while (done < tasks.size()) {
    UtcTime wake = deadline;
    for (auto& task : tasks) {
      if (task.waits() && task.not_before <= channel_.now() && count_in_flight() < options_.history_in_flight) {
        auto started = start(task, deadline);
        if (!started) {
          task.result = fail(std::move(started).error());
          report();
        }
      }
      if (task.in_flight) wake = std::min(wake, task.until);
      if (task.waits() && task.not_before > channel_.now()) wake = std::min(wake, task.not_before);
    }
    const auto any_over = [&] {
      return std::ranges::any_of(tasks,
                                 [](const Task& task) { return task.in_flight.has_value() && task.pending.is_over(); });
    };
    const bool moved = channel_.wait(any_over, wake);
    for (auto& task : tasks) {
      if (step(task, deadline) && task.result) report();
    }
    const bool stopped = !moved && channel_.now() < wake;
    if (!stopped && channel_.is_open() && channel_.now() < deadline) continue;
    for (auto& task : tasks) {
      if (task.result) continue;
      task.in_flight.reset();
      task.result = fail(channel_.explain(deadline, fmt::format("asking the bars of {}", task.request.symbol)));
      report();
    }
  }
  std::vector<Result<std::vector<Bar>>> answers;
  for (auto& task : tasks) answers.push_back(std::move(*task.result));
  return answers;
}

}  // namespace bot::tws
