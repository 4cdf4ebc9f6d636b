// A traded account with a machine and a gateway around it, for what looks at it from outside of a run.
#pragma once

#include "monitor/account.hpp"
#include "monitor/gateway_access.hpp"
#include "ports/disk.hpp"
#include "support/trade_world.hpp"

namespace bot::monitor {

inline const AccountId kOurs{"DU0000001"};

class FakeDisk final : public ports::Disk {
 public:
  [[nodiscard]] Result<ports::FileMode> mode_of(const std::string&) const override { return mode; }
  [[nodiscard]] Result<ports::DiskSpace> space_at(const std::string&) const override { return space; }
  ports::FileMode mode{.bits = 0600, .is_symlink = false, .is_ours = true};
  ports::DiskSpace space{.bytes = 1ULL << 40, .files = 1ULL << 20};
};

struct MonitoredWorld : test::TradeWorld {
  FakeDisk disk_of_machine;
  GatewayAccess gateway{[this]() -> Result<GatewayLink> {
    BOT_TRY(ports::BrokerSession session, broker.connect(loop.now() + std::chrono::seconds{10}));
    return GatewayLink{.session = std::move(session), .broker = broker, .bars = broker};
  }};

  [[nodiscard]] MonitoredAccount monitored() const {
    MonitoredAccount account;
    account.id = kOurs;
    account.universe = options.universe;
    account.schedule = options.schedule;
    account.halt_file = options.halt_file;
    return account;
  }
};

}  // namespace bot::monitor
