#include "net/memory_network.hpp"

#include <fmt/format.h>

namespace bot::net {
namespace {

using Accept = std::function<void(std::unique_ptr<ports::Connection>)>;

// One end. Both ends hold each other weakly; a delivery on its way holds its receiver.
struct End : std::enable_shared_from_this<End> {
  explicit End(ports::EventLoop& event_loop) : loop(event_loop) {}
  ports::EventLoop& loop;
  std::weak_ptr<End> peer;
  ports::Connection::Handler handler;
  std::string waiting;  // came before there was a handler
  bool open = true;
  bool has_handler = false;

  void deliver(const std::string& bytes) {
    if (!open) return;
    if (!has_handler) {
      waiting += bytes;
      return;
    }
    const auto on_bytes = handler.on_bytes;
    if (on_bytes) on_bytes(bytes);
  }
  void peer_closed() {
    if (!open) return;
    open = false;
    const auto on_closed = std::move(handler.on_closed);
    handler = {};
    if (on_closed) on_closed("the other side closed the connection");
  }
};

class MemoryConnection final : public ports::Connection {
 public:
  explicit MemoryConnection(std::shared_ptr<End> end) : end_(std::move(end)) {}
  ~MemoryConnection() override { MemoryConnection::close(); }
  MemoryConnection(const MemoryConnection&) = delete;
  MemoryConnection& operator=(const MemoryConnection&) = delete;

  void set_handler(Handler handler) override {
    end_->handler = std::move(handler);
    end_->has_handler = true;
    if (end_->waiting.empty()) return;
    end_->loop.call_at(end_->loop.now(),
                       [end = end_, bytes = std::exchange(end_->waiting, {})] { end->deliver(bytes); });
  }
  void send(std::string_view bytes) override {
    if (!end_->open || bytes.empty()) return;
    if (const auto peer = end_->peer.lock())
      end_->loop.call_at(end_->loop.now(), [peer, copy = std::string(bytes)] { peer->deliver(copy); });
  }
  void close() override {
    if (!end_->open) return;
    end_->open = false;
    end_->handler = {};
    if (const auto peer = end_->peer.lock()) end_->loop.call_at(end_->loop.now(), [peer] { peer->peer_closed(); });
  }
  [[nodiscard]] bool is_open() const override { return end_->open; }

 private:
  std::shared_ptr<End> end_;
};

}  // namespace

struct MemoryNetwork::Ports {
  std::map<int, Accept> listening;
  int next_free = 40'000;
};

namespace {

class MemoryListener final : public ports::Listener {
 public:
  MemoryListener(std::shared_ptr<MemoryNetwork::Ports> ports, int port) : ports_(std::move(ports)), port_(port) {}
  ~MemoryListener() override { ports_->listening.erase(port_); }
  MemoryListener(const MemoryListener&) = delete;
  MemoryListener& operator=(const MemoryListener&) = delete;
  [[nodiscard]] ports::Endpoint endpoint() const override { return {"127.0.0.1", port_}; }

 private:
  std::shared_ptr<MemoryNetwork::Ports> ports_;
  int port_;
};

}  // namespace

MemoryNetwork::MemoryNetwork(ports::EventLoop& loop) : loop_(loop), ports_(std::make_shared<Ports>()) {}
MemoryNetwork::~MemoryNetwork() = default;

Result<std::unique_ptr<ports::Connection>> MemoryNetwork::connect(const ports::Endpoint& to, UtcTime) {
  const auto listening = ports_->listening.find(to.port);
  if (listening == ports_->listening.end())
    return fail(ErrorCode::kRefused, "nothing listens at this address", fmt::format("{}:{}", to.host, to.port));
  const auto near = std::make_shared<End>(loop_);
  const auto far = std::make_shared<End>(loop_);
  near->peer = far;
  far->peer = near;
  loop_.call_at(loop_.now(), [ports = ports_, port = to.port, far] {
    const auto accepting = ports->listening.find(port);
    auto connection = std::make_unique<MemoryConnection>(far);
    if (accepting != ports->listening.end()) accepting->second(std::move(connection));
  });
  return std::make_unique<MemoryConnection>(near);
}

Result<std::unique_ptr<ports::Listener>> MemoryNetwork::listen(
    const ports::Endpoint& at, std::function<void(std::unique_ptr<ports::Connection>)> on_accept) {
  const int port = at.port == 0 ? ports_->next_free++ : at.port;
  if (!ports_->listening.emplace(port, std::move(on_accept)).second)
    return fail(ErrorCode::kPortInUse, "another listens here", fmt::format("{}:{}", at.host, port));
  return std::make_unique<MemoryListener>(ports_, port);
}

}  // namespace bot::net
