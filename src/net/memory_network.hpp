// Byte streams inside one process without a kernel: what is sent arrives one loop turn later, in order. For
// simulation, where a year passes in seconds, and for tests.
#pragma once

#include <map>

#include "ports/event_loop.hpp"
#include "ports/network.hpp"

namespace bot::net {

class MemoryNetwork final : public ports::Network {
 public:
  explicit MemoryNetwork(ports::EventLoop& loop);
  ~MemoryNetwork() override;
  MemoryNetwork(const MemoryNetwork&) = delete;
  MemoryNetwork& operator=(const MemoryNetwork&) = delete;
  Result<std::unique_ptr<ports::Connection>> connect(const ports::Endpoint& to, UtcTime deadline) override;
  Result<std::unique_ptr<ports::Listener>> listen(
      const ports::Endpoint& at, std::function<void(std::unique_ptr<ports::Connection>)> on_accept) override;

  struct Ports;

 private:
  ports::EventLoop& loop_;
  std::shared_ptr<Ports> ports_;
};

}  // namespace bot::net
