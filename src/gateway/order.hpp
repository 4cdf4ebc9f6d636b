// An order as the gateway keeps it, and one fill of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fixed.hpp"
#include "base/time.hpp"
#include "gateway/journal.hpp"
#include "model/order.hpp"
#include "model/symbol.hpp"
#include "wire/order.hpp"

namespace bot::gateway {

// What happens to the order next.
enum class Phase {
  kReceived,      // it is acknowledged
  kAcknowledged,  // it is routed, and filled if marketable
  kWaiting,       // the market opens
  kWorking,       // the market's path reaches it
  kFilling,       // it is filled: it is marketable and the fill is under way
  kCancelling,    // it is cancelled
  kSilent,        // nothing ever: a fault swallowed it
  kDone,
};

// What clients see of it.
enum class Status { kPreSubmitted, kSubmitted, kPendingCancel, kFilled, kCancelled, kInactive };
[[nodiscard]] std::string_view wire_name(Status status);  // "PreSubmitted"
[[nodiscard]] std::optional<Status> parse_status(std::string_view name);

inline constexpr UtcTime kNever = UtcTime::max();

struct Order {
  std::int64_t client_id = 0;
  std::int64_t order_id = 0;
  std::int64_t perm_id = 0;
  std::int64_t number = 0;  // of all orders since the gateway's start, from 1, for faults; 0: a what-if
  Symbol symbol;
  Side side = Side::kBuy;
  Quantity quantity;
  Quantity filled;
  Money value;                 // of what was filled
  Money commission;            // so far
  std::optional<Price> limit;  // absent: at the market
  std::optional<UtcTime> expires;
  bool immediate = false;  // IOC
  bool rested = false;     // was once seen not marketable: then it fills at its limit
  wire::Order placed;      // as the client sent it
  Phase phase = Phase::kReceived;
  Status status = Status::kPreSubmitted;
  UtcTime due{};  // of the next step; expiry apart
  double last_price = 0;
  int fills = 0;
  std::string completed_status;
  UtcTime completed{};
  std::vector<double> fault_shares;  // of OrderFaultKind::kPartial, what is left of them
  bool fault_partial = false;
  std::optional<UtcTime> fault_cancel;
  bool is_kept = false;    // it stood on the disk once: whoever asks may know of it
  bool is_unsaved = true;  // since the last line of the journal that has it, at `saved_at`
  Place saved_at;

  [[nodiscard]] Quantity remaining() const { return quantity - filled; }
  [[nodiscard]] bool is_done() const { return phase == Phase::kDone; }
  // Whether it stands among the open orders.
  [[nodiscard]] bool is_shown() const { return !is_done() && phase != Phase::kReceived && phase != Phase::kSilent; }
  [[nodiscard]] double average_price() const {
    return filled > Quantity{} ? value.to_double() / filled.to_double() : 0;
  }
};

struct Fill {
  std::string exec_id;
  std::int64_t client_id = 0, order_id = 0, perm_id = 0;
  std::string order_ref;
  Symbol symbol;
  Side side = Side::kBuy;
  Quantity quantity, cumulative;
  Price price;
  double average_price = 0;  // of the order so far
  UtcTime time{};
  Money commission;
  std::optional<Money> realized{};  // of a sale
  bool added_liquidity = false;
};

}  // namespace bot::gateway
