// Byte streams between two ends, by TCP or in memory. Callbacks come from inside EventLoop::run_until.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"

namespace bot::ports {

struct Endpoint {
  std::string host = "127.0.0.1";
  int port = 0;

  bool operator==(const Endpoint&) const = default;
};
// "127.0.0.1:4002": some host and a port up to 65535; none for any other text.
[[nodiscard]] std::optional<Endpoint> parse_endpoint(std::string_view text);

// What may be the name or the address of a computer: no blank, no part of a web address, no port behind it.
[[nodiscard]] bool is_host(std::string_view text);

class Connection {
 public:
  struct Handler {
    std::function<void(std::string_view bytes)> on_bytes;
    std::function<void(std::string_view reason)> on_closed{};  // once, and never after our own close()
  };
  virtual ~Connection() = default;  // closes
  virtual void set_handler(Handler handler) = 0;
  // Queues all bytes for sending, in order. On a closed connection they are dropped; on_closed has reported it.
  virtual void send(std::string_view bytes) = 0;
  virtual void close() = 0;
  [[nodiscard]] virtual bool is_open() const = 0;
};

class Listener {
 public:
  virtual ~Listener() = default;                        // stops listening; accepted connections live on
  [[nodiscard]] virtual Endpoint endpoint() const = 0;  // with the port that was really taken
};

class Network {
 public:
  virtual ~Network() = default;
  // Waits (running the loop) until connected; kRefused, kTimeout or kNetwork otherwise.
  virtual Result<std::unique_ptr<Connection>> connect(const Endpoint& to, UtcTime deadline) = 0;
  // Port 0 takes a free one; kPortInUse when another has it.
  virtual Result<std::unique_ptr<Listener>> listen(const Endpoint& at,
                                                   std::function<void(std::unique_ptr<Connection>)> on_accept) = 0;
};

}  // namespace bot::ports
