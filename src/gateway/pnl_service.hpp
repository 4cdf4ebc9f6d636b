// Profit and loss of the day, of the account and of single positions: at once, and again when it has changed.
#pragma once

#include <optional>

#include "gateway/service.hpp"

namespace bot::gateway {

class PnlService final : public Service {
 public:
  using Service::Service;

  void answer(Session& session, const wire::PnlRequest& request);
  void answer(Session& session, const wire::CancelPnl& request);
  void answer(Session& session, const wire::PnlSingleRequest& request);
  void answer(Session& session, const wire::CancelPnlSingle& request);

  // What changed, to whoever asked.
  void push();

 private:
  struct Figures {
    Quantity position;
    double daily = 0, unrealized = 0, realized = 0, value = 0;
  };
  [[nodiscard]] Figures calculate(const Symbol& symbol) const;
  [[nodiscard]] wire::Response make(std::int64_t req_id, const PnlStream& stream) const;
  void subscribe(Session& session, std::int64_t req_id, const std::string& account, PnlStream stream);
  void cancel(Session& session, std::int64_t req_id);
  void arm();

  std::optional<UtcTime> due_;
};

}  // namespace bot::gateway
