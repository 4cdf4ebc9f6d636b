#include "gateway/market.hpp"

#include <algorithm>

#include "calendar/new_york.hpp"

namespace bot::gateway {
namespace {

constexpr std::size_t kMaxCachedPaths = 64;
constexpr Duration kPathGrid = std::chrono::seconds{5};

// New shares for an old one over splits with after < ex-date <= until.
double split_ratio(const History& history, Date after, Date until) {
  double ratio = 1;
  for (const Action& action : history.actions)
    if (action.kind == ActionKind::kSplit && action.ex_date > after && action.ex_date <= until) ratio *= action.value;
  return ratio;
}

// What a distribution leaves of the price before it: 1 - D / close before, the close in new shares.
double left_by(const History& history, const Action& action, double close_before) {
  switch (action.kind) {
    case ActionKind::kSplit:
      return 1;
    case ActionKind::kSpinoff:
      return 1 / action.value;
    case ActionKind::kDividend:
      break;
  }
  double close = close_before;
  for (const Action& other : history.actions)
    if (other.kind == ActionKind::kSplit && other.ex_date == action.ex_date) close /= other.value;
  return close > 0 ? std::max(0.0, 1 - action.value / close) : 1;
}

// The last row before `date`.
const Row* row_before(const History& history, Date date) {
  const auto next = std::ranges::lower_bound(history.rows, date, {}, &Row::date);
  return next == history.rows.begin() ? nullptr : &*std::prev(next);
}
const Row* row_on(const History& history, Date date) {
  const auto found = std::ranges::lower_bound(history.rows, date, {}, &Row::date);
  return found != history.rows.end() && found->date == date ? &*found : nullptr;
}

// Share of a price of `from` that distributions with from < ex-date <= until leave.
double distribution_factor(const History& history, Date from, Date until) {
  double factor = 1;
  for (const Action& action : history.actions) {
    if (action.kind == ActionKind::kSplit || action.ex_date <= from || action.ex_date > until) continue;
    const Row* before = row_before(history, action.ex_date);
    if (before != nullptr) factor *= left_by(history, action, before->close);
  }
  return factor;
}

// adj_close / close of a row, where the source has that instead of actions.
double adjustment(const Row& row) { return row.adjusted_close && row.close > 0 ? *row.adjusted_close / row.close : 1; }

}  // namespace

Market::Market(std::unique_ptr<HistorySource> source, const calendar::Calendar& calendar, std::uint64_t seed)
    : source_(std::move(source)), calendar_(calendar), seed_(seed) {}

bool Market::has(const Symbol& symbol) { return source_->find(symbol) != nullptr; }

const Intraday* Market::path(const Symbol& symbol, Date date) {
  const auto cached =
      std::ranges::find_if(cache_, [&](const Cached& entry) { return entry.date == date && entry.symbol == symbol; });
  if (cached != cache_.end()) {
    cache_.splice(cache_.begin(), cache_, cached);
    return &cache_.front().path;
  }
  const History* history = source_->find(symbol);
  const Row* row = history == nullptr ? nullptr : row_on(*history, date);
  const auto session = calendar_.session_on(date);
  if (row == nullptr || !session) return nullptr;
  if (cache_.size() >= kMaxCachedPaths) cache_.pop_back();
  cache_.push_front({symbol, date, Intraday(*row, *session, symbol, seed_)});
  return &cache_.front().path;
}

std::optional<MarketView> Market::view(const Symbol& symbol, UtcTime at) {
  const History* history = source_->find(symbol);
  if (history == nullptr) return std::nullopt;
  const Date today = calendar::to_new_york(at).date;
  const auto session = calendar_.session_on(today);
  const Row* row = session && at >= session->opens ? row_on(*history, today) : nullptr;
  const bool finished = row != nullptr && at >= session->closes;
  const Row* last_final = finished ? row : row_before(*history, today);
  MarketView view;
  if (last_final != nullptr) {
    // An ex-date counts from the first second of its day, as IBKR's tick 9 does.
    view.previous_close = last_final->close / split_ratio(*history, last_final->date, today) *
                          distribution_factor(*history, last_final->date, today);
    const Row* next = row_on(*history, today);
    if (last_final->adjusted_close && next != nullptr && next != last_final)
      view.previous_close *= adjustment(*last_final) / adjustment(*next);
    view.last = view.previous_close;
    if (const auto closed = calendar_.session_on(last_final->date)) view.last_time = closed->closes;
  }
  if (row != nullptr && !finished) {
    const Intraday* const day = path(symbol, today);
    view.open = true;
    view.today = day->so_far(at);
    view.quote = day->quote(at);
    view.last = view.today->last;
    view.last_time = view.today->printed;
  }
  if (last_final == nullptr && !view.open) return std::nullopt;
  return view;
}

std::optional<UtcTime> Market::next_move(UtcTime after) const {
  const Date today = calendar::to_new_york(after).date;
  const auto session = calendar_.session_on(today);
  if (session && after >= session->opens && after < session->closes + kPathGrid)
    return session->opens + ((after - session->opens) / kPathGrid + 1) * kPathGrid;
  const auto coming = session && after < session->opens ? session : calendar_.next_after(today);
  return coming ? std::optional(coming->opens) : std::nullopt;
}

double Market::reference_price(const Symbol& symbol, Date today) {
  const History* history = source_->find(symbol);
  if (history == nullptr) return 0;
  const auto next = std::ranges::lower_bound(history->rows, today, {}, &Row::date);
  return next == history->rows.begin() ? 0 : std::prev(next)->close;
}

double Market::mark(const Symbol& symbol, UtcTime at) {
  const Date today = calendar::to_new_york(at).date;
  const auto session = calendar_.session_on(today);
  if (session && at >= session->opens && at < session->closes)
    if (const Intraday* const day = path(symbol, today); day != nullptr) return day->mid(at);
  const auto seen = view(symbol, at);
  return seen ? seen->last : 0;
}

std::vector<Bar> Market::daily_bars(const Symbol& symbol, ports::BarKind kind, Date first, UtcTime at) {
  std::vector<Bar> bars;
  const History* history = source_->find(symbol);
  if (history == nullptr) return bars;
  const Date today = calendar::to_new_york(at).date;
  const auto session = calendar_.session_on(today);
  const bool begun = session && at >= session->opens;
  auto end = std::ranges::lower_bound(history->rows, today, {}, &Row::date);
  if (begun && end != history->rows.end() && end->date == today) ++end;
  if (end == history->rows.begin()) return bars;
  const Row& last = *std::prev(end);
  double distributions = 1;  // of rows after the one in hand, up to the last
  auto action = history->actions.rbegin();
  for (auto row = std::make_reverse_iterator(end); row != history->rows.rend() && row->date >= first; ++row) {
    for (; action != history->actions.rend() && action->ex_date > row->date; ++action)
      if (action->ex_date <= last.date) distributions *= left_by(*history, *action, row->close);
    const double split = split_ratio(*history, row->date, today);
    Bar bar{row->date, row->open, row->high, row->low, row->close, row->volume, std::nullopt};
    if (begun && row->date == today && at < session->closes) {
      const SoFar so_far = path(symbol, today)->so_far(at);
      bar = {today, so_far.open, so_far.high, so_far.low, so_far.last, so_far.volume, std::nullopt};
    }
    double scale = 1 / split;
    if (kind == ports::BarKind::kAdjustedLast)
      scale *= row->adjusted_close ? adjustment(*row) / adjustment(last) : distributions;
    for (double* const price : {&bar.open, &bar.high, &bar.low, &bar.close}) *price *= scale;
    bar.volume *= split;
    bars.push_back(bar);
  }
  std::ranges::reverse(bars);
  return bars;
}

std::vector<Action> Market::actions(const Symbol& symbol, Date after, Date until) {
  std::vector<Action> found;
  if (const History* history = source_->find(symbol); history != nullptr)
    for (const Action& action : history->actions)
      if (action.ex_date > after && action.ex_date <= until) found.push_back(action);
  return found;
}

std::optional<double> Market::close_before(const Symbol& symbol, Date date) {
  const History* history = source_->find(symbol);
  const Row* row = history == nullptr ? nullptr : row_before(*history, date);
  return row == nullptr ? std::nullopt : std::optional(row->close);
}

}  // namespace bot::gateway
