#include "simulate/fault_plan.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "calendar/new_york.hpp"

namespace bot::simulate {

std::string FaultPlan::text() const {
  std::vector<std::string> parts;
  if (machine_off) parts.emplace_back("machine off");
  if (logged_out) parts.emplace_back("gateway not logged in");
  if (webhook_down) parts.emplace_back("webhook down");
  if (!kills.empty()) parts.push_back(fmt::format("killed {}x{}", kills.size(), stays_dead ? ", not restarted" : ""));
  std::string rest = script;
  for (std::size_t end = rest.find('\n'); end != std::string::npos; end = rest.find('\n')) {
    parts.push_back(rest.substr(0, end));
    rest.erase(0, end + 1);
  }
  std::string all;
  for (const std::string& part : parts) all += (all.empty() ? "" : "; ") + part;
  return all;
}

FaultPlan FaultPlanner::draw() {
  constexpr auto kFaults = static_cast<std::uint64_t>(Fault::kCount);
  const std::uint64_t count = 1 + rng_.below(4);
  for (std::uint64_t i = 0; i < count; ++i) add(static_cast<Fault>(rng_.below(kFaults)));
  while (rng_.chance(0.3) && plan_.kills.size() < 3) plan_.kills.push_back(static_cast<int>(1 + rng_.below(160)));
  plan_.stays_dead = !plan_.kills.empty() && rng_.chance(0.35);
  return plan_;
}

FaultPlan FaultPlanner::draw_for_year() {
  if (rng_.chance(0.7)) return {};
  if (rng_.chance(0.08))
    plan_.machine_off = true;
  else if (rng_.chance(0.08))
    plan_.logged_out = true;
  else
    draw();
  plan_.webhook_down = rng_.chance(0.15);
  return plan_;
}

std::string FaultPlanner::occurrence() {
  const std::uint64_t first = from_to(1, 6);
  return rng_.chance(0.7) ? fmt::format("nth={}", first) : fmt::format("nth={}-{}", first, first + from_to(1, 4));
}
std::string FaultPlanner::message() {
  return pick({"ORDER_STATUS", "OPEN_ORDER", "EXECUTION_DATA", "COMMISSION_REPORT", "POSITION", "CURRENT_TIME",
               "OPEN_ORDER", "EXECUTION_DATA", "ORDER_STATUS"});
}
std::string FaultPlanner::end_marker() {
  return pick({"POSITION_END", "OPEN_ORDER_END", "EXECUTION_DATA_END", "COMPLETED_ORDERS_END", "ACCT_DOWNLOAD_END",
               "ACCOUNT_UPDATE_MULTI_END", "NEXT_VALID_ID", "MANAGED_ACCTS", "HISTORICAL_DATA", "TICK_SNAPSHOT_END",
               "CONTRACT_DATA_END"});
}
std::string FaultPlanner::instant() {
  // From the start of the run on, in New York time.
  const UtcTime when = session_.closes - std::chrono::minutes{5} + std::chrono::seconds{from_to(5, 170)};
  const auto local = calendar::to_new_york(when);
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(local.time_of_day).count();
  return fmt::format("at {}T{:02}:{:02}:{:02}", to_iso(local.date), seconds / 3600, seconds / 60 % 60, seconds % 60);
}

void FaultPlanner::drop_message() {
  if (rng_.chance(0.5)) return line(fmt::format("drop {} {}", message(), occurrence()));
  const std::string which = occurrence();
  if (which.find('-') == std::string::npos) ++plan_.lost_answers;
  line(fmt::format("drop {} {}", end_marker(), which));
}

void FaultPlanner::add(Fault fault) {
  switch (fault) {
    case Fault::kDropMessage:
      return drop_message();
    case Fault::kDelayMessage:
      return line(fmt::format("delay {} by={}ms {}", message(), from_to(50, 25'000), occurrence()));
    case Fault::kDuplicateMessage:
      return line(fmt::format("duplicate {} {}", message(), occurrence()));
    case Fault::kCloseAfterMessage:
      return line(fmt::format("close-after {} nth={}", rng_.chance(0.7) ? message() : end_marker(), from_to(1, 6)));
    case Fault::kConnection:
      return line(fmt::format("connection {} nth={}", pick({"silent", "close", "326"}), from_to(1, 3)));
    case Fault::kRejectOrder:
      return line(fmt::format("order reject nth={}", from_to(1, 4)));
    case Fault::kOrderError:
      return line(
          fmt::format("order error nth={} code={}", from_to(1, 4), pick({"399", "10349", "201", "2109", "110"})));
    case Fault::kSilentOrder:
      return line(fmt::format("order {} nth={}",
                              rng_.chance(0.5) ? fmt::format("hold for={}s", from_to(2, 90'000)) : std::string("eat"),
                              from_to(1, 4)));
    case Fault::kPartialOrder:
      return line(rng_.chance(0.5)
                      ? fmt::format("order partial nth={} shares={},{}", from_to(1, 4), from_to(1, 20), from_to(1, 9))
                      : fmt::format("order cancel nth={} after={}ms", from_to(1, 4), from_to(1, 3'000)));
    case Fault::kQuery:
      return line(fmt::format("query {} {} nth={}", pick({"open_orders", "completed_orders", "executions"}),
                              pick({"empty", "mute"}), from_to(1, 5)));
    case Fault::kLink:
      return line(fmt::format("{} {}", instant(),
                              rng_.chance(0.6)
                                  ? fmt::format("link-lost for={}s data={}", from_to(1, 120), pick({"kept", "lost"}))
                                  : pick({"close", "notice code=2103 \"farm\"", "deposit amount=700", "rollback"})));
    case Fault::kMarketOrOwner:
      if (rng_.chance(0.5))
        return line(fmt::format("quote {} factor={}", symbol(), pick({"0", "1.3", "0.97", "1.02"})));
      plan_.owner_moves = true;
      return line(fmt::format("{} position symbol={} shares={}", instant(), symbol(), from_to(1, 12)));
    case Fault::kForgottenExecutions:  // a broker that does not know what it did (IB gateway 10.30)
      line("drop EXECUTION_DATA nth=1-");
      return line("query executions empty");
    case Fault::kCount:
      return;
  }
}

}  // namespace bot::simulate
