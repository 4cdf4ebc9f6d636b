// A connected client and its scripted gateway at 15:50 New York time on 2020-03-16.
#pragma once

#include <gtest/gtest.h>

#include "support/scripted_network.hpp"
#include "tws/client.hpp"

namespace bot::tws::test {

using std::chrono::seconds;

// A visitor out of lambdas.
template <class... Cases>
struct Cases_ : Cases... {
  using Cases::operator()...;
};
template <class... Lambdas>
Cases_(Lambdas...) -> Cases_<Lambdas...>;

class ClientTest : public ::testing::Test {
 protected:
  static constexpr UtcTime kStart{std::chrono::sys_days{std::chrono::year{2020} / 3 / 16} + std::chrono::hours{19} +
                                  std::chrono::minutes{50}};
  bot::test::VirtualLoop loop{kStart};
  bot::test::ScriptedGateway gateway{loop};
  bot::test::QuietLog log;
  Options options;
  std::unique_ptr<Client> made;

  Client& client() {
    if (!made) made = std::make_unique<Client>(loop, gateway, log, options);
    return *made;
  }
  [[nodiscard]] UtcTime in(Duration duration) const { return loop.now() + duration; }
  // Answers the time at once, and the rest as the test's lambda (one that takes any request) says.
  void on_request(std::function<void(const wire::Request&)> more) {
    gateway.answer = [this, more = std::move(more)](const wire::Request& request) {
      if (std::holds_alternative<wire::CurrentTimeRequest>(request)) send_time();
      more(request);
    };
  }
  void send_time() {
    gateway.emit(wire::CurrentTime{std::chrono::floor<seconds>(loop.now()).time_since_epoch().count()});
  }
  void connect() {
    if (!gateway.answer) return;
    ASSERT_TRUE(client().connect(in(seconds{30})).has_value());
    gateway.received.clear();
  }
  void SetUp() override {
    on_request([](const wire::Request&) {});
    options.account = AccountId("DU1234567");
    options.client_id = 17;
  }
};

inline Instrument instrument(const std::string& symbol, std::int64_t con_id) {
  Instrument made;
  made.symbol = Symbol(symbol);
  made.con_id = ConId(con_id);
  made.primary_exchange = "ARCA";
  return made;
}

}  // namespace bot::tws::test
