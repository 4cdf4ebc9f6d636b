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

  // To whoever subscribed: the positions in `moved` at once, and the values, but those at most once a second.
  void push(const std::vector<Symbol>& moved);
  void push_positions(const std::vector<Symbol>& moved);

 private:
  [[nodiscard]] AccountFacts facts() const;
  [[nodiscard]] double unreported_commission_a_share(const Symbol& symbol) const;
  void push_values(Session& session);
  void push_values_of_all();
  void arm_refresh();

  std::optional<UtcTime> refresh_due_;
  std::optional<UtcTime> values_pushed_;  // the last time, after something moved
  bool values_wait_ = false;              // for their second to be over
};

}  // namespace bot::gateway
