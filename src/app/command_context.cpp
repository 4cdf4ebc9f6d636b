#include "app/command_context.hpp"

#include <fmt/format.h>

#include "app/options.hpp"
#include "app/simulated_account.hpp"
#include "calendar/new_york.hpp"
#include "ports/machine_time.hpp"
#include "ports/retry.hpp"
#include "run/derived_options.hpp"

namespace bot::app {
namespace {

using config::GatewayKind;

constexpr std::string_view kAskingForClock = "asking the attached gateway for its clock";
constexpr std::string_view kConnecting = "connecting to the gateway";
// gateway.client_id is trade's; other commands take the first free of the next eight, and who only asks an attached
// gateway for its clock one of the nine after those.
constexpr int kOtherClientIds = 8;
constexpr int kClockClientIds = 9;
// A program's own --clock may differ from an attached gateway's by this much before it counts as a mistake.
constexpr Duration kClockTolerance = std::chrono::minutes(15);
// From 15:55 to close - 90 s: how long a scheduled run asks an attached gateway for the clock it does not know yet.
constexpr Duration kScheduledTimeout = std::chrono::seconds(210);

bool runs_own_gateway(const config::Settings& settings) {
  return settings.gateway.kind == GatewayKind::kEmbedded && settings.gateway.attach.empty();
}

// What the gateway inside, or `bot gateway`, finds when it starts at `now`.
Result<void> prepare_account(Environment& environment, UtcTime now) {
  BOT_TRY_VOID(set_aside_ledger_without_account(environment));
  return begin_anew_where_needed(environment, now);
}

}  // namespace

Result<net::ClockSetting> clock_setting(const Environment& environment) {
  const config::GatewayChoice& gateway = environment.settings().gateway;
  const ClockPace pace = config::clock_pace(gateway);
  if (gateway.kind != GatewayKind::kEmbedded || !gateway.attach.empty() || pace.kind == ClockPace::Kind::kReal)
    return net::ClockSetting{};
  net::ClockSetting setting{.pace = pace, .start = ports::machine_time()};
  if (gateway.clock.empty()) return setting;
  BOT_TRY(setting.start, calendar::parse_new_york(gateway.clock));
  const Date day = calendar::to_new_york(setting.start).date;
  if (day < calendar::Calendar::first_day() || day > calendar::Calendar::last_day())
    return fail(ErrorCode::kUsage, fmt::format("the calendar does not know {}", to_iso(day)), "--clock",
                fmt::format("It reaches from {} to {}.", to_iso(calendar::Calendar::first_day()),
                            to_iso(calendar::Calendar::last_day())));
  return setting;
}

Result<net::ClockSetting> prepare_own_gateway(Environment& environment, schedule::Start start) {
  BOT_TRY(net::ClockSetting setting, clock_setting(environment));
  const bool is_real = setting.pace.kind == ClockPace::Kind::kReal;
  // A timer does not go back in time: its clock is wrong then, and that is an alert.
  if (start == schedule::Start::kHand)
    BOT_TRY_VOID(prepare_account(environment, is_real ? ports::machine_time() : setting.start));
  if (is_real) return setting;
  BOT_TRY(setting.start,
          gateway::starting_instant(environment.files, environment.settings().embedded.state, setting.start));
  return setting;
}

CommandContext::CommandContext(Environment& environment_in, net::ClockSetting clock)
    : environment(environment_in),
      loop(clock),
      network(loop),
      calendar(environment_in.settings().calendar),
      store(environment_in.settings().paths.cache),
      weights(environment_in.files) {
  environment.log.set_clock(&loop);
}

CommandContext::~CommandContext() {
  environment.log.set_clock(nullptr);
  if (client_) client_->disconnect();
  if (gateway_) gateway_->stop();
}

Result<std::unique_ptr<CommandContext>> CommandContext::without_gateway(Environment& environment) {
  BOT_TRY(const net::ClockSetting clock, clock_setting(environment));
  std::unique_ptr<CommandContext> context(new CommandContext(environment, clock));
  const config::Settings& settings = environment.settings();
  if (settings.gateway.kind == GatewayKind::kEmbedded && !settings.gateway.attach.empty()) {
    context->endpoint_ = config::attached_endpoint(settings.gateway);
    const auto adopted = context->adopt_attached_clock(1);
    if (!adopted && adopted.error().code == ErrorCode::kConfig) return fail(adopted.error());
    if (!adopted) environment.log.warning("the machine's clock is used: " + adopted.error().text());
  }
  return context;
}

Result<std::unique_ptr<CommandContext>> CommandContext::with_gateway(Environment& environment, const AccountId& account,
                                                                     schedule::Start start) {
  const config::Settings& settings = environment.settings();
  const bool own = runs_own_gateway(settings);
  BOT_TRY(const net::ClockSetting clock, own ? prepare_own_gateway(environment, start) : clock_setting(environment));
  std::unique_ptr<CommandContext> context(new CommandContext(environment, clock));
  context->account_ = account;
  if (own) {
    BOT_TRY_VOID(context->start_embedded(start));
  } else if (settings.gateway.kind == GatewayKind::kEmbedded) {
    context->endpoint_ = config::attached_endpoint(settings.gateway);
    BOT_TRY_VOID(context->adopt_attached_clock(start == schedule::Start::kTimer ? std::nullopt
                                                                                : settings.run.retry.max_attempts));
  } else {
    context->endpoint_ = settings.tws.endpoint;
  }
  context->client_ = context->make_client(0, 1);
  return context;
}

template <class T>
Result<T> CommandContext::or_interrupted(const Result<T>& answer, std::string_view doing) const {
  if (!answer && loop.interrupted()) return fail(ErrorCode::kInterrupted, "stopped while connecting");
  return answer ? answer : fail(answer.error().in(doing));
}

Result<void> CommandContext::start_embedded(schedule::Start start) {
  gateway::Options options = environment.settings().embedded;
  options.listen = {.host = "127.0.0.1", .port = 0};
  if (!options.replay.empty()) replay_store_ = std::make_unique<parquet::ParquetStore>(options.replay);
  BOT_TRY_VOID(once_unlocked<void>(start, environment.log, [&] {
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

Result<void> CommandContext::adopt_attached_clock(std::optional<int> max_attempts) {
  const config::GatewayChoice& gateway = environment.settings().gateway;
  BOT_TRY(const auto clock, ask_attached_clock(max_attempts));
  if (!clock)
    return fail(ErrorCode::kConfig, "the gateway at embedded.attach is not an embedded one", gateway.attach,
                "For a real TWS or IB Gateway set gateway.kind: tws.");
  if (clock->pace.kind == ClockPace::Kind::kStep)
    return fail(ErrorCode::kConfig, "a step clock cannot be shared between processes", gateway.attach,
                "Start the gateway with --pace N.");
  if (clock->pace.kind == ClockPace::Kind::kPaced) {
    const Duration since = loop.now() - clock->received;
    const auto passed = Duration{static_cast<std::int64_t>(static_cast<double>(since.count()) * clock->pace.factor)};
    loop.set_clock({.pace = clock->pace, .start = clock->now + passed});
  }
  if (gateway.clock.empty()) return {};
  BOT_TRY(const UtcTime asked, calendar::parse_new_york(gateway.clock));
  if (std::chrono::abs(asked - loop.now()) > kClockTolerance)
    return fail(ErrorCode::kConfig,
                fmt::format("--clock says {}, the attached gateway's clock {}", calendar::new_york_text(asked),
                            calendar::new_york_text(loop.now())),
                "--clock", "Leave --clock out: the gateway's clock is the clock.");
  return {};
}

Result<std::optional<tws::EmbeddedClock>> CommandContext::ask_attached_clock(std::optional<int> max_attempts) {
  // Only the notice is wanted, so any free id will do; the last of ours, that a trade starting now is not in the way.
  const config::Settings& settings = environment.settings();
  ports::RetryPolicy policy =
      run::configured_retry_policy(settings.run, max_attempts ? schedule::Start::kHand : schedule::Start::kTimer);
  std::erase(policy.on, ErrorCode::kClientIdInUse);
  policy.max_attempts = max_attempts;
  if (!max_attempts) policy.deadline = in(kScheduledTimeout);
  Rng rng(settings.embedded.seed, {0x636c6f636bULL});
  const auto probe = make_client(kOtherClientIds + 1, kClockClientIds);
  const auto answer = ports::retry<std::optional<tws::EmbeddedClock>>(
      loop, &environment.log, rng, kAskingForClock, [&] { return policy; },
      [&]() -> Result<std::optional<tws::EmbeddedClock>> {
        BOT_TRY_VOID(probe->connect(in(settings.tws.connect_timeout)));
        return probe->embedded_clock();
      });
  return or_interrupted(answer, kAskingForClock);
}

std::unique_ptr<tws::Client> CommandContext::make_client(int first, int count) {
  const config::Settings& settings = environment.settings();
  tws::Options options = client_options(settings, endpoint_, settings.tws.client_id + first, account_);
  options.client_ids = count;
  return std::make_unique<tws::Client>(loop, network, environment.log, std::move(options));
}

run::ReaderPorts CommandContext::reader_ports() {
  return {.loop = loop,
          .broker = *client_,
          .bars = *client_,
          .store = store,
          .files = environment.files,
          .log = environment.log,
          .calendar = calendar,
          .weights = &weights};
}

void CommandContext::use_reader_id() { client_ = make_client(1, kOtherClientIds); }

Result<ports::BrokerSession> CommandContext::connect_reader() {
  const config::Settings& settings = environment.settings();
  ports::RetryPolicy policy = run::configured_retry_policy(settings.run, schedule::Start::kHand);
  Rng rng(settings.embedded.seed, {0x72656164ULL});
  use_reader_id();
  const auto answer = ports::retry<ports::BrokerSession>(
      loop, &environment.log, rng, kConnecting, [&] { return policy; },
      [&]() -> Result<ports::BrokerSession> {
        auto session = client_->connect(in(settings.tws.connect_timeout));
        if (session || !session.error().where.empty()) return session;
        Error error = session.error();
        error.where = fmt::format("{}:{}", endpoint_.host, endpoint_.port);
        return fail(std::move(error));
      });
  return or_interrupted(answer, kConnecting);
}

}  // namespace bot::app
