#include "app/world.hpp"

#include <fmt/format.h>

#include "app/options.hpp"
#include "base/text.hpp"
#include "calendar/new_york.hpp"

namespace bot::app {
namespace {

using config::GatewayKind;

constexpr int kOtherClientIds = 8;  // gateway.client_id is trade's; other commands take one of the next eight
// A program's own --clock may differ from an attached gateway's by this much before it counts as a mistake.
constexpr Duration kClockTolerance = std::chrono::minutes(15);
// From 15:55 to close - 90 s: how long a scheduled run asks an attached gateway for the clock it does not know yet.
constexpr Duration kScheduledPatience = std::chrono::seconds(210);
constexpr double kScheduledMostDelay = 15;  // seconds

bool runs_own_gateway(const config::Settings& settings) {
  return settings.gateway.kind == GatewayKind::kEmbedded && settings.embedded.attach.empty();
}

Result<ports::Endpoint> parse_endpoint(const std::string& text, std::string_view key) {
  const auto colon = text.rfind(':');
  const auto port = colon == std::string::npos ? std::nullopt : parse_int(text.substr(colon + 1));
  if (!port || colon == 0 || *port < 0 || *port > 65535)
    return fail(ErrorCode::kConfig, fmt::format("'{}' is not an address", text), std::string(key),
                "Write it as 127.0.0.1:4002.");
  return ports::Endpoint{.host = text.substr(0, colon), .port = static_cast<int>(*port)};
}

Error connecting_failed(const Error& error, const ports::Endpoint& at) {
  Error outer = error.in("connecting to the gateway");
  if (outer.where.empty()) outer.where = fmt::format("{}:{}", at.host, at.port);
  return outer;
}

}  // namespace

std::string pace_text(const config::EmbeddedSettings& embedded) {
  if (embedded.pace.step) return "step";
  if (embedded.clock.empty() && embedded.pace.factor == 1) return "real";
  return fmt::format("{}", embedded.pace.factor);
}

Result<net::ClockSetting> clock_setting(const Environment& environment, bool own_gateway) {
  const config::EmbeddedSettings& embedded = environment.settings().embedded;
  using Kind = net::ClockSetting::Kind;
  const bool is_embedded = environment.settings().gateway.kind == GatewayKind::kEmbedded;
  net::ClockSetting setting;
  if (!is_embedded || !embedded.attach.empty() ||
      (embedded.clock.empty() && !embedded.pace.step && embedded.pace.factor == 1))
    return setting;
  setting.kind = embedded.pace.step ? Kind::kStep : Kind::kPaced;
  setting.pace = embedded.pace.factor;
  setting.start = std::chrono::floor<Duration>(std::chrono::system_clock::now());
  if (!embedded.clock.empty()) {
    BOT_TRY(setting.start, calendar::parse_new_york(embedded.clock));
    const Date day = calendar::to_new_york(setting.start).date;
    if (day < calendar::Calendar::first_day() || day > calendar::Calendar::last_day())
      return fail(ErrorCode::kUsage, fmt::format("the calendar does not know {}", to_iso(day)), "--clock",
                  fmt::format("It reaches from {} to {}.", to_iso(calendar::Calendar::first_day()),
                              to_iso(calendar::Calendar::last_day())));
  }
  if (own_gateway) {
    BOT_TRY(setting.start, gateway::starting_instant(environment.files, embedded.state, setting.start));
  }
  return setting;
}

World::World(Environment& environment_in, net::ClockSetting clock)
    : environment(environment_in),
      loop(clock),
      network(loop),
      calendar(calendar_extra(environment_in.settings())),
      store(environment_in.settings().paths.cache) {
  environment.log.set_clock(&loop);
}

World::~World() {
  environment.log.set_clock(nullptr);
  if (client_) client_->disconnect();
  if (gateway_) gateway_->stop();
}

Result<std::unique_ptr<World>> World::without_gateway(Environment& environment) {
  BOT_TRY_VOID(calendar::check_time_zone());
  BOT_TRY(const net::ClockSetting clock, clock_setting(environment, false));
  std::unique_ptr<World> world(new World(environment, clock));
  const config::Settings& settings = environment.settings();
  if (settings.gateway.kind == GatewayKind::kEmbedded && !settings.embedded.attach.empty()) {
    BOT_TRY(world->endpoint_, parse_endpoint(settings.embedded.attach, "embedded.attach"));
    const auto adopted = world->adopt_attached_clock(1);
    if (!adopted && adopted.error().code == ErrorCode::kConfig) return fail(adopted.error());
    if (!adopted) environment.log.warning("the machine's clock is used: " + adopted.error().text());
  }
  return world;
}

Result<std::unique_ptr<World>> World::with_gateway(Environment& environment, const AccountId& account,
                                                   Patience patience) {
  BOT_TRY_VOID(calendar::check_time_zone());
  const config::Settings& settings = environment.settings();
  const bool own = runs_own_gateway(settings);
  BOT_TRY(const net::ClockSetting clock, clock_setting(environment, own));
  std::unique_ptr<World> world(new World(environment, clock));
  world->account_ = account;
  if (own) {
    BOT_TRY_VOID(world->start_embedded(patience));
  } else if (settings.gateway.kind == GatewayKind::kEmbedded) {
    BOT_TRY(world->endpoint_, parse_endpoint(settings.embedded.attach, "embedded.attach"));
    BOT_TRY_VOID(world->adopt_attached_clock(
        patience == Patience::kScheduled ? std::nullopt : std::optional(settings.retry.max_attempts)));
  } else {
    world->endpoint_ = {.host = settings.gateway.host, .port = settings.gateway.port};
  }
  world->client_ = world->make_client(settings.gateway.client_id);
  return world;
}

Result<void> World::start_embedded(Patience patience) {
  gateway::Options options = gateway_options(environment.settings());
  options.listen = {.host = "127.0.0.1", .port = 0};
  if (!options.replay.empty()) replay_store_ = std::make_unique<parquet::ParquetStore>(options.replay);
  BOT_TRY_VOID(once_unlocked(patience, environment.log, [&] {
    gateway_ = std::make_unique<gateway::Gateway>(gateway::Ports{.loop = loop,
                                                                 .network = network,
                                                                 .files = environment.files,
                                                                 .log = environment.log,
                                                                 .parquet = replay_store_.get()},
                                                  options);
    return gateway_->start();
  }));
  endpoint_ = gateway_->endpoint();
  return {};
}

Result<void> World::adopt_attached_clock(std::optional<int> most_attempts) {
  // Only the notice is wanted, so any free id will do; the last of ours, that a trade starting now is not in the way.
  const config::Settings& settings = environment.settings();
  BackoffOptions backoff = backoff_options(settings);
  if (!most_attempts) backoff.max_delay_s = std::min(backoff.max_delay_s, kScheduledMostDelay);
  const UtcTime end = in(kScheduledPatience);
  Rng rng(settings.embedded.seed, {0x636c6f636bULL});
  int taken = 0;  // ids of other commands that ask at the same moment
  for (int attempt = 1;; ++attempt) {
    auto probe = make_client(settings.gateway.client_id + kOtherClientIds + 1 + taken);
    auto session = probe->connect(in(connect_timeout(settings)));
    if (!session && session.error().code == ErrorCode::kClientIdInUse && taken < kOtherClientIds) {
      ++taken;
      --attempt;
      continue;
    }
    if (session) {
      const auto& told = probe->embedded_clock();
      if (!told)
        return fail(ErrorCode::kConfig, "the gateway at embedded.attach is not an embedded one",
                    settings.embedded.attach, "For a real TWS or IB Gateway set gateway.kind: tws.");
      if (told->pace == "step")
        return fail(ErrorCode::kConfig, "a step clock cannot be shared between processes", settings.embedded.attach,
                    "Start the gateway with --pace N.");
      const auto pace = told->pace == "real" ? std::nullopt : parse_double(told->pace);
      if (pace) {
        const Duration since = loop.now() - told->received;
        const auto passed = Duration{static_cast<std::int64_t>(static_cast<double>(since.count()) * *pace)};
        loop.set_clock({.kind = net::ClockSetting::Kind::kPaced, .start = told->now + passed, .pace = *pace});
      }
      if (!settings.embedded.clock.empty()) {
        BOT_TRY(const UtcTime asked, calendar::parse_new_york(settings.embedded.clock));
        const Duration apart = asked > loop.now() ? asked - loop.now() : loop.now() - asked;
        if (apart > kClockTolerance)
          return fail(ErrorCode::kConfig,
                      fmt::format("--clock says {}, the attached gateway's clock {}", calendar::new_york_text(asked),
                                  calendar::new_york_text(loop.now())),
                      "--clock", "Leave --clock out: the gateway's clock is the clock.");
      }
      return {};
    }
    const Duration wait = delay_after(attempt, backoff, rng);
    const bool again = retries_on(settings, session.error().code) &&
                       session.error().code != ErrorCode::kClientIdInUse &&
                       (most_attempts ? attempt < *most_attempts : in(wait) < end);
    if (!again) return fail(session.error().in("asking the attached gateway for its clock"));
    environment.log.warning(fmt::format("{}; {}", session.error().text(), attempt_text(attempt, most_attempts, wait)));
    loop.sleep_until(in(wait));
    if (loop.interrupted()) return fail(ErrorCode::kInterrupted, "stopped while connecting");
  }
}

std::unique_ptr<tws::Client> World::make_client(std::int64_t client_id) {
  return std::make_unique<tws::Client>(loop, network, environment.log,
                                       client_options(environment.settings(), endpoint_, client_id, account_));
}

run::ReaderPorts World::reader_ports() {
  return {.loop = loop,
          .broker = *client_,
          .bars = *client_,
          .store = store,
          .files = environment.files,
          .log = environment.log,
          .calendar = calendar};
}

void World::use_reader_id() { client_ = make_client(environment.settings().gateway.client_id + 1); }

Result<ports::BrokerSession> World::connect_reader() {
  const config::Settings& settings = environment.settings();
  const BackoffOptions backoff = backoff_options(settings);
  Rng rng(settings.embedded.seed, {0x72656164ULL});
  int next_id = 1;
  for (int attempt = 1;;) {
    client_ = make_client(settings.gateway.client_id + next_id);
    auto session = client_->connect(in(connect_timeout(settings)));
    if (session) return session;
    if (session.error().code == ErrorCode::kClientIdInUse && next_id < kOtherClientIds) {
      ++next_id;
      continue;
    }
    if (!retries_on(settings, session.error().code) || attempt >= backoff.max_attempts)
      return fail(connecting_failed(session.error(), endpoint_));
    const Duration wait = delay_after(attempt, backoff, rng);
    environment.log.warning(
        fmt::format("{}; {}", session.error().text(), attempt_text(attempt, backoff.max_attempts, wait)));
    loop.sleep_until(in(wait));
    if (loop.interrupted()) return fail(ErrorCode::kInterrupted, "stopped while connecting");
    ++attempt;
  }
}

}  // namespace bot::app
