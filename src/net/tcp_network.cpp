#include "net/tcp_network.hpp"

#include <fmt/format.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <deque>
#include <optional>
#include <vector>

#include "net/loop_impl.hpp"

namespace bot::net {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

// A peer that stops answering is given up by the kernel after this long, also with bytes of ours unanswered.
constexpr unsigned kUserTimeoutMs = 20'000;

// Bytes that wait for a peer that does not read; one that reads is never behind by a hundredth of it.
constexpr std::size_t kMaxQueued = 64UL << 20;

std::string reason(error_code error) {
  if (error == boost::asio::error::eof) return "the other side closed the connection";
  if (error == boost::asio::error::no_buffer_space) return "the other side does not read what is sent to it";
  return error.message();
}

// One socket with its queues. Kept alive by its pending operations; the TcpConnection that the user owns may go first.
class Stream : public std::enable_shared_from_this<Stream> {
 public:
  Stream(Loop::Impl& loop, tcp::socket socket) : loop_(loop), socket_(std::move(socket)) {
    error_code ignored;
    static_cast<void>(socket_.set_option(tcp::no_delay(true), ignored));
    static_cast<void>(socket_.set_option(boost::asio::socket_base::keep_alive(true), ignored));
    setsockopt(socket_.native_handle(), IPPROTO_TCP, TCP_USER_TIMEOUT, &kUserTimeoutMs, sizeof kUserTimeoutMs);
  }

  void set_handler(ports::Connection::Handler handler) {
    handler_ = std::move(handler);
    if (!reading_ && open_) read();
  }

  void send(std::string_view bytes) {
    if (!open_ || bytes.empty()) return;
    if (queued_ + bytes.size() > kMaxQueued) return give_up();
    queue_.emplace_back(bytes);
    queued_ += bytes.size();
    loop_.bytes_sent += bytes.size();
    if (queue_.size() == 1) write();
  }

  void close() {
    if (!open_) return;
    open_ = false;
    handler_ = {};
    // What send() took is still written; then the socket goes.
    if (queue_.empty()) shut();
  }

  [[nodiscard]] bool is_open() const { return open_; }

 private:
  void read() {
    reading_ = true;
    socket_.async_read_some(boost::asio::buffer(buffer_),
                            [self = shared_from_this()](error_code error, std::size_t count) {
                              self->loop_.bytes_received += count;
                              if (!self->open_) return;
                              if (error) return self->lost(error);
                              if (self->handler_.on_bytes) {
                                const auto on_bytes = self->handler_.on_bytes;  // may replace the handler
                                on_bytes({self->buffer_.data(), count});
                              }
                              if (self->open_) self->read();
                            });
  }

  void write() {
    boost::asio::async_write(socket_, boost::asio::buffer(queue_.front()),
                             [self = shared_from_this()](error_code error, std::size_t) {
                               self->queued_ -= self->queue_.front().size();
                               self->queue_.pop_front();
                               if (error) return self->lost(error);
                               if (!self->queue_.empty()) return self->write();
                               if (!self->open_) self->shut();
                             });
  }

  // Reported from the loop: whoever sends may be in the midst of its own work.
  void give_up() {
    boost::asio::post(socket_.get_executor(),
                      [self = shared_from_this()] { self->lost(boost::asio::error::no_buffer_space); });
  }

  void lost(error_code error) {
    if (!open_) return;
    open_ = false;
    shut();
    const auto on_closed = std::move(handler_.on_closed);
    handler_ = {};
    if (on_closed) on_closed(reason(error));
  }

  void shut() {
    error_code ignored;
    static_cast<void>(socket_.shutdown(tcp::socket::shutdown_both, ignored));
    static_cast<void>(socket_.close(ignored));
  }

  Loop::Impl& loop_;
  tcp::socket socket_;
  ports::Connection::Handler handler_;
  std::deque<std::string> queue_;
  std::size_t queued_ = 0;  // bytes in queue_
  std::array<char, 65536> buffer_{};
  bool reading_ = false;
  bool open_ = true;
};

class TcpConnection final : public ports::Connection {
 public:
  explicit TcpConnection(std::shared_ptr<Stream> stream) : stream_(std::move(stream)) {}
  ~TcpConnection() override { stream_->close(); }
  TcpConnection(const TcpConnection&) = delete;
  TcpConnection& operator=(const TcpConnection&) = delete;
  void set_handler(Handler handler) override { stream_->set_handler(std::move(handler)); }
  void send(std::string_view bytes) override { stream_->send(bytes); }
  void close() override { stream_->close(); }
  [[nodiscard]] bool is_open() const override { return stream_->is_open(); }

 private:
  std::shared_ptr<Stream> stream_;
};

using OnAccept = std::function<void(std::unique_ptr<ports::Connection>)>;

class Acceptor : public std::enable_shared_from_this<Acceptor> {
 public:
  Acceptor(Loop::Impl& loop, tcp::acceptor acceptor, OnAccept on_accept)
      : loop_(loop), acceptor_(std::move(acceptor)), on_accept_(std::move(on_accept)) {}
  void accept() {
    acceptor_.async_accept([self = shared_from_this()](error_code error, tcp::socket socket) {
      if (self->stopped_) return;
      if (!error)
        self->on_accept_(std::make_unique<TcpConnection>(std::make_shared<Stream>(self->loop_, std::move(socket))));
      if (!self->stopped_) self->accept();
    });
  }
  void stop() {
    stopped_ = true;
    error_code ignored;
    static_cast<void>(acceptor_.close(ignored));
  }
  [[nodiscard]] tcp::endpoint local() const { return acceptor_.local_endpoint(); }

 private:
  Loop::Impl& loop_;
  tcp::acceptor acceptor_;
  OnAccept on_accept_;
  bool stopped_ = false;
};

class TcpListener final : public ports::Listener {
 public:
  explicit TcpListener(std::shared_ptr<Acceptor> acceptor) : acceptor_(std::move(acceptor)) {}
  ~TcpListener() override { acceptor_->stop(); }
  TcpListener(const TcpListener&) = delete;
  TcpListener& operator=(const TcpListener&) = delete;
  [[nodiscard]] ports::Endpoint endpoint() const override {
    const auto local = acceptor_->local();
    return {local.address().to_string(), local.port()};
  }

 private:
  std::shared_ptr<Acceptor> acceptor_;
};

std::string address_text(const ports::Endpoint& at) { return fmt::format("{}:{}", at.host, at.port); }

// State of one attempt, shared with handlers that may come after the attempt was given up.
struct Attempt {
  explicit Attempt(boost::asio::io_context& io) : resolver(io), socket(io) {}
  tcp::resolver resolver;
  tcp::socket socket;
  std::optional<error_code> outcome;
  bool resolved = false;
};

}  // namespace

Result<std::unique_ptr<ports::Connection>> TcpNetwork::connect(const ports::Endpoint& to, UtcTime deadline) {
  Loop::Impl& loop = loop_.impl();
  const auto attempt = std::make_shared<Attempt>(loop.io);
  ++loop.connects_pending;
  const auto connect_to = [attempt](const auto& endpoints) {
    attempt->resolved = true;
    boost::asio::async_connect(attempt->socket, endpoints,
                               [attempt](error_code failed, const tcp::endpoint&) { attempt->outcome = failed; });
  };
  error_code not_literal;
  const auto address = boost::asio::ip::make_address(to.host, not_literal);
  if (!not_literal) {
    connect_to(std::vector{tcp::endpoint(address, static_cast<unsigned short>(to.port))});
  } else {
    attempt->resolver.async_resolve(
        to.host, std::to_string(to.port),
        [attempt, connect_to](error_code error, const tcp::resolver::results_type& results) {
          if (error) {
            attempt->outcome = error;
          } else {
            connect_to(results);
          }
        });
  }
  const bool answered = loop_.run_until([&] { return attempt->outcome.has_value(); }, deadline);
  --loop.connects_pending;
  if (!answered) {
    attempt->resolver.cancel();
    error_code ignored;
    static_cast<void>(attempt->socket.close(ignored));
    if (loop_.interrupted()) return fail(ErrorCode::kInterrupted, "stopped while connecting", address_text(to));
    return fail(ErrorCode::kTimeout, "no connection in time", address_text(to),
                "Check the address, and that a firewall does not swallow it.");
  }
  if (*attempt->outcome) {
    const std::string why = attempt->outcome->message();
    if (*attempt->outcome == boost::asio::error::connection_refused)
      return fail(ErrorCode::kRefused, "nothing listens at this address", address_text(to),
                  "Start TWS or IB Gateway, switch its API on, and compare the port.");
    if (!attempt->resolved)
      return fail(Error{ErrorCode::kRefused, why, address_text(to), "Check gateway.host."}.in(
          "the host name cannot be resolved"));
    return fail(Error{ErrorCode::kRefused, why, address_text(to), {}}.in("cannot connect"));
  }
  return std::make_unique<TcpConnection>(std::make_shared<Stream>(loop, std::move(attempt->socket)));
}

Result<std::unique_ptr<ports::Listener>> TcpNetwork::listen(
    const ports::Endpoint& at, std::function<void(std::unique_ptr<ports::Connection>)> on_accept) {
  Loop::Impl& loop = loop_.impl();
  error_code error;
  const auto address = boost::asio::ip::make_address(at.host == "localhost" ? "127.0.0.1" : at.host, error);
  if (error || at.port < 0 || at.port > 65535)
    return fail(ErrorCode::kUsage, "not an address to listen at", address_text(at), "Write it as 127.0.0.1:4002.");
  tcp::acceptor acceptor(loop.io);
  const tcp::endpoint endpoint(address, static_cast<unsigned short>(at.port));
  static_cast<void>(acceptor.open(endpoint.protocol(), error));
  if (!error) static_cast<void>(acceptor.set_option(tcp::acceptor::reuse_address(true), error));
  if (!error) static_cast<void>(acceptor.bind(endpoint, error));
  if (!error) static_cast<void>(acceptor.listen(boost::asio::socket_base::max_listen_connections, error));
  if (error)
    return fail(
        Error{ErrorCode::kPortInUse, error.message(), address_text(at), "Choose another port, or 0 for a free one."}.in(
            "cannot listen"));
  auto accepting = std::make_shared<Acceptor>(loop, std::move(acceptor), std::move(on_accept));
  accepting->accept();
  return std::make_unique<TcpListener>(std::move(accepting));
}

}  // namespace bot::net
