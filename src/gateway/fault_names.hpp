// The names of the fault script, each set in one table: fault_script.cpp reads by it, write_faults.cpp writes by it.
#pragma once

#include <cstddef>
#include <string_view>
#include <utility>

#include "gateway/faults.hpp"

namespace bot::gateway {

template <class Value, std::size_t kCount>
using FaultNames = std::pair<std::string_view, Value>[kCount];

inline constexpr std::pair<std::string_view, MessageFaultKind> kMessageFaults[] = {
    {"drop", MessageFaultKind::kDrop},
    {"delay", MessageFaultKind::kDelay},
    {"duplicate", MessageFaultKind::kDuplicate},
    {"close-after", MessageFaultKind::kCloseAfter}};
inline constexpr std::pair<std::string_view, ConnectionFaultKind> kConnectionFaults[] = {
    {"silent", ConnectionFaultKind::kSilent},
    {"close", ConnectionFaultKind::kClose},
    {"326", ConnectionFaultKind::kClientIdInUse}};
inline constexpr std::pair<std::string_view, OrderFaultKind> kOrderFaults[] = {
    {"reject", OrderFaultKind::kReject}, {"hold", OrderFaultKind::kHold},       {"eat", OrderFaultKind::kSwallow},
    {"error", OrderFaultKind::kError},   {"partial", OrderFaultKind::kPartial}, {"cancel", OrderFaultKind::kCancel}};
inline constexpr std::pair<std::string_view, Query> kQueries[] = {{"positions", Query::kPositions},
                                                                  {"open_orders", Query::kOpenOrders},
                                                                  {"completed_orders", Query::kCompletedOrders},
                                                                  {"executions", Query::kExecutions}};
inline constexpr std::pair<std::string_view, QueryFaultKind> kQueryFaults[] = {{"empty", QueryFaultKind::kEmpty},
                                                                               {"mute", QueryFaultKind::kMute}};
inline constexpr std::pair<std::string_view, TimedFaultKind> kTimedFaults[] = {
    {"link-lost", TimedFaultKind::kLinkLost}, {"close", TimedFaultKind::kCloseAll},
    {"notice", TimedFaultKind::kNotice},      {"deposit", TimedFaultKind::kDeposit},
    {"position", TimedFaultKind::kPosition},  {"rollback", TimedFaultKind::kRollback}};
inline constexpr std::pair<std::string_view, LinkData> kLinkData[] = {{"kept", LinkData::kKept},
                                                                      {"lost", LinkData::kLost}};

}  // namespace bot::gateway
