// Starts the API session of a client, and answers about the session itself: time, ids, accounts.
#pragma once

#include "gateway/service.hpp"

namespace bot::gateway {

class SessionService final : public Service {
 public:
  using Service::Service;

  void answer(Session& session, const wire::StartApi& request);
  void answer(Session& session, const wire::CurrentTimeRequest& request);
  void answer(Session& session, const wire::CurrentTimeMillisRequest& request);
  void answer(Session& session, const wire::IdsRequest& request);
  void answer(Session& session, const wire::ManagedAccountsRequest& request);

 private:
  void send_working_orders(Session& session);
  void send_farms(Session& session);
};

}  // namespace bot::gateway
