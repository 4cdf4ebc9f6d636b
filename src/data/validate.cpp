#include "data/validate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "data/validity.hpp"

namespace bot::data {
namespace {

constexpr int kIdenticalBars = 5;

// The rows that exist as of the session, and what is found in them.
class Check {
 public:
  Check(const ValidationInput& input, const calendar::Calendar& calendar, const Options& options)
      : input_(input), calendar_(calendar), options_(options) {
    const auto exists = [&](const Bar& bar) { return bar.date <= input.asof; };
    const auto later = std::ranges::find_if_not(input.bars, exists);
    if (std::ranges::none_of(later, input.bars.end(), exists)) {
      rows_ = {input.bars.begin(), later};
    } else {  // not in order
      std::ranges::copy_if(input.bars, std::back_inserter(picked_), exists);
      rows_ = picked_;
    }
    if (input.provisional && input.provisional->date <= input.asof) provisional_ = &*input.provisional;
  }

  SymbolReport run() {
    if (rows_.empty()) {
      add(BarRule::kReadable, Severity::kError, std::nullopt, "no bars", {{"bars", 0.0}});
    } else {
      check_numbers();
      check_ranges();
      check_volumes();
      check_dates();
      check_age();
      check_moves();
    }
    SymbolReport report{.symbol = input_.symbol,
                        .passed = true,
                        .bars = static_cast<int>(rows_.size()),
                        .findings = std::move(findings_)};
    std::ranges::stable_sort(report.findings, [](const Finding& a, const Finding& b) {
      return std::pair(a.rule, a.date.value_or(Date{})) < std::pair(b.rule, b.date.value_or(Date{}));
    });
    for (const Finding& finding : report.findings)
      if (finding.severity == Severity::kError) report.passed = false;
    return report;
  }

 private:
  void add(BarRule rule, Severity severity, std::optional<Date> date, std::string message,
           std::map<std::string, FindingValue> values) {
    findings_.push_back(
        {.rule = rule, .severity = severity, .date = date, .message = std::move(message), .values = std::move(values)});
  }

  template <class Use>
  void each_bar(const Use& use) const {
    for (const Bar& bar : rows_) use(bar);
    if (provisional_ != nullptr) use(*provisional_);
  }

  void check_numbers() {
    each_bar([&](const Bar& bar) {
      if (!has_sound_numbers(bar)) find_numbers(bar);
    });
    const auto has_none = [](const Bar& bar) { return !bar.adj_close; };
    const auto nulls = static_cast<std::size_t>(std::ranges::count_if(rows_, has_none));
    if (nulls > 0 && nulls < rows_.size())
      add(BarRule::kNumbers, Severity::kError, std::ranges::find_if(rows_, has_none)->date,
          fmt::format("adj_close is missing in {} of {} rows", nulls, rows_.size()),
          {{"missing", static_cast<double>(nulls)}, {"rows", static_cast<double>(rows_.size())}});
  }

  static bool has_sound_numbers(const Bar& bar) {
    constexpr double kLargest = std::numeric_limits<double>::max();
    return is_price(bar.open) && is_price(bar.high) && is_price(bar.low) && is_price(bar.close) &&
           is_price(bar.adj_close.value_or(1)) && std::abs(bar.volume) <= kLargest;
  }

  void find_numbers(const Bar& bar) {
    const std::array<std::pair<const char*, double>, 5> columns = {{{"open", bar.open},
                                                                    {"high", bar.high},
                                                                    {"low", bar.low},
                                                                    {"close", bar.close},
                                                                    {"adj_close", bar.adj_close.value_or(1)}}};
    std::map<std::string, FindingValue> values;
    std::string words;
    const auto bad = [&](const char* name, double value, const char* what) {
      values[name] = value;
      words += fmt::format("{}{} {} {}", words.empty() ? "" : ", ", name, value, what);
    };
    for (const auto& [name, value] : columns) {
      if (!std::isfinite(value))
        bad(name, value, "is not a number");
      else if (value <= 0)
        bad(name, value, "is not above 0");
      else if (!is_price(value))
        bad(name, value, "is no price of a share");
    }
    if (!std::isfinite(bar.volume)) bad("volume", bar.volume, "is not a number");
    add(BarRule::kNumbers, Severity::kError, bar.date, std::move(words), std::move(values));
  }

  void check_ranges() {
    each_bar([&](const Bar& bar) {
      if (bar.open > bar.high || bar.open < bar.low || bar.close > bar.high || bar.close < bar.low ||
          bar.low > bar.high)
        find_ranges(bar);
    });
  }

  void find_ranges(const Bar& bar) {
    std::string words;
    const auto compare = [&](const char* name, double value) {
      if (value > bar.high)
        words += fmt::format("{}{} {} above high {}", words.empty() ? "" : ", ", name, value, bar.high);
      if (value < bar.low)
        words += fmt::format("{}{} {} below low {}", words.empty() ? "" : ", ", name, value, bar.low);
    };
    compare("open", bar.open);
    compare("close", bar.close);
    if (bar.low > bar.high)
      words += fmt::format("{}low {} above high {}", words.empty() ? "" : ", ", bar.low, bar.high);
    add(BarRule::kRanges, Severity::kError, bar.date, std::move(words),
        {{"open", bar.open}, {"high", bar.high}, {"low", bar.low}, {"close", bar.close}});
  }

  void check_volumes() {
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const Bar& bar = rows_[i];
      if (bar.volume > 0) continue;
      const bool newest = i + 1 == rows_.size();
      if (bar.volume < 0) {
        add(BarRule::kVolumes, Severity::kError, bar.date, fmt::format("volume {} is negative", bar.volume),
            {{"volume", bar.volume}});
      } else if (bar.volume == 0 && newest) {
        add(BarRule::kVolumes, Severity::kError, bar.date, "volume 0 in the newest final bar", {{"volume", 0.0}});
      } else if (bar.volume == 0 && i > 0) {
        add(BarRule::kVolumes, Severity::kWarning, bar.date, "volume 0", {{"volume", 0.0}});
      }
    }
    if (provisional_ != nullptr && provisional_->volume < 0)
      add(BarRule::kVolumes, Severity::kError, provisional_->date,
          fmt::format("volume {} is negative", provisional_->volume), {{"volume", provisional_->volume}});
  }

  void check_dates() {
    // Nearly always every session from the first row to the last has its row, and there is no other.
    const bool complete =
        std::ranges::equal(rows_, calendar_.session_dates(rows_.front().date, rows_.back().date), {}, &Bar::date);
    if (!complete)
      for (std::size_t i = 0; i < rows_.size(); ++i)
        check_date(rows_[i], i > 0 ? std::optional(rows_[i - 1].date) : std::nullopt);
    if (provisional_ != nullptr) check_date(*provisional_, rows_.back().date);
    if (!complete) check_gaps();
  }

  void check_date(const Bar& bar, std::optional<Date> previous) {
    if (previous && bar.date <= *previous) find_disorder(bar, *previous);
    if (!calendar_.is_session(bar.date)) find_no_session(bar);
  }

  void find_disorder(const Bar& bar, Date previous) {
    add(BarRule::kDates, Severity::kError, bar.date,
        bar.date == previous ? std::string("the date is there twice") : fmt::format("follows {}", to_iso(previous)),
        {{"previous", to_iso(previous)}});
  }

  void find_no_session(const Bar& bar) {
    const std::string rule = calendar_.explain(bar.date).rule;
    add(BarRule::kDates, Severity::kError, bar.date, fmt::format("not a session: {}", rule), {{"calendar", rule}});
  }

  // What lies between the last row and a provisional one is rule 6.
  void check_gaps() {
    std::vector<Date> dates(rows_.size());
    std::ranges::transform(rows_, dates.begin(), &Bar::date);
    std::ranges::sort(dates);
    std::optional<Date> gap;
    Date gap_last{};
    int missing = 0;
    const auto close_gap = [&] {
      if (!gap) return;
      add(BarRule::kDates, Severity::kError, gap,
          missing == 1 ? std::string("the session is missing")
                       : fmt::format("{} sessions are missing, to {}", missing, to_iso(gap_last)),
          {{"sessions", static_cast<double>(missing)}, {"last", to_iso(gap_last)}});
      gap.reset();
      missing = 0;
    };
    auto have = dates.begin();
    for (const Date session : calendar_.session_dates(dates.front(), dates.back())) {
      while (have != dates.end() && *have < session) ++have;
      if (have != dates.end() && *have == session) {
        close_gap();
        continue;
      }
      if (!gap) gap = session;
      gap_last = session;
      ++missing;
    }
    close_gap();
  }

  void check_age() {
    const Date last = std::ranges::max(rows_, {}, &Bar::date).date;
    if (provisional_ != nullptr) {
      const auto before = calendar_.last_before(provisional_->date);
      if (before && before->date == last) return;
      const std::string wanted = before ? to_iso(before->date) : std::string("none");
      add(BarRule::kAge, Severity::kError, last,
          fmt::format("last final bar, but today's bar of {} needs the one of {}", to_iso(provisional_->date), wanted),
          {{"last", to_iso(last)}, {"needed", wanted}, {"provisional", to_iso(provisional_->date)}});
      return;
    }
    const int age = calendar_.sessions_between(last, input_.asof);
    if (age > options_.max_stale_sessions)
      add(BarRule::kAge, Severity::kError, last,
          fmt::format("last bar, {} sessions old on {}", age, to_iso(input_.asof)),
          {{"last", to_iso(last)},
           {"sessions", static_cast<double>(age)},
           {"max_stale_sessions", static_cast<double>(options_.max_stale_sessions)}});
  }

  void check_move(const Bar& bar, double before, double after) {
    const double move = after / before - 1.0;
    if (std::abs(move) <= options_.max_daily_move || !std::isfinite(move) || before <= 0 || after <= 0) return;
    find_move(bar, move, before, after);
  }

  void find_move(const Bar& bar, double move, double before, double after) {
    add(BarRule::kMoves, Severity::kWarning, bar.date, fmt::format("the close moved by {:+.1f} %", 100 * move),
        {{"move", move}, {"before", before}, {"after", after}, {"max_daily_move", options_.max_daily_move}});
  }

  void check_moves() {
    // The decision close up to a constant; adj_close missing in some rows: real closes, as the decision would take.
    const bool scaled = options_.adjust == Adjust::kTotalReturn &&
                        std::ranges::all_of(rows_, [](const Bar& bar) { return bar.adj_close.has_value(); });
    const auto decision_close = [&](const Bar& bar) { return scaled ? *bar.adj_close : bar.close; };
    for (std::size_t i = 1; i < rows_.size(); ++i)
      check_move(rows_[i], decision_close(rows_[i - 1]), decision_close(rows_[i]));
    if (provisional_ != nullptr)
      check_move(*provisional_, rows_.back().close * input_.provisional_factor, provisional_->close);

    int run = 0;
    const Bar* previous = nullptr;
    each_bar([&](const Bar& bar) {
      const bool same = previous != nullptr && bar.open == previous->open && bar.high == previous->high &&
                        bar.low == previous->low && bar.close == previous->close && bar.volume == previous->volume;
      run = same ? run + 1 : 1;
      if (run == kIdenticalBars)
        add(BarRule::kMoves, Severity::kWarning, bar.date,
            fmt::format("the {}th identical bar in a row", kIdenticalBars),
            {{"close", bar.close}, {"volume", bar.volume}});
      previous = &bar;
    });
  }

  const ValidationInput& input_;
  const calendar::Calendar& calendar_;
  const Options& options_;
  std::vector<Bar> picked_;  // the rows, where they are not the first ones
  std::span<const Bar> rows_;
  const Bar* provisional_ = nullptr;
  std::vector<Finding> findings_;
};

}  // namespace

SymbolReport validate(const ValidationInput& input, const calendar::Calendar& calendar, const Options& options) {
  return Check(input, calendar, options).run();
}

std::vector<SymbolReport> validate(std::span<const ValidationInput> inputs, const calendar::Calendar& calendar,
                                   const Options& options) {
  std::vector<SymbolReport> reports;
  reports.reserve(inputs.size());
  for (const ValidationInput& input : inputs) reports.push_back(validate(input, calendar, options));
  return reports;
}

SymbolReport report_unreadable(const Symbol& symbol, const Error& error) {
  return {.symbol = symbol,
          .passed = false,
          .bars = 0,
          .findings = {{.rule = BarRule::kReadable,
                        .severity = Severity::kError,
                        .date = std::nullopt,
                        .message = error.text(),
                        .values = {{"where", error.where}}}}};
}

}  // namespace bot::data
