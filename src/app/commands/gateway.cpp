// `bot gateway`: serves until it is asked to stop.
#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "app/command_context.hpp"
#include "app/commands/commands.hpp"
#include "gateway/gateway.hpp"

namespace bot::app {

Result<int> execute(const GatewayRequest& request, Environment& environment) {
  const config::Settings& settings = environment.settings();
  if (settings.gateway.pace.step)
    return fail(ErrorCode::kUsage,
                "a step clock is for a gateway inside the program: served to others it would never wait for them",
                "--pace", "Use --pace real or --pace N.");
  const auto listen = ports::parse_endpoint(request.listen);
  if (!listen)
    return fail(ErrorCode::kUsage, fmt::format("'{}' is not an address to listen at", request.listen), "--listen",
                "Write it as 127.0.0.1:4002.");
  BOT_TRY(const net::ClockSetting clock, prepare_own_gateway(environment));
  net::Loop loop(clock);
  net::TcpNetwork network(loop);
  environment.log.set_clock(&loop);
  gateway::Options options = settings.embedded;
  options.listen = *listen;
  options.keeps_trades = false;
  const parquet::ParquetStore replay(options.replay);
  gateway::Gateway served({.loop = loop,
                           .network = network,
                           .files = environment.files,
                           .log = environment.log,
                           .parquet = options.replay.empty() ? nullptr : &replay},
                          std::move(options));
  BOT_TRY_VOID(served.start());
  const ports::Endpoint at = served.endpoint();
  std::printf("listening on %s:%d\n", at.host.c_str(), at.port);
  std::fflush(stdout);
  while (!loop.interrupted()) loop.run_until([] { return false; }, loop.now() + std::chrono::hours(24));
  served.stop();
  environment.log.set_clock(nullptr);
  return 0;
}

}  // namespace bot::app
