// Takes orders, and answers about orders and fills.
#pragma once

#include "gateway/service.hpp"

namespace bot::gateway {

class OrderService final : public Service {
 public:
  using Service::Service;

  void answer(Session& session, const wire::PlaceOrder& request);
  void answer(Session& session, const wire::CancelOrder& request);
  void answer(Session& session, const wire::GlobalCancel& request);
  void answer(Session& session, const wire::OpenOrdersRequest& request);
  void answer(Session& session, const wire::AllOpenOrdersRequest& request);
  void answer(Session& session, const wire::AutoOpenOrdersRequest& request);
  void answer(Session& session, const wire::CompletedOrdersRequest& request);
  void answer(Session& session, const wire::ExecutionsRequest& request);

 private:
  enum class Whose { kOwn, kAll };
  void send_open_orders(Session& session, Whose whose);
  void send_manual_order(Session& session);
};

}  // namespace bot::gateway
