// In what real gateways differ from one another: the order of messages, and which of them come at all. One switch each;
// what it stands at is the common way. docs/protocol.md 11 says where each was seen.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace bot::gateway {

enum class Opening { kAccounts, kOrders };  // MANAGED_ACCTS first; the client's working orders before it
enum class Farms { kUsual, kMany };         // three notices; several of a kind, connecting, inactive
// What comes first of a fill; kPosition: its cost is corrected later.
enum class FillReports { kExecution, kFilled, kPosition };
// PendingCancel before Cancelled; none; 202 before Cancelled.
enum class CancelReports { kPending, kAtOnce, kCodeFirst };
enum class RefusalReports { kCode, kAround };      // 201, then Inactive; Inactive before it too
enum class CompletedReports { kAsked, kPushed };   // COMPLETED_ORDER at the end of an order, unasked
enum class ExecutionList { kPaired, kApart };      // a commission after each execution; after all of them
enum class ValueRows { kDollars, kEverything };    // of the account; every currency and segment, about 120
enum class Unsubscribed { kCode354, kCode10089 };  // what refuses live data
enum class DelayedSnapshot { kTicks, kEmpty };     // its end alone comes, not even MARKET_DATA_TYPE
enum class FirstTick { kDataType, kParameters };   // MARKET_DATA_TYPE (58) or TICK_REQ_PARAMS (81) first
enum class LinkReports { kOnce, kRepeated };       // 1100 again and again with 2110, 1102 with its list of farms
enum class GreetingZone { kNewYork, kBritishSummer };

struct Habits {
  Opening opening = Opening::kAccounts;
  Farms farms = Farms::kUsual;
  FillReports fill = FillReports::kExecution;
  CancelReports cancel = CancelReports::kPending;
  RefusalReports refusal = RefusalReports::kCode;
  CompletedReports completed = CompletedReports::kAsked;
  ExecutionList executions = ExecutionList::kPaired;
  ValueRows values = ValueRows::kDollars;
  Unsubscribed unsubscribed = Unsubscribed::kCode354;
  DelayedSnapshot delayed_snapshot = DelayedSnapshot::kTicks;
  FirstTick first_tick = FirstTick::kDataType;
  LinkReports link = LinkReports::kOnce;
  GreetingZone greeting = GreetingZone::kNewYork;
  std::string manual;  // a symbol in which an order that was made by hand rests, as client 0, order 0; empty: none
};

// "fill=position, cancel=at-once"; what is not named stays as it is. kConfig naming what could be written instead.
[[nodiscard]] Result<Habits> parse_habits(std::string_view text);
// Every setting that parse_habits takes, "fill=position" and so on, but those of `manual`.
[[nodiscard]] std::string all_habits();

}  // namespace bot::gateway
