// The options of the embedded gateway: one struct, filled from `embedded:` of the configuration or the flags of
// `bot gateway`.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock_pace.hpp"
#include "base/fixed.hpp"
#include "base/time.hpp"
#include "calendar/calendar.hpp"
#include "gateway/account.hpp"
#include "ports/network.hpp"

namespace bot::gateway {

enum class Fractions { kRefuse, kAccept };    // orders of a fraction of a share: 10243, or filled
enum class DataFeed { kLive, kDelayed };      // what the account is subscribed to; delayed ticks are 15 minutes old
enum class SettledCash { kSettled, kTotal };  // what the tag SettledCash says; IBKR documents it both ways
enum class CommissionPlan { kTiered, kFixed };

struct Options {
  ports::Endpoint listen;                  // port 0 takes a free one
  std::string replay;                      // folder of SYMBOL.csv or SYMBOL.parquet; empty: the generator
  std::uint64_t seed = 1;                  // of the generator and of the intraday paths
  std::string account = "DU0000001";       // DU... is a paper account, U... a live one
  Money cash = Money::from_whole(10'000);  // at the account's birth; a saved state goes before it
  Fractions fractional = Fractions::kRefuse;
  DataFeed data = DataFeed::kLive;
  SettledCash settled_cash = SettledCash::kSettled;
  bool grants_unsettled = true;  // AvailableFunds includes unsettled proceeds, and buys may use them
  CommissionPlan commission = CommissionPlan::kTiered;
  double slippage_bps = 1.0;                // marketable orders pay ask x (1 + slippage), sells mirrored
  std::string state;                        // folder of the account's state; empty: lives only as long as the object
  std::string faults;                       // a seed, a script, or a script's path: docs/formats/gateway-faults.md
  Date first_date = make_date(2015, 1, 1);  // bars before it do not exist
  calendar::Extra calendar;                 // the configuration's extra closures
  ClockPace pace;                           // what the start notice says
  int max_clients = 32;                     // as a TWS
  std::string habits;                       // in what gateways differ: habits.hpp
  std::vector<OtherListing> others{};       // what the owner holds in other contracts of our tickers
  bool keeps_trades = true;                 // for ground_truth(): off where it serves for days and nobody audits
};

}  // namespace bot::gateway
