#include "gateway/session.hpp"

#include "broker/tws_codes.hpp"

namespace bot::gateway {

Session::Session(std::unique_ptr<ports::Connection> connection, std::int64_t session_number)
    : number(session_number), connection_(std::move(connection)) {}

Result<std::vector<wire::Request>> Session::take(std::string_view bytes, const std::string& greeting) {
  std::vector<wire::Request> requests;
  if (stage == Stage::kClosed || stage == Stage::kSilent) return requests;
  if (stage == Stage::kHello) {
    hello_.feed(bytes);
    BOT_TRY(const auto hello, hello_.next());
    if (!hello) return requests;
    const auto version = wire::negotiate(hello->range);
    if (!version) return fail(ErrorCode::kProtocol, "the client's versions and ours do not meet");
    version_ = *version;
    stage = Stage::kStartApi;
    // In one piece, and nothing more before START_API: official clients take this frame from a single read.
    connection_->send(wire::server_hello_bytes({version_, greeting}));
    frames_.feed(hello_.take_rest());
  } else {
    frames_.feed(bytes);
  }
  for (;;) {
    BOT_TRY(const auto payload, frames_.next());
    if (!payload) return requests;
    auto request = wire::decode_request(*payload, version_);
    if (request)
      requests.push_back(std::move(*request));
    else if (stage == Stage::kReady)  // a field that cannot be read: named, and the connection stays
      send(wire::ErrorMessage{-1, broker::code::kUnreadableRequest, "Error reading request: " + request.error().text(),
                              "", 0});
    else
      return fail(request.error());
  }
}

void Session::send(const wire::Response& response) {
  if (stage == Stage::kClosed || version_ == 0 || !wire::exists_at(response, version_)) return;
  connection_->send(wire::frame(wire::encode_response(response, version_)));
}

void Session::close() {
  stage = Stage::kClosed;
  connection_->close();
}

}  // namespace bot::gateway
