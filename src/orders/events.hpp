// What happens to an order of ours, as recorded facts: sent, evidence of it, fills. The ledger's events hold these; an
// OrderRecord (order_record.hpp) is what they add up to.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/fixed.hpp"
#include "base/id.hpp"
#include "base/time.hpp"
#include "json/fields.hpp"
#include "model/order.hpp"

template <>
struct bot::json::FieldsOf<bot::Execution> {
  static constexpr auto fields() {
    return json::fields("exec_id", &Execution::exec_id, "key", &Execution::key, "order_id", &Execution::order_id,
                        "perm_id", &Execution::perm_id, "account", &Execution::account, "symbol", &Execution::symbol,
                        "side", &Execution::side, "quantity", &Execution::quantity, "price", &Execution::price,
                        "cumulative", &Execution::cumulative, "time", &Execution::time, "venue", &Execution::venue,
                        "commission", &Execution::commission);
  }
};

namespace bot::orders {

// A key with this event is never sent again.
struct OrderSending {
  static constexpr std::string_view kKind = "order_sending";
  OrderKey key;
  ClientOrderId order_id;
  Quantity quantity;
  Price limit;
  UtcTime expires{};

  bool operator==(const OrderSending&) const = default;
  static constexpr auto fields() {
    return json::fields("key", &OrderSending::key, "order_id", &OrderSending::order_id, "quantity",
                        &OrderSending::quantity, "limit", &OrderSending::limit, "expires", &OrderSending::expires);
  }
};

enum class EvidenceSource { kCompletedOrder, kStatus, kOpenOrder, kSilence, kPositions };
[[nodiscard]] constexpr std::string_view name(EvidenceSource source) {
  switch (source) {
    case EvidenceSource::kCompletedOrder:
      return "completed_order";
    case EvidenceSource::kStatus:
      return "status";
    case EvidenceSource::kOpenOrder:
      return "open_order";
    case EvidenceSource::kSilence:
      return "silence";
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
  static constexpr std::string_view kKind = "order_evidence";
  OrderKey key{};
  OrderFact fact = OrderFact::kNoEvidence;
  EvidenceSource source = EvidenceSource::kStatus;
  Quantity filled{};
  PermId perm_id{};
  std::string text{};
  std::optional<int> refusal_code{};  // of the broker's message, where it said one

  bool operator==(const OrderEvidence&) const = default;
  static constexpr auto fields() {
    return json::fields("key", &OrderEvidence::key, "fact", &OrderEvidence::fact, "source", &OrderEvidence::source,
                        "filled", &OrderEvidence::filled, "perm_id", &OrderEvidence::perm_id, "text",
                        &OrderEvidence::text, json::Added{"refusal_code"}, &OrderEvidence::refusal_code);
  }
};

struct CancelRequested {
  static constexpr std::string_view kKind = "cancel_request";
  OrderKey key;
  std::string why;

  bool operator==(const CancelRequested&) const = default;
  static constexpr auto fields() { return json::fields("key", &CancelRequested::key, "why", &CancelRequested::why); }
};

struct FillBooked {
  static constexpr std::string_view kKind = "fill";
  Execution execution;
  Date session;
  Date settles{};

  bool operator==(const FillBooked&) const = default;
  static constexpr auto fields() {
    return json::fields("execution", &FillBooked::execution, "session", &FillBooked::session, "settles",
                        &FillBooked::settles);
  }
};
struct CommissionBooked {
  static constexpr std::string_view kKind = "commission";
  ExecId exec_id;
  Money commission;
  bool is_doubtful = false;  // cannot be true (commission.hpp): changes nothing

  bool operator==(const CommissionBooked&) const = default;
  static constexpr auto fields() {
    return json::fields("exec_id", &CommissionBooked::exec_id, "commission", &CommissionBooked::commission,
                        json::Added{"is_doubtful"}, &CommissionBooked::is_doubtful);
  }
};
// A fill nobody reported but the positions prove.
struct FillInferred {
  static constexpr std::string_view kKind = "fill_inferred";
  OrderKey key;
  Quantity quantity;
  Price price;  // not known: the order's limit
  Date session;
  Date settles;
  std::string explanation{};

  bool operator==(const FillInferred&) const = default;
  static constexpr auto fields() {
    return json::fields("key", &FillInferred::key, "quantity", &FillInferred::quantity, "price", &FillInferred::price,
                        "session", &FillInferred::session, "settles", &FillInferred::settles, "explanation",
                        &FillInferred::explanation);
  }
};
struct OrderAbandoned {
  static constexpr std::string_view kKind = "order_abandoned";
  OrderKey key;
  std::string reason;

  bool operator==(const OrderAbandoned&) const = default;
  static constexpr auto fields() {
    return json::fields("key", &OrderAbandoned::key, "reason", &OrderAbandoned::reason);
  }
};

}  // namespace bot::orders

template <>
inline constexpr bot::orders::EvidenceSource bot::kLastOf<bot::orders::EvidenceSource> =
    bot::orders::EvidenceSource::kPositions;
template <>
inline constexpr bot::orders::OrderFact bot::kLastOf<bot::orders::OrderFact> = bot::orders::OrderFact::kNoEvidence;
