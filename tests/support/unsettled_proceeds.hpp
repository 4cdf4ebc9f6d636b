// The plainest bookkeeping of sale proceeds: by settlement day. The property tests hold the planner against it.
#pragma once

#include <map>
#include <optional>

#include "base/fixed.hpp"
#include "base/time.hpp"

namespace bot::test {

class UnsettledProceeds {
 public:
  void add(Date settles, Money net_proceeds) { by_settlement_[settles] += net_proceeds; }
  // What settles after `day`.
  [[nodiscard]] Money on(Date day) const {
    Money sum;
    for (const auto& [settles, money] : by_settlement_)
      if (settles > day) sum += money;
    return sum;
  }
  [[nodiscard]] std::optional<Date> latest_settlement(Date day) const {
    if (by_settlement_.empty() || by_settlement_.rbegin()->first <= day) return std::nullopt;
    return by_settlement_.rbegin()->first;
  }

 private:
  std::map<Date, Money> by_settlement_;
};

}  // namespace bot::test
