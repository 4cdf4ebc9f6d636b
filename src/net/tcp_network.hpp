// TCP by Boost.Asio behind ports::Network.
#pragma once

#include "net/loop.hpp"
#include "ports/network.hpp"

namespace bot::net {

class TcpNetwork final : public ports::Network {
 public:
  explicit TcpNetwork(Loop& loop) : loop_(loop) {}
  Result<std::unique_ptr<ports::Connection>> connect(const ports::Endpoint& to, UtcTime deadline) override;
  Result<std::unique_ptr<ports::Listener>> listen(
      const ports::Endpoint& at, std::function<void(std::unique_ptr<ports::Connection>)> on_accept) override;

 private:
  Loop& loop_;
};

}  // namespace bot::net
