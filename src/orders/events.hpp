// What happens to an order of ours, as recorded facts: sent, evidence of it, fills. The ledger's events hold these; an
// OrderRecord (order_record.hpp) is what they add up to.
#pragma once

#include <string>
#include <string_view>

#include "base/fixed.hpp"
#include "base/id.hpp"
#include "base/time.hpp"
#include "model/order.hpp"

namespace bot::orders {

// The one-way door: a key with this event is never sent again.
struct OrderSending {
  OrderKey key;
  ClientOrderId order_id;
  Quantity quantity;
  Price limit;
  UtcTime expires{};
};

enum class EvidenceSource { kExecution, kCompletedOrder, kStatus, kOpenOrder, kSilence, kClock, kPositions };
[[nodiscard]] constexpr std::string_view name(EvidenceSource source) {
  switch (source) {
    case EvidenceSource::kExecution:
      return "execution";
    case EvidenceSource::kCompletedOrder:
      return "completed_order";
    case EvidenceSource::kStatus:
      return "status";
    case EvidenceSource::kOpenOrder:
      return "open_order";
    case EvidenceSource::kSilence:
      return "silence";
    case EvidenceSource::kClock:
      return "clock";
    case EvidenceSource::kPositions:
      return "positions";
  }
  return "status";
}

// What a piece of evidence says of an order's life; order_state.hpp has the table of what follows.
enum class OrderFact { kWorking, kCancelled, kRejected, kExpired, kNoEvidence };
[[nodiscard]] constexpr std::string_view name(OrderFact fact) {
  switch (fact) {
    case OrderFact::kWorking:
      return "working";
    case OrderFact::kCancelled:
      return "cancelled";
    case OrderFact::kRejected:
      return "rejected";
    case OrderFact::kExpired:
      return "expired";
    case OrderFact::kNoEvidence:
      return "no_evidence";
  }
  return "no_evidence";
}
struct OrderEvidence {
  OrderKey key;
  OrderFact fact = OrderFact::kNoEvidence;
  EvidenceSource source = EvidenceSource::kStatus;
  Quantity filled;
  PermId perm_id;
  std::string text;
};

struct CancelRequested {
  OrderKey key;
  std::string why;
};

struct FillBooked {
  Execution execution;
  Date session;
  Date settles;
};
struct CommissionBooked {
  ExecId exec_id;
  Money commission;
};
// A fill nobody reported but the positions prove.
struct FillInferred {
  OrderKey key;
  Quantity quantity;
  Price price;  // not known: the order's limit
  Date session;
  Date settles;
  std::string explanation;
};
struct OrderAbandoned {
  OrderKey key;
  std::string reason;
};

}  // namespace bot::orders
