// The embedded gateway: a simulated IBKR gateway that speaks the TWS socket protocol, so that everything can be tried
// without an account through the very code that talks to IBKR. Market (replayed or generated), cash account,
// matching, server and faults; time comes from the event loop only, so the same code runs on the wall clock and on a
// virtual one.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "gateway/faults.hpp"
#include "gateway/ground_truth.hpp"
#include "gateway/options.hpp"
#include "gateway/ports.hpp"

namespace bot::gateway {

class Gateway {
 public:
  // What `ports` refers to has to outlive the gateway. `faults`: instead of those that the options name.
  Gateway(Ports ports, Options options, std::optional<Faults> faults = std::nullopt);
  ~Gateway();  // stop()
  Gateway(const Gateway&) = delete;
  Gateway& operator=(const Gateway&) = delete;

  // Locks and reads the state, brings the account up to the clock (settlement, dividends, splits, expiries), listens.
  // kConfig: the replay folder or the faults cannot be used, or the clock's date lies before the state's. kData: the
  // state or its journal is damaged. kLocked: another process has the state. kPortInUse.
  Result<void> start();
  // Where it listens, with the port that was really taken; after start().
  [[nodiscard]] ports::Endpoint endpoint() const;
  // Closes every connection, stops listening, saves the whole state, lets go of the lock. Idempotent.
  void stop();
  // Without the trades and frames that the caller has seen before.
  [[nodiscard]] GroundTruth ground_truth(const SeenBefore& seen = {}) const;

 private:
  struct Broker;

  [[nodiscard]] Result<void> restore();

  Ports ports_;
  Options options_;
  std::optional<Faults> faults_;
  std::unique_ptr<Broker> broker_;  // from start() on
};

// The instant from which a gateway on this state folder goes on when the clock is set to `asked`: `asked`, or the
// instant of a state in it that is later on the same New York date. Ask before the clock is made; a state of a later
// date is start()'s to refuse. An empty folder name, or a folder without state: `asked`.
[[nodiscard]] Result<UtcTime> starting_instant(const ports::Files& files, const std::string& state_folder,
                                               UtcTime asked);

}  // namespace bot::gateway
