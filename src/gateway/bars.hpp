// Historical bars for a request: daily ones from the market, weekly and monthly ones put together from them, intraday
// ones from the session's path.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "gateway/market.hpp"
#include "wire/requests.hpp"
#include "wire/responses.hpp"

namespace bot::gateway {

struct BarAnswer {
  std::vector<wire::HistoricalBar> bars;
  UtcTime start{}, end{};  // of the span that was asked for
};

// What TWS says no to: a field that is not valid, or no data.
struct BarRefusal {
  int code = 0;  // of broker/tws_codes.hpp
  std::string text;
};

using BarOutcome = std::variant<BarAnswer, BarRefusal>;

[[nodiscard]] BarOutcome make_bars(Market& market, const Symbol& symbol, const wire::HistoricalDataRequest& request,
                                   UtcTime now);
// Today's forming (or final) daily bar, for keepUpToDate.
[[nodiscard]] std::optional<wire::HistoricalBar> newest_daily_bar(Market& market, const Symbol& symbol, UtcTime now);

}  // namespace bot::gateway
