// Ends the program at its n-th step: before and after every durable record and every frame it writes. The end is an
// exception that only SimulationHarness catches: nothing of the program runs after it but destructors, and those write
// nothing.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "ports/network.hpp"

namespace bot::simulate {

struct PowerCut {};

struct Killer {
  std::optional<int> at;  // counted from 1; none: nobody is killed
  int steps = 0;
  bool dead = false;
  std::string where;

  void step(const std::string& what) {
    if (dead || ++steps != at) return;
    dead = true;
    where = what;
    throw PowerCut{};
  }
};

// The program's own end of the network; the gateway's is the plain one.
class KillableNetwork final : public ports::Network {
 public:
  KillableNetwork(ports::Network& inner, Killer& killer) : inner_(inner), killer_(killer) {}
  Result<std::unique_ptr<ports::Connection>> connect(const ports::Endpoint& to, UtcTime deadline) override;
  Result<std::unique_ptr<ports::Listener>> listen(
      const ports::Endpoint& at, std::function<void(std::unique_ptr<ports::Connection>)> on_accept) override {
    return inner_.listen(at, std::move(on_accept));
  }

 private:
  ports::Network& inner_;
  Killer& killer_;
};

}  // namespace bot::simulate
