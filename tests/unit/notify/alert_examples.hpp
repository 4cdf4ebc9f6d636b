#pragma once

#include "ports/notifier.hpp"

namespace bot::notify::test {

inline UtcTime close_time() { return *parse_utc("2020-03-16T19:56:12Z"); }

inline ports::Alert plain_alert(const std::string& title = "A title", const std::string& text = "A text.") {
  ports::Alert alert;
  alert.kind = ports::AlertKind::kTest;
  alert.at = close_time();
  alert.title = title;
  alert.text = text;
  return alert;
}

inline ports::Alert success_alert() {
  ports::Alert alert = plain_alert("Rebalanced to SPY and TLT", "2 orders placed, 2 filled.");
  alert.kind = ports::AlertKind::kSuccess;
  alert.run_id = "20200316-1";
  alert.simulated = true;
  alert.facts = {{"Equity", "$9,987.60"}, {"Cash", "$512.33"}, {"Day", "-0.3 %"}, {"Took", "12 s"}};
  alert.fills = {
      {Symbol("SPY"), Side::kBuy, Quantity::from_whole(19), *Price::parse("243.15"), 1.25, *Money::parse("0.35")},
      {Symbol("TLT"), Side::kSell, *Quantity::parse("3.5"), *Price::parse("160.1"), -0.5, *Money::parse("0.35")}};
  alert.positions = {{Symbol("SPY"), Quantity::from_whole(19), *Price::parse("243.2"), 0.4627},
                     {Symbol("TLT"), Quantity::from_whole(29), *Price::parse("160"), 0.4646}};
  return alert;
}

inline ports::Alert failure_alert() {
  ports::Alert alert = plain_alert("No rebalance today", "The gateway could not be reached.");
  alert.kind = ports::AlertKind::kFailure;
  alert.severity = ports::Severity::kCritical;
  alert.causes = {"connecting to 127.0.0.1:4002", "connection refused"};
  alert.not_done = "No order was sent; positions are as they were this morning.";
  alert.to_do = "Log in to IB Gateway by 15:54 ET.";
  return alert;
}

}  // namespace bot::notify::test
