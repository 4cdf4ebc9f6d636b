// What goes wrong in one session, drawn from a seed: a script of gateway faults, and when the program is killed.
#pragma once

#include <fmt/format.h>

#include <optional>
#include <string>
#include <vector>

#include "base/rng.hpp"
#include "base/time.hpp"

namespace bot::test {

struct Trouble {
  std::string script;        // of the gateway
  std::vector<int> kills;    // steps at which one start after the other is killed
  bool stays_dead = false;   // nobody starts it again on that day
  bool owner_moves = false;  // shares come or go without an order
};

class TroubleMaker {
 public:
  explicit TroubleMaker(Rng& rng, Date session) : rng_(rng), session_(session) {}

  Trouble draw() {
    constexpr int kKinds = 13;
    const std::uint64_t count = 1 + rng_.below(4);
    for (std::uint64_t i = 0; i < count; ++i) add(static_cast<int>(rng_.below(kKinds)));
    while (rng_.chance(0.3) && trouble_.kills.size() < 3)
      trouble_.kills.push_back(static_cast<int>(1 + rng_.below(160)));
    trouble_.stays_dead = !trouble_.kills.empty() && rng_.chance(0.35);
    return trouble_;
  }

 private:
  void line(const std::string& text) { trouble_.script += text + "\n"; }
  std::string pick(const std::vector<std::string>& from) { return from[rng_.below(from.size())]; }
  std::string symbol() { return pick({"GLD", "IEF", "QQQ", "SPY"}); }
  std::uint64_t from_to(std::uint64_t low, std::uint64_t high) { return low + rng_.below(high - low + 1); }
  std::string occurrence() {
    const std::uint64_t first = from_to(1, 6);
    return rng_.chance(0.7) ? fmt::format("nth={}", first) : fmt::format("nth={}-{}", first, first + from_to(1, 4));
  }
  std::string message() {
    return pick({"ORDER_STATUS", "OPEN_ORDER", "EXECUTION_DATA", "COMMISSION_REPORT", "POSITION", "CURRENT_TIME",
                 "OPEN_ORDER", "EXECUTION_DATA", "ORDER_STATUS"});
  }
  std::string end_marker() {
    return pick({"POSITION_END", "OPEN_ORDER_END", "EXECUTION_DATA_END", "COMPLETED_ORDERS_END", "ACCT_DOWNLOAD_END",
                 "ACCOUNT_UPDATE_MULTI_END", "NEXT_VALID_ID", "MANAGED_ACCTS", "HISTORICAL_DATA", "TICK_SNAPSHOT_END",
                 "CONTRACT_DATA_END"});
  }
  std::string instant() {
    const std::uint64_t second = from_to(5, 170);
    return fmt::format("at {}T15:{:02}:{:02}", to_iso(session_), 55 + second / 60, second % 60);
  }

  void add(int kind) {
    switch (kind) {
      case 0:
        return line(fmt::format("drop {} {}", rng_.chance(0.5) ? message() : end_marker(), occurrence()));
      case 1:
        return line(fmt::format("delay {} by={}ms {}", message(), from_to(50, 25'000), occurrence()));
      case 2:
        return line(fmt::format("duplicate {} {}", message(), occurrence()));
      case 3:
        return line(fmt::format("close-after {} nth={}", rng_.chance(0.7) ? message() : end_marker(), from_to(1, 6)));
      case 4:
        return line(fmt::format("connection {} nth={}", pick({"silent", "close", "326"}), from_to(1, 3)));
      case 5:
        return line(fmt::format("order reject nth={}", from_to(1, 4)));
      case 6:
        return line(
            fmt::format("order error nth={} code={}", from_to(1, 4), pick({"399", "10349", "201", "2109", "110"})));
      case 7:
        return line(fmt::format("order {} nth={}",
                                rng_.chance(0.5) ? fmt::format("hold for={}s", from_to(2, 90'000)) : std::string("eat"),
                                from_to(1, 4)));
      case 8:
        return line(rng_.chance(0.5)
                        ? fmt::format("order partial nth={} shares={},{}", from_to(1, 4), from_to(1, 20), from_to(1, 9))
                        : fmt::format("order cancel nth={} after={}ms", from_to(1, 4), from_to(1, 3'000)));
      case 9:
        return line(fmt::format("query {} {} nth={}", pick({"open_orders", "completed_orders", "executions"}),
                                pick({"empty", "mute"}), from_to(1, 5)));
      case 10:
        return line(fmt::format("{} {}", instant(),
                                rng_.chance(0.6)
                                    ? fmt::format("link-lost for={}s data={}", from_to(1, 120), pick({"kept", "lost"}))
                                    : pick({"close", "notice code=2103 \"farm\"", "deposit amount=700", "rollback"})));
      case 11:
        if (rng_.chance(0.5))
          return line(fmt::format("quote {} factor={}", symbol(), pick({"0", "1.3", "0.97", "1.02"})));
        trouble_.owner_moves = true;
        return line(fmt::format("{} position symbol={} shares={}", instant(), symbol(), from_to(1, 12)));
      case 12:  // a broker that does not know what it did (IB gateway 10.30)
        line("drop EXECUTION_DATA nth=1-");
        return line("query executions empty");
      default:
        return;
    }
  }

  Rng& rng_;
  Date session_;
  Trouble trouble_;
};

}  // namespace bot::test
