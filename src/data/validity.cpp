#include "data/validity.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

namespace bot::data {
namespace {

// Rows in order of date, rows of one date in their own.
std::vector<std::size_t> rows_by_date(std::span<const Bar> bars) {
  std::vector<std::size_t> rows(bars.size());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  std::ranges::stable_sort(rows, {}, [&](std::size_t row) { return bars[row].date; });
  return rows;
}

// Rows that came in so far, and whether an error in them can never be mended by a later one.
class Rows {
 public:
  void add(const Bar& bar, std::size_t row, std::optional<std::size_t> session) {
    const bool unordered = count_ > 0 && (row < highest_row_ || bar.date == newest_date_);
    const bool gap = count_ > 0 && session && last_session_ && *session > *last_session_ + 1;
    broken_ = broken_ || unordered || gap || !session || !is_sound(bar);
    (bar.adj_close ? with_adjusted_ : without_adjusted_) = true;
    broken_ = broken_ || (with_adjusted_ && without_adjusted_);
    if (row >= highest_row_) newest_volume_ = bar.volume;
    highest_row_ = std::max(highest_row_, row);
    newest_date_ = bar.date;
    if (session) last_session_ = session;
    ++count_;
  }
  [[nodiscard]] bool broken() const { return broken_; }
  [[nodiscard]] bool pass(std::size_t session, int max_stale_sessions) const {
    return count_ > 0 && !broken_ && newest_volume_ > 0 &&
           session - *last_session_ <= static_cast<std::size_t>(max_stale_sessions);
  }

 private:
  std::size_t count_ = 0;
  bool broken_ = false;
  bool with_adjusted_ = false;
  bool without_adjusted_ = false;
  std::size_t highest_row_ = 0;
  double newest_volume_ = 0;
  Date newest_date_{};
  std::optional<std::size_t> last_session_;
};

}  // namespace

bool is_sound(const Bar& bar) {
  return is_price(bar.open) && is_price(bar.high) && is_price(bar.low) && is_price(bar.close) &&
         is_price(bar.adj_close.value_or(1)) && std::isfinite(bar.volume) && bar.volume >= 0 && bar.open <= bar.high &&
         bar.open >= bar.low && bar.close <= bar.high && bar.close >= bar.low && bar.low <= bar.high;
}

Validity validity_by_session(std::span<const Bar> bars, std::span<const Date> sessions, const Options& options) {
  Validity validity{.passes = std::vector<std::uint8_t>(sessions.size(), 0), .broken_from = sessions.size()};
  const bool in_order = std::ranges::is_sorted(bars, {}, &Bar::date);
  const std::vector<std::size_t> order = in_order ? std::vector<std::size_t>{} : rows_by_date(bars);
  Rows rows;
  std::size_t next = 0;
  for (std::size_t session = 0; session < sessions.size(); ++session) {
    for (; next < bars.size(); ++next) {
      const std::size_t row = in_order ? next : order[next];
      if (bars[row].date > sessions[session]) break;
      const bool known = bars[row].date == sessions[session];
      rows.add(bars[row], row, known ? std::optional(session) : std::nullopt);
    }
    validity.passes[session] = rows.pass(session, options.max_stale_sessions) ? 1 : 0;
    if (rows.broken()) validity.broken_from = std::min(validity.broken_from, session);
  }
  return validity;
}

}  // namespace bot::data
