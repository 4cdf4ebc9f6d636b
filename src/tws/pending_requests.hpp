// The requests that wait for an answer. Every message is shown to all of them; an error that names a request ends it,
// and so does a message of its answer that cannot be read.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "base/error.hpp"
#include "tws/reading.hpp"
#include "wire/responses.hpp"

namespace bot::tws {

struct PendingRequest {
  std::int64_t id = 0;  // 0: its answer has no id
  // Sees every message; whether the answer is whole now.
  std::function<bool(const wire::Response&)> on_message = nullptr;
  // Sees the errors and notices with `id` first; true: dealt with, nothing more is made of it.
  std::function<bool(const wire::ErrorMessage&)> on_error = nullptr;
  std::vector<int> answer_ids{};  // of the messages that its answer is made of; known once it is sent
  bool done = false;
  std::optional<Error> error = std::nullopt;

  [[nodiscard]] bool is_over() const { return done || error.has_value(); }
};

class PendingRequests {
 public:
  // Keeps a request among those that wait. Both have to outlive it.
  class Registration {
   public:
    Registration(PendingRequests& all, PendingRequest& request) : all_(all), request_(request) {
      all_.waiting_.push_back(&request_);
    }
    ~Registration() { std::erase(all_.waiting_, &request_); }
    Registration(const Registration&) = delete;
    Registration& operator=(const Registration&) = delete;

   private:
    PendingRequests& all_;
    PendingRequest& request_;
  };

  [[nodiscard]] bool contains(std::int64_t id) const;
  void dispatch(const wire::Response& response);
  // `request` is on its way: whoever waits for it has an answer of this shape.
  void note_sent(const wire::Request& request);
  // Ends the question that the message belongs to: the one that it names, or else every one that waits for such
  // messages; where nobody waits for such and it is none that comes by itself, its id cannot be believed either, and
  // every question ends. Whether any did.
  bool fail_unreadable(const Unreadable& message);

 private:
  void dispatch_error(const wire::ErrorMessage& message);

  std::vector<PendingRequest*> waiting_;
};

}  // namespace bot::tws
