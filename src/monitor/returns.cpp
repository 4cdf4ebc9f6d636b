#include "monitor/returns.hpp"

#include <algorithm>

namespace bot::monitor {
namespace {

ReturnPeriod measure_from(const std::vector<ledger::NavPoint>& navs, std::size_t end, std::size_t begin) {
  ReturnPeriod period;
  if (begin >= end) return period;
  period.since = navs[begin].session;
  double growth = 1;
  std::size_t links = 0;
  for (std::size_t i = begin + 1; i <= end; ++i) {
    const double before = navs[i - 1].equity.to_double();
    if (navs[i].unmeasured || !(before > 0)) {
      ++period.unmeasured;
      continue;
    }
    growth *= (navs[i].equity - navs[i].deposits).to_double() / before;
    ++links;
  }
  if (links > 0) period.value = growth - 1;
  return period;
}

// The index of the equity a period starts from: the last one before `first`, else the very first.
std::size_t base_before(const std::vector<ledger::NavPoint>& navs, std::size_t end, Date first) {
  std::size_t base = 0;
  for (std::size_t i = 0; i <= end; ++i)
    if (navs[i].session < first) base = i;
  return base;
}

std::optional<double> close_on(std::span<const Bar> bars, Date date) {
  const auto found = std::ranges::find(bars, date, &Bar::date);
  if (found == bars.end()) return std::nullopt;
  return found->adj_close.value_or(found->close);
}

}  // namespace

Returns compute_returns(const std::vector<ledger::NavPoint>& navs, Date session) {
  const auto today = std::ranges::find(navs, session, &ledger::NavPoint::session);
  if (today == navs.end()) return {};
  const auto end = static_cast<std::size_t>(today - navs.begin());
  const auto day = civil(session);
  Returns returns;
  if (end > 0) returns.day = measure_from(navs, end, end - 1);
  returns.month = measure_from(navs, end, base_before(navs, end, Date{day.year() / day.month() / 1}));
  returns.year = measure_from(navs, end, base_before(navs, end, Date{day.year() / 1 / 1}));
  returns.whole = measure_from(navs, end, 0);
  return returns;
}

void add_benchmark(Returns& returns, Date session, std::span<const Bar> bars) {
  const auto end = close_on(bars, session);
  for (ReturnPeriod* period : {&returns.day, &returns.month, &returns.year, &returns.whole}) {
    if (!period->since || !end) continue;
    const auto begin = close_on(bars, *period->since);
    if (begin && *begin > 0) period->benchmark = *end / *begin - 1;
  }
}

}  // namespace bot::monitor
