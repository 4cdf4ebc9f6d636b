// Answers about contracts, quotes and bars; streams quotes and forming bars while somebody listens.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "gateway/service.hpp"

namespace bot::gateway {

class MarketDataService final : public Service {
 public:
  using Service::Service;

  void answer(Session& session, const wire::ContractDataRequest& request);
  void answer(Session& session, const wire::MarketDataTypeRequest& request);
  void answer(Session& session, const wire::MarketDataRequest& request);
  void answer(Session& session, const wire::CancelMarketData& request);
  void answer(Session& session, const wire::HistoricalDataRequest& request);
  void answer(Session& session, const wire::CancelHistoricalData& request);

 private:
  // None: it is no contract of ours, and the client was sent an error.
  [[nodiscard]] std::optional<Symbol> resolve_or_refuse(Session& session, std::int64_t req_id,
                                                        const wire::Contract& contract);
  [[nodiscard]] std::vector<wire::Response> make_ticks(const QuoteStream& stream, std::int64_t req_id);
  void pulse();
  // While somebody listens: whenever prices may have moved.
  void arm_pulse();

  std::optional<UtcTime> pulse_due_;
};

}  // namespace bot::gateway
