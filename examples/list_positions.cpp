// The positions of an account, asked from TWS, IB Gateway or `bot gateway`: list_positions [HOST] [PORT]
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "net/loop.hpp"
#include "net/tcp_network.hpp"
#include "os/stderr_log.hpp"
#include "tws/client.hpp"

namespace {

int stop(const bot::Error& error) {
  fmt::print(stderr, "list_positions: {}\n", error.text());
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  bot::net::watch_signals();  // Ctrl-C ends a wait
  bot::net::Loop loop;
  bot::net::TcpNetwork network(loop);
  bot::os::StderrLog log({.level = bot::ports::LogLevel::kWarning, .color = false});

  bot::tws::Options options;
  options.endpoint = {.host = argc > 1 ? argv[1] : "127.0.0.1", .port = argc > 2 ? std::atoi(argv[2]) : 7497};
  options.client_id = 90;
  bot::tws::Client client(loop, network, log, options);
  const auto soon = [&] { return loop.now() + std::chrono::seconds{10}; };

  const auto session = client.connect(soon());
  if (!session) return stop(session.error());
  const auto positions = client.positions(soon());
  if (!positions) return stop(positions.error());
  fmt::print("server version {}, {} account(s)\n", session->server_version, session->accounts.size());
  for (const bot::Position& position : *positions)
    fmt::print("{:<12} {:<6} {:>12} at {}\n", position.account, position.symbol, position.quantity,
               position.average_cost ? position.average_cost->str() : "not reported");
  client.disconnect();
  return 0;
}
