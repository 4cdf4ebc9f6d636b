// When orders may be sent: R04, R05.
#include <fmt/format.h>

#include <algorithm>

#include "broker/account_judgements.hpp"
#include "calendar/new_york.hpp"
#include "safety/rules.hpp"
#include "schedule/schedule.hpp"

namespace bot::safety {
namespace {

Refused outside_window(std::string sentence) { return {.rule = SafetyRule::kWindow, .sentence = std::move(sentence)}; }

std::string hours_text(UtcTime opens, UtcTime closes) {
  return calendar::new_york_text(opens) + " to " + calendar::new_york_text(closes);
}

// The gateway's liquid hours against our calendar. A day it does not speak of is no agreement.
Objection hours_disagree(const Instrument& instrument, const calendar::Session& session) {
  const auto& days = instrument.liquid_days;
  if (std::ranges::find(days, session.date) == days.end())
    return outside_window(
        fmt::format("the gateway's liquid hours of {} do not speak of {}", instrument.symbol, to_iso(session.date)));
  for (const HoursInterval& hours : instrument.liquid_hours) {
    if (calendar::to_new_york(hours.opens).date != session.date) continue;
    if (hours.opens == session.opens && hours.closes == session.closes) return std::nullopt;
    return outside_window(fmt::format("the gateway's liquid hours of {} are {}, the calendar says {}",
                                      instrument.symbol, hours_text(hours.opens, hours.closes),
                                      hours_text(session.opens, session.closes)));
  }
  return outside_window(fmt::format("the gateway says {} is closed on {}, the calendar says it is a session",
                                    instrument.symbol, to_iso(session.date)));
}

}  // namespace

Objection rule_04_window(const SafetyInput& input, Moment moment) {
  if (!input.session) return outside_window(fmt::format("{} is not in a session", calendar::new_york_text(input.now)));
  const calendar::Session& session = *input.session;
  const UtcTime first = schedule::first_by_hand(session);
  const UtcTime last = moment == Moment::kPlanning ? schedule::last_buy_phase(session) : schedule::last_order(session);
  if (input.now < first || input.now > last)
    return outside_window(fmt::format("{} is outside {}", calendar::new_york_text(input.now), hours_text(first, last)));
  for (const auto& [symbol, facts] : input.symbols)
    if (facts.instrument)
      if (auto objection = hours_disagree(*facts.instrument, session)) return objection;
  return std::nullopt;
}

Objection rule_05_clock(const SafetyInput& input) {
  if (!input.clock_skew)
    return Refused{.rule = SafetyRule::kClock, .sentence = "the gateway's clock could not be asked"};
  if (broker::judge_clocks(*input.clock_skew) != broker::ClockAgreement::kTooFarApart) return std::nullopt;
  return Refused{.rule = SafetyRule::kClock, .sentence = broker::describe_skew(*input.clock_skew)};
}

Objection warn_05_clock(const SafetyInput& input) {
  if (!input.clock_skew || broker::judge_clocks(*input.clock_skew) == broker::ClockAgreement::kAgree)
    return std::nullopt;
  return Refused{.rule = SafetyRule::kClock, .sentence = broker::describe_skew(*input.clock_skew)};
}

}  // namespace bot::safety
