// The embedded gateway: a simulated IBKR gateway that speaks the TWS socket protocol, so that everything can be tried
// without an account through the very code that talks to IBKR. Market (replayed or generated), cash account,
// matching, server and faults; time comes from the event loop only, so the same code runs on the wall clock and on a
// virtual one.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "gateway/options.hpp"
#include "model/order.hpp"
#include "model/symbol.hpp"
#include "ports/bar_store.hpp"
#include "ports/event_loop.hpp"
#include "ports/files.hpp"
#include "ports/log.hpp"
#include "ports/network.hpp"

namespace bot::gateway {

struct Doors {
  ports::EventLoop& loop;
  ports::Network& network;
  ports::Files& files;
  ports::Log& log;
  // Store over Options::replay, for folders of Parquet files; may be absent when the folder has CSV files.
  const ports::BarStore* parquet = nullptr;
};

// What really is, for an auditor: no lag, no fault between. Trades and frames since this object started.
struct Truth {
  struct OrderFrame {  // one PLACE_ORDER as it came in, what-ifs left out
    UtcTime received{};
    std::int64_t client_id = 0;
    std::int64_t order_id = 0;
    std::string order_ref;
    Symbol symbol;
    Side side = Side::kBuy;
    Quantity quantity;
    Price limit;
  };
  Money cash;          // TotalCashValue
  Money settled_cash;  // less unsettled proceeds, whatever Options::settled_cash makes of the tag
  Money lowest_cash;   // the lowest total cash ever since the start
  Money net_liquidation;
  std::map<Symbol, Quantity> positions;
  std::vector<Execution> trades;
  std::vector<OrderFrame> frames;
  std::size_t open_orders = 0;
};

class Gateway {
 public:
  Gateway(Doors doors, Options options);
  ~Gateway();  // stop()
  Gateway(const Gateway&) = delete;
  Gateway& operator=(const Gateway&) = delete;

  // Locks and reads the state, brings the account up to the clock (settlement, dividends, splits, expiries), listens.
  // kConfig: the replay folder, the faults or the state cannot be used, or the clock's date lies before the state's.
  // kLocked: another process has the state. kPortInUse.
  Result<void> start();
  // Where it listens, with the port that was really taken; after start().
  [[nodiscard]] ports::Endpoint endpoint() const;
  // Writes the state now; start(), every change of the account and stop() do it by themselves.
  Result<void> save();
  // Closes every connection, stops listening, saves, lets go of the lock. Idempotent.
  void stop();
  [[nodiscard]] Truth truth() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

// The instant from which a gateway on this state folder goes on when the clock is set to `asked`: `asked`, or the
// instant of a state in it that is later on the same New York date. Ask before the clock is made; a state of a later
// date is start()'s to refuse. An empty folder name, or a folder without state: `asked`.
[[nodiscard]] Result<UtcTime> starting_instant(const ports::Files& files, const std::string& state_folder,
                                               UtcTime asked);

}  // namespace bot::gateway
