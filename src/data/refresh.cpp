#include "data/refresh.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/check.hpp"
#include "data/merge.hpp"
#include "data/one_source.hpp"
#include "ports/retry.hpp"

namespace bot::data {
namespace {

constexpr std::size_t kOverlap = 5;  // sessions asked for again beside what is missing
constexpr Duration kFinalAfterClose = std::chrono::minutes{15};

// The first date ever asked for; none in a file of other programs.
std::optional<Date> asked_from(const BarOrigin& origin) {
  return origin.asked ? std::optional(origin.asked->first) : std::nullopt;
}

// One symbol on its way through a refresh.
struct Job {
  RefreshedSymbol result;
  std::optional<BarSeries> stored;
  Date first{};  // of the span asked for
  Date last{};
  bool whole = false;  // everything is asked for and taken
  bool finished = false;
};

class Refresher {
 public:
  Refresher(ports::BarSource& source, ports::BarStore& store, const calendar::Calendar& calendar,
            ports::EventLoop& loop, const RefreshOptions& options)
      : source_(source), store_(store), calendar_(calendar), loop_(loop), options_(options), rng_(options.seed) {}

  std::vector<RefreshedSymbol> run(const std::vector<Symbol>& symbols) {
    prepare_sessions();
    std::vector<Job> jobs(symbols.size());
    for (std::size_t i = 0; i < symbols.size(); ++i) {
      jobs[i].result.symbol = symbols[i];
      plan(jobs[i]);
    }
    std::size_t done = static_cast<std::size_t>(std::ranges::count_if(jobs, &Job::finished));
    report_progress(done, jobs.size());
    std::vector<Job*> batch;
    for (std::size_t i = 0; i <= jobs.size(); ++i) {
      if (i < jobs.size() && !jobs[i].finished) batch.push_back(&jobs[i]);
      if (batch.empty() || (i < jobs.size() && batch.size() < std::max<std::size_t>(options_.batch, 1))) continue;
      work(batch);
      done += batch.size();
      report_progress(done, jobs.size());
      batch.clear();
    }
    std::vector<RefreshedSymbol> results;
    results.reserve(jobs.size());
    for (Job& job : jobs) results.push_back(std::move(job.result));
    log_replaced(results);
    return results;
  }

 private:
  void prepare_sessions() {
    const auto final_one = last_final_session(calendar_, loop_.now());
    if (!final_one) return;
    final_last_ = *final_one;
    const Date last = options_.end ? std::min(*options_.end, final_last_) : final_last_;
    sessions_ = calendar_.session_dates(options_.start, last);
  }

  void report_progress(std::size_t done, std::size_t total) const {
    if (options_.progress) options_.progress(done, total);
  }

  // One line a source whose bars went, however many the symbols.
  void log_replaced(const std::vector<RefreshedSymbol>& results) const {
    std::vector<std::pair<SourceIdentity, std::vector<std::string_view>>> gone;
    for (const RefreshedSymbol& one : results) {
      if (!one.replaced || one.identity != source_.identity()) continue;
      auto known = std::ranges::find(gone, *one.replaced, &decltype(gone)::value_type::first);
      if (known == gone.end()) known = gone.insert(gone.end(), {*one.replaced, {}});
      known->second.push_back(one.symbol.value());
    }
    if (options_.log == nullptr) return;
    for (const auto& [identity, symbols] : gone)
      options_.log->info(fmt::format("{}bars of {} replaced by those of {}: {}",
                                     is_simulated(identity) ? "simulated " : "", bot::describe(identity),
                                     bot::describe(source_.identity()), fmt::join(symbols, ", ")));
  }

  void finish(Job& job, RefreshOutcome outcome) {
    job.finished = true;
    job.result.outcome = outcome;
    if (!job.stored) return;
    job.result.identity = job.stored->origin.identity;
    describe(job.result, job.stored->bars);
  }
  void finish(Job& job, const Error& error) {
    job.result.error = error;
    finish(job, RefreshOutcome::kFailed);
  }
  void finish_unusable(Job& job, const Error& error) {
    job.result.is_unusable = true;
    finish(job, error);
  }
  static void describe(RefreshedSymbol& result, const std::vector<Bar>& bars) {
    result.bars = static_cast<int>(bars.size());
    if (bars.empty()) return;
    result.first = bars.front().date;
    result.last = bars.back().date;
  }

  // Which span is asked for: what is missing and a few sessions on both sides to compare.
  void plan(Job& job) {
    auto loaded = store_.load(job.result.symbol);
    if (loaded)
      job.stored = std::move(*loaded);
    else if (!options_.force_refresh)
      return finish_unusable(job, loaded.error());
    if (job.stored) {
      const SourceFit fit = compare_source(*job.stored, source_.identity());
      if (fit == SourceFit::kSomebodyElses && !options_.force_refresh)
        return finish_unusable(job, check_same_source(*job.stored, source_.identity()).error());
      if (fit != SourceFit::kSame) job.result.replaced = job.stored->origin.identity;
    }
    const bool empty = !job.stored || job.stored->bars.empty();
    if (sessions_.empty()) return finish(job, empty ? RefreshOutcome::kNoBarsYet : RefreshOutcome::kUpToDate);
    job.first = sessions_.front();
    job.last = sessions_.back();
    job.whole = options_.force_refresh || empty || job.result.replaced;
    if (job.whole) {
      // Nothing that is stored may get lost by asking for less.
      if (!empty && !job.result.replaced) {
        job.first = std::min(job.first, job.stored->bars.front().date);
        job.last = std::max(job.last, std::min(job.stored->bars.back().date, final_last_));
      }
      return;
    }

    const std::vector<Bar>& bars = job.stored->bars;
    const auto ascending = std::ranges::adjacent_find(bars, std::ranges::greater_equal{}, &Bar::date);
    if (ascending != bars.end())
      return finish(job, Error{ErrorCode::kData,
                               fmt::format("the cache is not ascending at {}", to_iso(ascending->date)),
                               {},
                               "bot fetch --force-refresh replaces it."});
    if (source_.is_at_hand()) return;
    const auto known_from = asked_from(job.stored->origin);
    const bool head_known = known_from && *known_from <= options_.start;
    std::optional<std::size_t> missing_first;
    std::size_t missing_last = 0;
    auto have = bars.begin();
    for (std::size_t i = 0; i < sessions_.size(); ++i) {
      while (have != bars.end() && have->date < sessions_[i]) ++have;
      if (have != bars.end() && have->date == sessions_[i]) continue;
      if (head_known && sessions_[i] < bars.front().date) continue;
      if (!missing_first) missing_first = i;
      missing_last = i;
    }
    if (!missing_first) return finish(job, RefreshOutcome::kUpToDate);
    // The overlap has to reach stored bars: those next to the missing span.
    Date first = sessions_[*missing_first >= kOverlap ? *missing_first - kOverlap : 0];
    Date last = sessions_[std::min(missing_last + kOverlap, sessions_.size() - 1)];
    if (bars.back().date < first) first = bars[bars.size() >= kOverlap ? bars.size() - kOverlap : 0].date;
    if (bars.front().date > last) last = bars[std::min(kOverlap, bars.size()) - 1].date;
    job.first = first;
    job.last = last;
  }

  // Answers to all requests; those that failed for a reason worth it are asked again after a wait.
  std::vector<Result<std::vector<Bar>>> ask(const std::vector<ports::BarRequest>& requests) {
    return ports::retry_each<ports::BarRequest, std::vector<Bar>>(
        loop_, options_.log, rng_, "asking for bars", [&] { return options_.retry; }, requests,
        [&](const std::vector<ports::BarRequest>& open) {
          const UtcTime timeout = loop_.now() + options_.request_timeout;
          return source_.daily_bars(open, std::min(timeout, options_.retry.deadline.value_or(timeout)), {});
        });
  }

  struct Span {
    Job* job;
    Date first;
    Date last;
    bool trades;
  };

  // The answers as final session bars, one FreshBars a span.
  std::vector<Result<FreshBars>> fetch(const std::vector<Span>& spans) {
    std::vector<ports::BarRequest> requests;
    for (const Span& span : spans) {
      if (span.trades)
        requests.push_back({.symbol = span.job->result.symbol,
                            .kind = ports::BarKind::kTrades,
                            .first = span.first,
                            .last = span.last});
      if (source_.has_adjusted())
        requests.push_back({.symbol = span.job->result.symbol,
                            .kind = ports::BarKind::kAdjustedLast,
                            .first = span.first,
                            .last = span.last});
    }
    auto answers = ask(requests);
    std::vector<Result<FreshBars>> result;
    std::size_t next = 0;
    for (const Span& span : spans) {
      FreshBars fresh;
      std::optional<Error> error;
      const auto take = [&](std::vector<Bar>& into) {
        auto& answer = answers[next++];
        if (answer)
          into = std::move(*answer);
        else if (!error)
          error = answer.error();
      };
      if (span.trades) take(fresh.trades);
      if (source_.has_adjusted()) take(fresh.adjusted);
      if (error) {
        result.push_back(fail(*error));
        continue;
      }
      keep_final_sessions(span, fresh);
      result.push_back(std::move(fresh));
    }
    return result;
  }

  void keep_final_sessions(const Span& span, FreshBars& fresh) const {
    for (std::vector<Bar>* bars : {&fresh.trades, &fresh.adjusted}) {
      std::ranges::stable_sort(*bars, {}, &Bar::date);
      std::erase_if(*bars, [&](const Bar& bar) { return bar.date < span.first || bar.date > final_last_; });
    }
    std::vector<std::string>& warnings = span.job->result.warnings;
    std::erase_if(fresh.trades, [&](const Bar& bar) {
      if (bar.date > span.last) return true;
      if (calendar_.is_session(bar.date)) return false;
      warnings.push_back(fmt::format("{} at the source is no session: {}; left out", to_iso(bar.date),
                                     calendar_.explain(bar.date).rule));
      return true;
    });
    const auto repeated = std::ranges::unique(fresh.trades, {}, &Bar::date);
    if (!repeated.empty()) warnings.push_back("the source gave a date twice: the first one was taken");
    fresh.trades.erase(repeated.begin(), repeated.end());
  }

  void work(const std::vector<Job*>& batch) {
    std::vector<Span> spans;
    for (Job* job : batch) spans.push_back({job, job->first, job->last, true});
    std::vector<Result<FreshBars>> answers = fetch(spans);
    struct Rebase {
      Job* job;
      FreshBars first_answer;
      Merged merged;
    };
    std::vector<Rebase> rebases;
    for (std::size_t i = 0; i < batch.size(); ++i) {
      Job& job = *batch[i];
      if (!answers[i]) {
        finish(job, answers[i].error());
      } else if (job.whole) {
        keep(job, take_fresh(*answers[i]));
      } else {
        auto merged = merge(job.stored->bars, *answers[i]);
        if (!merged)
          finish(job, merged.error());
        else if (merged->need == MergeNeed::kNothing)
          keep(job, std::move(*merged));
        else
          rebases.push_back({&job, std::move(*answers[i]), std::move(*merged)});
      }
    }
    if (rebases.empty()) return;

    spans.clear();
    for (const Rebase& rebase : rebases)
      spans.push_back({rebase.job, std::min(options_.start, rebase.job->stored->bars.front().date), final_last_,
                       rebase.merged.need == MergeNeed::kEverything});
    answers = fetch(spans);
    for (std::size_t i = 0; i < rebases.size(); ++i) {
      Job& job = *rebases[i].job;
      if (!answers[i]) {
        finish(job, answers[i].error());
        continue;
      }
      FreshBars fresh = std::move(*answers[i]);
      const bool everything = rebases[i].merged.need == MergeNeed::kEverything;
      if (!everything) fresh.trades = std::move(rebases[i].first_answer.trades);
      auto merged = everything ? rebase_everything(job.stored->bars, fresh, rebases[i].merged.ratio)
                               : rebase_adjusted(job.stored->bars, fresh, rebases[i].merged.ratio);
      if (!merged) {
        finish(job, merged.error());
        continue;
      }
      job.result.rebased = true;
      job.result.ratio = merged->ratio;
      keep(job, std::move(*merged));
    }
  }

  // From when on the series holds all the source had: where the span asked for reached the wanted start, the start.
  [[nodiscard]] Date complete_from(const Job& job, const std::vector<Bar>& bars) const {
    const auto before = job.stored && !job.result.replaced ? asked_from(job.stored->origin) : std::nullopt;
    const Date now = job.first <= sessions_.front() ? options_.start : bars.front().date;
    return before ? std::min(*before, now) : now;
  }

  // Stores what came of a symbol, unless it is what is there.
  void keep(Job& job, Merged merged) {
    for (std::string& warning : merged.warnings) job.result.warnings.push_back(std::move(warning));
    job.result.revised = merged.revised;
    if (merged.bars.empty()) return keep_none(job);
    if (merged.bars.back().date < sessions_.back())
      job.result.warnings.push_back(fmt::format("the last bar is of {}, the last session of {}",
                                                to_iso(merged.bars.back().date), to_iso(sessions_.back())));
    const Date from = complete_from(job, merged.bars);
    if (job.stored && merged.bars == job.stored->bars && asked_from(job.stored->origin) == from)
      return finish(job, RefreshOutcome::kUpToDate);
    BarSeries series{.symbol = job.result.symbol, .bars = std::move(merged.bars), .origin = origin_now(from, job.last)};
    if (auto saved = store_.save(series); !saved) return finish(job, saved.error());
    job.result.added = merged.added;
    job.stored = std::move(series);
    finish(job, RefreshOutcome::kUpdated);
  }

  // The source has nothing. What another one had there is not left behind for a decision to find.
  void keep_none(Job& job) {
    if (!job.result.replaced) return finish(job, RefreshOutcome::kNoBarsYet);
    BarSeries none{.symbol = job.result.symbol, .bars = {}, .origin = origin_now(options_.start, job.last)};
    if (auto saved = store_.save(none); !saved) return finish(job, saved.error());
    job.stored = std::move(none);
    finish(job, RefreshOutcome::kNoBarsYet);
  }

  [[nodiscard]] BarOrigin origin_now(Date from, Date last) const {
    return {.source = source_.name(),
            .asked = DateSpan{from, last},
            .fetched = to_iso(loop_.now()),
            .identity = source_.identity()};
  }

  ports::BarSource& source_;
  ports::BarStore& store_;
  const calendar::Calendar& calendar_;
  ports::EventLoop& loop_;
  const RefreshOptions& options_;
  Rng rng_;
  std::vector<Date> sessions_;  // from start to the last one that is final and wanted
  Date final_last_{};
};

}  // namespace

std::string_view name(RefreshOutcome outcome) {
  switch (outcome) {
    case RefreshOutcome::kUpToDate:
      return "up to date";
    case RefreshOutcome::kUpdated:
      return "updated";
    case RefreshOutcome::kNoBarsYet:
      return "no bars yet";
    case RefreshOutcome::kFailed:
      return "failed";
  }
  BOT_CHECK(false);
}

std::optional<Date> last_final_session(const calendar::Calendar& calendar, UtcTime now) {
  // A day of New York is over before the same date plus one is over in UTC, so looking from tomorrow finds every one.
  const Date tomorrow{std::chrono::floor<std::chrono::days>(now).time_since_epoch() + std::chrono::days{1}};
  auto session = calendar.on_or_before(tomorrow);
  while (session && session->closes + kFinalAfterClose > now) session = calendar.last_before(session->date);
  return session ? std::optional(session->date) : std::nullopt;
}

std::vector<RefreshedSymbol> refresh(const std::vector<Symbol>& symbols, ports::BarSource& source,
                                     ports::BarStore& store, const calendar::Calendar& calendar, ports::EventLoop& loop,
                                     const RefreshOptions& options) {
  return Refresher(source, store, calendar, loop, options).run(symbols);
}

}  // namespace bot::data
