// The outside as one command needs it: the event loop with its clock, the network, the embedded gateway where there is
// one in this process, the TWS client towards it or towards the real one, and the cache of bars.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "app/environment.hpp"
#include "app/lock_wait.hpp"
#include "app/weight_file.hpp"
#include "calendar/calendar.hpp"
#include "gateway/gateway.hpp"
#include "net/loop.hpp"
#include "net/tcp_network.hpp"
#include "parquet/parquet_store.hpp"
#include "ports/retry.hpp"
#include "run/derived_options.hpp"
#include "run/ports.hpp"
#include "tws/client.hpp"

namespace bot::app {

class CommandContext {
 public:
  // The clock alone: for commands that need a time but no gateway.
  static Result<std::unique_ptr<CommandContext>> without_gateway(Environment& environment);
  // With a gateway to talk to. An attached embedded gateway is asked for its clock here: as often as retry.max_attempts
  // says, by a scheduled run for as long as its window is. A scheduled start also waits for the simulated account's
  // state while another command has it.
  static Result<std::unique_ptr<CommandContext>> with_gateway(Environment& environment, const AccountId& account,
                                                              schedule::Start start = schedule::Start::kHand);
  ~CommandContext();
  CommandContext(const CommandContext&) = delete;
  CommandContext& operator=(const CommandContext&) = delete;

  // Connects with back-off; a command other than trade takes the first free of the eight ids after gateway.client_id.
  Result<ports::BrokerSession> connect_reader();
  // One question, as often as retry.* says where a person asks; a lost connection is made again first.
  template <class T>
  Result<T> ask(std::string_view what, const std::function<Result<T>()>& question) {
    ports::RetryPolicy policy = run::configured_retry_policy(environment.settings().run, schedule::Start::kHand);
    Rng rng(environment.settings().embedded.seed, {0x61736bULL});
    const Result<T> answer = ports::retry<T>(
        loop, &environment.log, rng, what, [&] { return policy; },
        [&]() -> Result<T> {
          if (!client_->link_ok()) BOT_TRY_VOID(connect_reader());
          return question();
        });
    return answer ? answer : fail(answer.error().in(std::string(what)));
  }
  // From now on client() takes the first free of the other commands' ids, not trade's.
  void use_reader_id();
  [[nodiscard]] tws::Client& client() { return *client_; }
  // What a run may read.
  [[nodiscard]] run::ReaderPorts reader_ports();
  // A deadline this far from now, on the loop's clock.
  [[nodiscard]] UtcTime in(Duration duration) const { return loop.now() + duration; }

  Environment& environment;
  net::Loop loop;
  net::TcpNetwork network;
  calendar::Calendar calendar;
  parquet::ParquetStore store;
  WeightFileReader weights;

 private:
  CommandContext(Environment& environment_in, net::ClockSetting clock);
  Result<void> start_embedded(schedule::Start start);
  // As often as `max_attempts` says; none: by the clock, for as long as a scheduled run's window is.
  Result<void> adopt_attached_clock(std::optional<int> max_attempts);
  // None: the gateway there is not an embedded one.
  Result<std::optional<tws::EmbeddedClock>> ask_attached_clock(std::optional<int> max_attempts);
  template <class T>
  [[nodiscard]] Result<T> or_interrupted(const Result<T>& answer, std::string_view doing) const;
  // With the first free of `count` ids, counted from gateway.client_id on.
  std::unique_ptr<tws::Client> make_client(int first, int count);

  AccountId account_;
  ports::Endpoint endpoint_;
  std::unique_ptr<parquet::ParquetStore> replay_store_;
  std::unique_ptr<gateway::Gateway> gateway_;
  std::unique_ptr<tws::Client> client_;
};

// The clock that embedded.clock and embedded.pace ask for; the system's without them.
[[nodiscard]] Result<net::ClockSetting> clock_setting(const Environment& environment);
// The same for a process with a gateway of its own. Started by hand, an account of another market or a later day is
// moved aside first; one that was left later on the same date goes on from its own instant.
[[nodiscard]] Result<net::ClockSetting> prepare_own_gateway(Environment& environment,
                                                            schedule::Start start = schedule::Start::kHand);

}  // namespace bot::app
