// The merged configuration: the rooms' own options, and what only the program and its commands read. Each key of
// schema.cpp sets one member; derive() fills the members that follow from others. Defaults are those of
// config/config.yaml. Weights, rates and shares of equity are fractions of 1 (0.5 is a half), *_bps basis points.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/clock_pace.hpp"
#include "base/id.hpp"
#include "calendar/calendar.hpp"
#include "gateway/options.hpp"
#include "ports/network.hpp"
#include "ports/notifier.hpp"
#include "research/options.hpp"
#include "run/options.hpp"
#include "tws/options.hpp"

namespace bot::config {

enum class GatewayKind { kEmbedded, kTws };
struct Pace {
  bool step = false;  // the clock moves only when everything waits; `factor` then says nothing
  double factor = 1;  // "real" is 1
};
// Which gateway is talked to, and by which clock.
struct GatewayChoice {
  GatewayKind kind = GatewayKind::kEmbedded;
  std::string attach;  // host:port of a running embedded gateway; empty: one inside the own process
  std::string clock;   // "2020-03-16 15:50:00", New York; empty: the real one
  Pace pace;
};

struct Accounts {  // both may be empty
  AccountId paper;
  AccountId live;
};

struct Paths {  // relative ones are of the current folder
  std::string cache = "data/parquet";
  std::string state = "data/state";
  std::string reports = "reports";
};

struct Settings {
  GatewayChoice gateway;
  tws::Options tws;           // without the account and, where the embedded gateway is used, its address
  gateway::Options embedded;  // the simulated gateway
  Accounts accounts;
  calendar::Extra calendar;
  run::RunOptions run;         // without what only who starts a run knows: mode, account, arming facts, version
  research::Options research;  // what it takes of the run's: backtest_options(), permutation_options()
  ports::AlertVariables alerts;
  Paths paths;
};

// Where the gateway listens that `attach` names; it must name one.
[[nodiscard]] ports::Endpoint attached_endpoint(const GatewayChoice& gateway);
// How the clock of the gateway chosen goes; an attached one says it itself.
[[nodiscard]] ClockPace clock_pace(const GatewayChoice& gateway);
// What a search varies.
[[nodiscard]] research::Strategy strategy(const Settings& settings);

// The account of research: it pays what the run's plan reckons with and leaves alone what that leaves alone.
[[nodiscard]] research::BacktestOptions backtest_options(const Settings& settings);
[[nodiscard]] research::PermutationOptions permutation_options(const Settings& settings);

// Sets what follows from other members: a run's port and time-outs, the embedded gateway's market and calendar.
void derive(Settings& settings);

}  // namespace bot::config
