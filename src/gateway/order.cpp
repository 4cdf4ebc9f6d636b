#include "gateway/order.hpp"

#include <algorithm>
#include <iterator>

#include "base/check.hpp"

namespace bot::gateway {

std::string_view wire_name(Status status) {
  switch (status) {
    case Status::kPreSubmitted:
      return "PreSubmitted";
    case Status::kSubmitted:
      return "Submitted";
    case Status::kPendingCancel:
      return "PendingCancel";
    case Status::kFilled:
      return "Filled";
    case Status::kCancelled:
      return "Cancelled";
    case Status::kInactive:
      return "Inactive";
  }
  BOT_CHECK(false);
}

std::optional<Status> parse_status(std::string_view name) {
  constexpr Status kAll[] = {Status::kPreSubmitted, Status::kSubmitted, Status::kPendingCancel,
                             Status::kFilled,       Status::kCancelled, Status::kInactive};
  const auto* const found = std::ranges::find(kAll, name, wire_name);
  return found == std::end(kAll) ? std::nullopt : std::optional(*found);
}

}  // namespace bot::gateway
