// Makes a ledger of many sessions out of one that a real `bot trade` wrote on two: the first run's events, with the
// bars of the second (one new row a symbol), once for every session before, each under its own date.
//
//   long_ledger SOURCE TARGET SESSIONS      folders with a ledger.sqlite; the last session is the one before SOURCE's
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ranges>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "calendar/calendar.hpp"
#include "ledger/codec.hpp"
#include "os/system_files.hpp"
#include "sqlite/read_ledger.hpp"
#include "sqlite/sqlite_ledger.hpp"

namespace bot::bench {
namespace {

using Events = std::vector<ledger::LedgerEvent>;

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
}

// One session's events: those of the first run, with the bars of the last.
Events pattern_of(const Events& events, const RunId& first, const RunId& last) {
  Events pattern;
  const auto take_bars = [&] {
    for (const ledger::LedgerEvent& event : events)
      if (event.run == last && std::holds_alternative<ledger::BarsRecorded>(event.body)) pattern.push_back(event);
  };
  bool has_bars = false;
  for (const ledger::LedgerEvent& event : events) {
    if (event.run != first) continue;
    if (!std::holds_alternative<ledger::BarsRecorded>(event.body)) {
      pattern.push_back(event);
    } else if (!std::exchange(has_bars, true)) {
      take_bars();
    }
  }
  return pattern;
}

// A session and the day its trades settle on.
struct SessionDates {
  Date session;
  Date settles;
};

Result<Events> moved_to(const Events& pattern, const SessionDates& from, const SessionDates& to) {
  Events moved;
  for (const ledger::LedgerEvent& event : pattern) {
    std::string text = ledger::encode(event.body);
    replace_all(text, to_iso(from.session), to_iso(to.session));
    replace_all(text, to_basic(from.session), to_basic(to.session));
    replace_all(text, to_iso(from.settles), to_iso(to.settles));
    replace_all(text, "\"exec_id\":\"", fmt::format("\"exec_id\":\"{}.", to_basic(to.session)));
    BOT_TRY(ledger::EventBody body, ledger::decode(ledger::kind_of(event.body), text));
    std::string run = event.run.value();
    replace_all(run, to_basic(from.session), to_basic(to.session));
    moved.push_back({.at = event.at + (to.session - from.session), .run = RunId{run}, .body = std::move(body)});
  }
  return moved;
}

// The gateway of the next run has not traded yet: nothing is held, and the cash is what it was.
Events back_to_the_start(const ledger::LedgerState& state, UtcTime at, Money cash, Date session) {
  ledger::PositionsAccepted accepted{.explanation = "bench", .by = "bench"};
  for (const auto& [symbol, quantity] : state.managed)
    accepted.entries.push_back({.symbol = symbol, .as = ledger::AcceptAs::kManaged});
  ledger::NavRecorded nav;
  nav.session = session;
  nav.net_liquidation = nav.cash = nav.cash_anchor = cash;
  return {{.at = at, .body = accepted}, {.at = at, .body = nav}};
}

Result<void> make(const std::string& source, const std::string& target, int count) {
  os::SystemFiles files;
  BOT_TRY(const Events events, sqlite::read_ledger(source, files, ledger::BarRows::kRead));
  if (events.empty()) return fail(ErrorCode::kUsage, "no ledger there", source);
  const Date session = std::get<ledger::RunStarted>(events.front().body).session.value();
  const auto nav = std::ranges::find_if(
      events, [](const ledger::LedgerEvent& event) { return std::holds_alternative<ledger::NavRecorded>(event.body); });
  const Money cash = std::get<ledger::NavRecorded>(nav->body).cash;
  const Events pattern = pattern_of(events, events.front().run, events.back().run);
  const calendar::Calendar calendar{calendar::Extra{}};
  const auto dates_of = [&](Date day) {
    return SessionDates{.session = day, .settles = calendar.next_settlement_day(day)};
  };
  std::vector<Date> dates;
  for (auto day = calendar.last_before(session); day && static_cast<int>(dates.size()) < count;
       day = calendar.last_before(day->date))
    dates.push_back(day->date);
  BOT_TRY(const auto ledger, sqlite::SqliteLedger::open(target, files));
  for (const Date date : std::views::reverse(dates)) {
    BOT_TRY(Events moved, moved_to(pattern, dates_of(session), dates_of(date)));
    BOT_TRY_VOID(ledger->append_all(std::move(moved)));
  }
  return ledger->append_all(back_to_the_start(ledger->state(), events.front().at, cash, dates.front()));
}

}  // namespace
}  // namespace bot::bench

int main(int argc, char** argv) {
  const auto count = argc == 4 ? bot::parse_int(argv[3]) : std::nullopt;
  if (!count || *count < 1) {
    std::fputs("long_ledger SOURCE TARGET SESSIONS\n", stderr);
    return 2;
  }
  const auto made = bot::bench::make(argv[1], argv[2], static_cast<int>(*count));
  if (made) return EXIT_SUCCESS;
  std::fputs((made.error().text() + "\n").c_str(), stderr);
  return EXIT_FAILURE;
}
