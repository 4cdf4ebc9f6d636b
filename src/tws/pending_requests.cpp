#include "tws/pending_requests.hpp"

#include <algorithm>
#include <ranges>

#include "broker/tws_codes.hpp"
#include "tws/convert.hpp"

namespace bot::tws {

bool PendingRequests::contains(std::int64_t id) const {
  return std::ranges::find(waiting_, id, &PendingRequest::id) != waiting_.end();
}

void PendingRequests::dispatch_error(const wire::ErrorMessage& message) {
  if (message.id <= 0) return;
  for (PendingRequest* const request : waiting_) {
    if (request->id != message.id || request->is_over()) continue;
    if (request->on_error && request->on_error(message)) continue;
    if (broker::ends_request(message.code, message.text)) request->error = to_error(message);
  }
}

void PendingRequests::dispatch(const wire::Response& response) {
  if (const auto* const message = std::get_if<wire::ErrorMessage>(&response)) dispatch_error(*message);
  // Whoever is shown the message may end the wait of another.
  const auto shown = waiting_;
  for (PendingRequest* const request : shown) {
    const bool still_waits = std::ranges::find(waiting_, request) != waiting_.end();
    if (still_waits && !request->is_over() && request->on_message(response)) request->done = true;
  }
}

void PendingRequests::note_sent(const wire::Request& request) {
  AnswerShape shape = find_answer_shape(request);
  if (shape.message_ids.empty()) return;
  // The one that was registered last: requests without an id are asked one after the other.
  for (PendingRequest* const waiting : waiting_ | std::views::reverse) {
    if (waiting->id != shape.request_id || !waiting->answer_ids.empty()) continue;
    waiting->answer_ids = std::move(shape.message_ids);
    return;
  }
}

bool PendingRequests::fail_unreadable(const Unreadable& message) {
  bool failed = false;
  const auto fail_where = [&](const auto& belongs) {
    for (PendingRequest* const request : waiting_) {
      if (request->is_over() || !belongs(*request)) continue;
      request->error = Error{ErrorCode::kProtocol,
                             "the answer has a hole: " + message.why,
                             {},
                             "Try again. If it stays, the gateway speaks otherwise than docs/protocol.md says: report "
                             "the line, and restart TWS or IB Gateway meanwhile."};
      failed = true;
    }
    return failed;
  };
  const auto expects = [&](const PendingRequest& request) {
    return std::ranges::find(request.answer_ids, message.message_id) != request.answer_ids.end();
  };
  if (fail_where([&](const PendingRequest& request) { return expects(request) && message.request_id == request.id; }))
    return true;
  // What-ifs are answered under their own ids; any other open order is one that is or was on the list.
  if (fail_where([&](const PendingRequest& request) {
        return expects(request) && (request.id == 0 || !comes_by_itself(message.message_id));
      }))
    return true;
  if (message.message_id != -1 && comes_by_itself(message.message_id)) return false;
  return fail_where([](const PendingRequest&) { return true; });
}

}  // namespace bot::tws
