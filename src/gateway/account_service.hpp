// Answers about the account: values, summaries, positions; and pushes what changed to subscribers.
#pragma once

#include <optional>
#include <vector>

#include "gateway/account_values.hpp"
#include "gateway/service.hpp"

namespace bot::gateway {

class AccountService final : public Service {
 public:
  using Service::Service;

  void answer(Session& session, const wire::AccountDataRequest& request);
  void answer(Session& session, const wire::AccountSummaryRequest& request);
  void answer(Session& session, const wire::CancelAccountSummary& request);
  void answer(Session& session, const wire::PositionsRequest& request);
  void answer(Session& session, const wire::CancelPositions& request);
  void answer(Session& session, const wire::AccountUpdatesMultiRequest& request);
  void answer(Session& session, const wire::CancelAccountUpdatesMulti& request);

  // To whoever subscribed: the positions in `moved`, and the values.
  void push(const std::vector<Symbol>& moved);

 private:
  [[nodiscard]] AccountFacts facts() const;
  void push_values(Session& session);
  void arm_refresh();

  std::optional<UtcTime> refresh_due_;
};

}  // namespace bot::gateway
