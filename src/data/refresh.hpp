// Brings the cache up to date: asks only for what is missing and a few sessions of overlap, compares the overlap,
// writes each symbol whole as soon as its answers are there, so that an interrupted run goes on where it stopped.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "calendar/calendar.hpp"
#include "model/bar.hpp"
#include "ports/bar_source.hpp"
#include "ports/bar_store.hpp"
#include "ports/event_loop.hpp"
#include "ports/log.hpp"
#include "ports/retry.hpp"

namespace bot::data {

struct RefreshOptions {
  Date start{};                      // market_data.start or --start
  std::optional<Date> end;           // --end; else all that is final
  bool force_refresh = false;        // ask for everything again and take it, whatever the cache says
  std::size_t batch = 12;            // symbols in flight together; each is stored when its batch is answered
  Duration request_timeout{60'000};  // of one batch
  ports::RetryPolicy retry;          // no request waits longer than its deadline
  std::uint64_t seed = 1;            // of the jitter
  std::function<void(std::size_t done, std::size_t total)> progress;  // may be empty; in symbols
  ports::Log* log = nullptr;                                          // receives every attempt that failed
};

enum class RefreshOutcome { kUpToDate, kUpdated, kNoBarsYet, kFailed };
[[nodiscard]] std::string_view name(RefreshOutcome outcome);

struct RefreshedSymbol {
  Symbol symbol;
  RefreshOutcome outcome = RefreshOutcome::kUpToDate;
  int added = 0;
  int revised = 0;  // bars of the overlap the source now gives differently; the stored ones were kept
  std::optional<SourceIdentity> replaced;  // whose bars went, where another source's came in their place
  SourceIdentity identity;                 // whose bars the cache has now; unnamed without any
  bool is_unusable = false;                // what is stored may not be decided from: unreadable, or of another source
  bool rebased = false;  // a constant ratio over the overlap: a split or distribution; the whole symbol was renewed
  double ratio = 1;      // of the source's to the stored (adjusted) closes, where rebased
  int bars = 0;          // in the cache now
  std::optional<Date> first;
  std::optional<Date> last;
  std::vector<std::string> warnings;
  std::optional<Error> error;
};

// The last session whose daily bar is final at `now`: 15 minutes after its close.
[[nodiscard]] std::optional<Date> last_final_session(const calendar::Calendar& calendar, UtcTime now);

// Results in the order of `symbols`. Interrupted: the rest fails with kInterrupted; what is stored stays.
[[nodiscard]] std::vector<RefreshedSymbol> refresh(const std::vector<Symbol>& symbols, ports::BarSource& source,
                                                   ports::BarStore& store, const calendar::Calendar& calendar,
                                                   ports::EventLoop& loop, const RefreshOptions& options);

}  // namespace bot::data
