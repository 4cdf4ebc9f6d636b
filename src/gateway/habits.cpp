#include "gateway/habits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/text.hpp"
#include "model/symbol.hpp"

namespace bot::gateway {
namespace {

struct Switch {
  std::string_view setting;
  void (*set)(Habits& habits);
};

constexpr Switch kSwitches[] = {
    {"opening=accounts", [](Habits& h) { h.opening = Opening::kAccounts; }},
    {"opening=orders", [](Habits& h) { h.opening = Opening::kOrders; }},
    {"farms=usual", [](Habits& h) { h.farms = Farms::kUsual; }},
    {"farms=many", [](Habits& h) { h.farms = Farms::kMany; }},
    {"fill=execution", [](Habits& h) { h.fill = FillReports::kExecution; }},
    {"fill=filled", [](Habits& h) { h.fill = FillReports::kFilled; }},
    {"fill=position", [](Habits& h) { h.fill = FillReports::kPosition; }},
    {"cancel=pending", [](Habits& h) { h.cancel = CancelReports::kPending; }},
    {"cancel=at-once", [](Habits& h) { h.cancel = CancelReports::kAtOnce; }},
    {"cancel=code-first", [](Habits& h) { h.cancel = CancelReports::kCodeFirst; }},
    {"refusal=code", [](Habits& h) { h.refusal = RefusalReports::kCode; }},
    {"refusal=around", [](Habits& h) { h.refusal = RefusalReports::kAround; }},
    {"completed=asked", [](Habits& h) { h.completed = CompletedReports::kAsked; }},
    {"completed=pushed", [](Habits& h) { h.completed = CompletedReports::kPushed; }},
    {"executions=paired", [](Habits& h) { h.executions = ExecutionList::kPaired; }},
    {"executions=apart", [](Habits& h) { h.executions = ExecutionList::kApart; }},
    {"values=dollars", [](Habits& h) { h.values = ValueRows::kDollars; }},
    {"values=everything", [](Habits& h) { h.values = ValueRows::kEverything; }},
    {"unsubscribed=354", [](Habits& h) { h.unsubscribed = Unsubscribed::kCode354; }},
    {"unsubscribed=10089", [](Habits& h) { h.unsubscribed = Unsubscribed::kCode10089; }},
    {"delayed-snapshot=ticks", [](Habits& h) { h.delayed_snapshot = DelayedSnapshot::kTicks; }},
    {"delayed-snapshot=empty", [](Habits& h) { h.delayed_snapshot = DelayedSnapshot::kEmpty; }},
    {"first-tick=data-type", [](Habits& h) { h.first_tick = FirstTick::kDataType; }},
    {"first-tick=parameters", [](Habits& h) { h.first_tick = FirstTick::kParameters; }},
    {"link=once", [](Habits& h) { h.link = LinkReports::kOnce; }},
    {"link=repeated", [](Habits& h) { h.link = LinkReports::kRepeated; }},
    {"greeting=new-york", [](Habits& h) { h.greeting = GreetingZone::kNewYork; }},
    {"greeting=british-summer", [](Habits& h) { h.greeting = GreetingZone::kBritishSummer; }},
};
constexpr std::string_view kManual = "manual=";

}  // namespace

Result<Habits> parse_habits(std::string_view text) {
  Habits habits;
  for (const std::string_view part : split(text, ',')) {
    const std::string_view setting = trim(part);
    if (setting.empty()) continue;
    if (setting.starts_with(kManual) && parse_symbol(setting.substr(kManual.size()))) {
      habits.manual = std::string(setting.substr(kManual.size()));
      continue;
    }
    const auto* const found = std::ranges::find(kSwitches, setting, &Switch::setting);
    if (found == std::end(kSwitches))
      return fail(ErrorCode::kConfig, fmt::format("\"{}\" is no behaviour that can be switched", setting),
                  "embedded.habits",
                  fmt::format("Write one of {} or manual=SYMBOL, with commas between several.", all_habits()));
    found->set(habits);
  }
  return habits;
}

std::string all_habits() {
  std::string all;
  for (const Switch& one : kSwitches) {
    if (!all.empty()) all += ", ";
    all += one.setting;
  }
  return all;
}

}  // namespace bot::gateway
