#include "tws/pending_requests.hpp"

#include <algorithm>

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

}  // namespace bot::tws
