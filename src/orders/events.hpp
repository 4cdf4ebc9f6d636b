// What happens to an order of ours, as recorded facts: sent, evidence of it, fills. The ledger's events hold these; an
// OrderRecord (order_record.hpp) is what they add up to.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/check.hpp"
#include "base/fixed.hpp"
#include "base/id.hpp"
#include "base/time.hpp"
#include "json/fields.hpp"
#include "model/order.hpp"

template <>
struct bot::json::FieldsOf<bot::Execution> {
  static void fields(auto& each) {
    each("exec_id", &Execution::exec_id);
    each("key", &Execution::key);
    each("order_id", &Execution::order_id);
    each("perm_id", &Execution::perm_id);
    each("account", &Execution::account);
    each("symbol", &Execution::symbol);
    each("side", &Execution::side);
    each("quantity", &Execution::quantity);
    each("price", &Execution::price);
    each("cumulative", &Execution::cumulative);
    each("time", &Execution::time);
    each("venue", &Execution::venue);
    each("commission", &Execution::commission);
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
  static void fields(auto& each) {
    each("key", &OrderSending::key);
    each("order_id", &OrderSending::order_id);
    each("quantity", &OrderSending::quantity);
    each("limit", &OrderSending::limit);
    each("expires", &OrderSending::expires);
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
  BOT_CHECK(false);
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
  BOT_CHECK(false);
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
  static void fields(auto& each) {
    each("key", &OrderEvidence::key);
    each("fact", &OrderEvidence::fact);
    each("source", &OrderEvidence::source);
    each("filled", &OrderEvidence::filled);
    each("perm_id", &OrderEvidence::perm_id);
    each("text", &OrderEvidence::text);
    each(json::Added{"refusal_code"}, &OrderEvidence::refusal_code);
  }
};

struct CancelRequested {
  static constexpr std::string_view kKind = "cancel_request";
  OrderKey key;
  std::string why;

  bool operator==(const CancelRequested&) const = default;
  static void fields(auto& each) {
    each("key", &CancelRequested::key);
    each("why", &CancelRequested::why);
  }
};

struct FillBooked {
  static constexpr std::string_view kKind = "fill";
  Execution execution;
  Date session;
  Date settles{};

  bool operator==(const FillBooked&) const = default;
  static void fields(auto& each) {
    each("execution", &FillBooked::execution);
    each("session", &FillBooked::session);
    each("settles", &FillBooked::settles);
  }
};
struct CommissionBooked {
  static constexpr std::string_view kKind = "commission";
  ExecId exec_id;
  Money commission;
  bool is_doubtful = false;  // cannot be true (commission.hpp): changes nothing

  bool operator==(const CommissionBooked&) const = default;
  static void fields(auto& each) {
    each("exec_id", &CommissionBooked::exec_id);
    each("commission", &CommissionBooked::commission);
    each(json::Added{"is_doubtful"}, &CommissionBooked::is_doubtful);
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
  static void fields(auto& each) {
    each("key", &FillInferred::key);
    each("quantity", &FillInferred::quantity);
    each("price", &FillInferred::price);
    each("session", &FillInferred::session);
    each("settles", &FillInferred::settles);
    each("explanation", &FillInferred::explanation);
  }
};
struct OrderAbandoned {
  static constexpr std::string_view kKind = "order_abandoned";
  OrderKey key;
  std::string reason;

  bool operator==(const OrderAbandoned&) const = default;
  static void fields(auto& each) {
    each("key", &OrderAbandoned::key);
    each("reason", &OrderAbandoned::reason);
  }
};

}  // namespace bot::orders

template <>
inline constexpr bot::orders::EvidenceSource bot::kLastOf<bot::orders::EvidenceSource> =
    bot::orders::EvidenceSource::kPositions;
template <>
inline constexpr bot::orders::OrderFact bot::kLastOf<bot::orders::OrderFact> = bot::orders::OrderFact::kNoEvidence;
