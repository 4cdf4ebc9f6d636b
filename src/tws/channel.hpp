// The connection to TWS as a channel of messages: opens it, agrees on a version, cuts frames, keeps to the rate limit,
// and matches answers to the requests that wait for them. Knows nothing of accounts, quotes or orders.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "ports/event_loop.hpp"
#include "ports/log.hpp"
#include "ports/network.hpp"
#include "tws/options.hpp"
#include "tws/order_ids.hpp"
#include "tws/pending_requests.hpp"
#include "tws/token_bucket.hpp"
#include "wire/codec.hpp"
#include "wire/frame.hpp"
#include "wire/handshake.hpp"

namespace bot::tws {

inline constexpr std::string_view kLoginFix =
    "Log in to TWS or IB Gateway (a second factor may be due), answer its dialogs, and check its API settings: socket "
    "clients enabled, this port, this address trusted.";

// A gateway that serves as many clients as it may closes a further connection without a word.
inline constexpr std::string_view kTooManyClientsFix =
    "Probably as many clients are connected as it serves (TWS and IB Gateway: 32; bot gateway: --max-clients). Or: ";

// One of several that are asked together. Stays where it is while it is asked.
struct BatchedRequest {
  PendingRequest pending;
  wire::Request request;
  std::string what;               // for the error
  TokenBucket* bucket = nullptr;  // a rate limit of its kind; none: the channel's alone
  bool sent = false;
};

class Channel {
 public:
  // Called inside the event loop.
  struct Handler {
    std::function<void()> on_bytes = nullptr;                         // the gateway lives
    std::function<void(const wire::Response&)> on_message = nullptr;  // before the pending requests are shown it
    // A message that cannot be read and that no question took for a hole in its answer.
    std::function<void(const Unreadable&, std::string_view payload)> on_unreadable = nullptr;
    std::function<void(const std::string& reason)> on_closed = nullptr;  // once, unless we disconnect ourselves
  };
  // All have to outlive it.
  Channel(ports::EventLoop& loop, ports::Network& network, ports::Log& log, const Options& options, Handler handler);
  ~Channel() { disconnect(); }
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  // TCP and the version handshake. Errors of ports::Network::connect; kDisconnected: it was closed meanwhile; kLogin:
  // it does not answer; kProtocol; kInterrupted.
  Result<void> open(UtcTime deadline);
  void disconnect();
  // Ours, for a reason of ours: on_closed is called.
  void close(std::string_view reason);
  [[nodiscard]] bool is_open() const { return connection_ != nullptr && connection_->is_open() && !closed_; }
  // 0 until open() has succeeded.
  [[nodiscard]] int server_version() const { return server_version_; }
  [[nodiscard]] const std::string& close_reason() const { return close_reason_; }

  [[nodiscard]] std::int64_t make_request_id();
  [[nodiscard]] PendingRequests& pending() { return pending_; }
  // Waits for a token and hands the frame to the connection; on an error nothing of it was handed over. kDisconnected,
  // kTimeout, kInterrupted.
  Result<void> send(const wire::Request& request, UtcTime deadline);
  Result<void> wait_for_token(TokenBucket& bucket, UtcTime deadline);
  // Sends and waits for the answer's end. The error that the gateway gave, or as send(). Without a whole
  // answer, the connection of a question that has no id is closed: the rest would be taken for the next one's answer.
  Result<void> ask(PendingRequest& pending, const wire::Request& request, UtcTime deadline, std::string_view what);
  // The same for questions with ids, at most `at_once` of them in flight; one answer to each, in their order.
  std::vector<Result<void>> ask_each(std::list<BatchedRequest>& questions, std::size_t at_once, UtcTime deadline);
  // Runs the loop until `done`, the end of the connection or the deadline; false: the deadline came, or an
  // interruption.
  bool wait(const std::function<bool()>& done, UtcTime deadline);
  // Why `what` came to nothing: not connected, interrupted, or no complete answer in time.
  [[nodiscard]] Error explain(UtcTime deadline, std::string_view what) const;
  [[nodiscard]] std::string where() const;  // "127.0.0.1:4002"

  [[nodiscard]] UtcTime now() const { return loop_.now(); }
  [[nodiscard]] UtcTime limit(UtcTime deadline, Duration timeout) const;
  // Messages that could not be read or that nobody knows.

 private:
  void receive(std::string_view bytes);
  void receive_payload(const std::string& payload);

  ports::EventLoop& loop_;
  ports::Network& network_;
  ports::Log& log_;
  const Options& options_;
  Handler handler_;
  std::unique_ptr<ports::Connection> connection_;
  wire::FrameSplitter splitter_;
  bool closed_ = false;
  std::string close_reason_;
  std::optional<wire::ServerHello> hello_;
  std::optional<Error> handshake_error_;
  int server_version_ = 0;
  PendingRequests pending_;
  std::int64_t next_request_id_ = kLargestId;
  TokenBucket messages_;
  std::set<int> unknown_ids_;
};

}  // namespace bot::tws
