// The outside of a run. A dry run is given ReaderPorts alone, so that no path from it reaches an order.
#pragma once

#include <functional>
#include <vector>

#include "calendar/calendar.hpp"
#include "ledger/ledger.hpp"
#include "ledger/run_result.hpp"
#include "ports/bar_source.hpp"
#include "ports/bar_store.hpp"
#include "ports/broker.hpp"
#include "ports/event_loop.hpp"
#include "ports/files.hpp"
#include "ports/log.hpp"
#include "ports/notifier.hpp"
#include "ports/weight_source.hpp"

namespace bot::run {

// All references outlive the run.
struct ReaderPorts {
  ports::EventLoop& loop;
  ports::BrokerReader& broker;
  ports::BarSource& bars;
  ports::BarStore& store;
  ports::Files& files;
  ports::Log& log;
  const calendar::Calendar& calendar;
  const ports::WeightSource* weights = nullptr;  // read with strategy.kind file only
};
struct TradePorts {
  ReaderPorts read;
  ports::OrderPort& orders;
  ledger::Ledger& ledger;  // whoever has it has the account's lock
  ports::Notifier& notifier;
  // The alerts about a run that ended, made by `report`. Empty: only halts and cash movements are
  // reported.
  std::function<std::vector<ports::Alert>(const ledger::RunResult&)> alerts{};
};

}  // namespace bot::run
