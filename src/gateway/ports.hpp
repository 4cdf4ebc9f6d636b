// What the gateway reaches the outside by.
#pragma once

#include "ports/bar_store.hpp"
#include "ports/event_loop.hpp"
#include "ports/files.hpp"
#include "ports/log.hpp"
#include "ports/network.hpp"

namespace bot::gateway {

// All of it has to outlive the gateway.
struct Ports {
  ports::EventLoop& loop;
  ports::Network& network;
  ports::Files& files;
  ports::Log& log;
  // Store over Options::replay, for folders of Parquet files; may be absent when the folder has CSV files.
  const ports::BarStore* parquet = nullptr;
};

}  // namespace bot::gateway
