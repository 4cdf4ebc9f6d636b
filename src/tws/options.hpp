// How the client connects, and how long and how fast it asks.
#pragma once

#include <cstdint>

#include "base/time.hpp"
#include "model/account.hpp"
#include "ports/network.hpp"

namespace bot::tws {

struct Options {
  ports::Endpoint endpoint{.host = "127.0.0.1", .port = 7497};
  std::int64_t client_id = 17;
  int client_ids = 1;  // in a row from client_id on, the first free one is taken: of who trades, only that one
  AccountId account;   // whose values, executions and orders; empty: the first of the session
  Duration connect_timeout{10'000};     // TCP and version
  Duration barrier_timeout{10'000};     // accounts and next id
  Duration request_timeout{10'000};     // every question with an end marker, unless its deadline comes first
  Duration snapshot_timeout{15'000};    // quotes: TWS takes up to 11 s
  Duration history_timeout{60'000};     // one request for bars, then it is cancelled and asked once more
  Duration keepalive_interval{45'000};  // idle that long while waiting: ask for the time
  Duration keepalive_timeout{10'000};   // and dead when that is not answered
  double orders_per_s = 10;             // PLACE_ORDER and CANCEL_ORDER
  double messages_per_s = 40;           // everything
  std::size_t history_in_flight = 8;
};

}  // namespace bot::tws
