#include <gtest/gtest.h>

#include <boost/asio/post.hpp>

#include "net/loop.hpp"
#include "net/loop_impl.hpp"
#include "net/memory_network.hpp"
#include "net/tcp_network.hpp"

namespace bot::net {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

ClockSetting step_clock() {
  return {.pace = {.kind = ClockPace::Kind::kStep}, .start = *parse_utc("2020-03-16T19:55:00Z")};
}

TEST(Loop, TimersRunByInstantThenByOrderOfTheCalls) {
  Loop loop(step_clock());
  const UtcTime start = loop.now();
  std::string order;
  loop.call_at(start + seconds{2}, [&] { order += 'c'; });
  loop.call_at(start + seconds{1}, [&] { order += 'a'; });
  loop.call_at(start + seconds{1}, [&] { order += 'b'; });
  const auto cancelled = loop.call_at(start + seconds{1}, [&] { order += 'x'; });
  loop.cancel(cancelled);
  EXPECT_FALSE(loop.run_until([] { return false; }, start + hours{1}));
  EXPECT_EQ(order, "abc");
  EXPECT_EQ(loop.now(), start + hours{1});
}

TEST(Loop, AStepClockStandsStillWhileSomethingIsReady) {
  Loop loop(step_clock());
  const UtcTime start = loop.now();
  int turns = 0;
  std::function<void()> again = [&] {
    if (++turns < 1000) loop.call_at(loop.now(), again);
  };
  loop.call_at(start, again);
  EXPECT_TRUE(loop.run_until([&] { return turns == 1000; }, start + seconds{1}));
  EXPECT_EQ(loop.now(), start);
}

// A peer that never pauses: there is always one more event. Gives up by itself where the loop does not look up.
TEST(Loop, WhoeverNeverPausesStarvesNoTimerAndNoDeadline) {
  using std::chrono::milliseconds;
  for (const bool by_socket : {true, false}) {
    Loop loop;
    const UtcTime start = loop.now();
    const auto give_up = std::chrono::steady_clock::now() + seconds{3};
    std::function<void()> again = [&] {
      if (std::chrono::steady_clock::now() > give_up) return;
      if (by_socket)
        boost::asio::post(loop.impl().io, again);
      else
        loop.call_at(loop.now(), again);
    };
    again();
    bool fired = false;
    loop.call_at(start + milliseconds{20}, [&] { fired = true; });
    EXPECT_FALSE(loop.run_until([] { return false; }, start + milliseconds{100}));
    EXPECT_TRUE(fired);
    EXPECT_LT(std::chrono::steady_clock::now(), give_up) << (by_socket ? "events" : "timers");
  }
}

// An echo over either network: bytes arrive whole and in order, and the virtual clock does not move meanwhile.
void echo_over(Loop& loop, ports::Network& network) {
  const UtcTime start = loop.now();
  std::unique_ptr<ports::Connection> server;
  auto listener = network.listen({"127.0.0.1", 0}, [&](std::unique_ptr<ports::Connection> accepted) {
    server = std::move(accepted);
    server->set_handler({.on_bytes = [&](std::string_view bytes) { server->send(bytes); }});
  });
  ASSERT_TRUE(listener.has_value());
  auto client = network.connect((*listener)->endpoint(), start + seconds{5});
  ASSERT_TRUE(client.has_value()) << client.error().text();
  std::string received;
  bool closed = false;
  (*client)->set_handler({.on_bytes = [&](std::string_view bytes) { received += bytes; },
                          .on_closed = [&](std::string_view) { closed = true; }});
  std::string sent;
  for (int i = 0; i < 50'000; ++i) sent += static_cast<char>(i % 251);
  (*client)->send(std::string_view(sent).substr(0, 10));
  (*client)->send(std::string_view(sent).substr(10));
  ASSERT_TRUE(loop.run_until([&] { return received.size() == sent.size(); }, start + seconds{60}));
  EXPECT_EQ(received, sent);
  EXPECT_EQ(loop.now(), start);
  server->close();
  EXPECT_TRUE(loop.run_until([&] { return closed; }, start + seconds{60}));
  EXPECT_FALSE((*client)->is_open());
}

TEST(TcpNetwork, EchoesWithoutMovingAStepClock) {
  Loop loop(step_clock());
  TcpNetwork network(loop);
  echo_over(loop, network);
}

TEST(MemoryNetwork, EchoesWithoutMovingAStepClock) {
  Loop loop(step_clock());
  MemoryNetwork network(loop);
  echo_over(loop, network);
}

TEST(TcpNetwork, APeerThatNeverReadsIsGivenUp) {
  Loop loop;
  TcpNetwork network(loop);
  std::unique_ptr<ports::Connection> server;
  std::string why;
  auto listener = network.listen({"127.0.0.1", 0}, [&](std::unique_ptr<ports::Connection> accepted) {
    server = std::move(accepted);
    server->set_handler({.on_bytes = {}, .on_closed = [&](std::string_view reason) { why = reason; }});
  });
  const auto silent = network.connect((*listener)->endpoint(), loop.now() + seconds{5});  // without a handler: not read
  ASSERT_TRUE(loop.run_until([&] { return server != nullptr; }, loop.now() + seconds{60}));
  const std::string megabyte(1U << 20, 'x');
  for (int sent = 0; sent < 100 && server->is_open(); ++sent) {
    server->send(megabyte);
    loop.run_until([] { return false; }, loop.now());
  }
  EXPECT_TRUE(loop.run_until([&] { return !why.empty(); }, loop.now() + seconds{60}));
  EXPECT_EQ(why, "the other side does not read what is sent to it");
}

TEST(TcpNetwork, AClosedPortIsRefusedAndATakenPortIsNamed) {
  Loop loop(step_clock());
  TcpNetwork network(loop);
  auto listener = network.listen({"127.0.0.1", 0}, [](std::unique_ptr<ports::Connection>) {});
  const ports::Endpoint at = (*listener)->endpoint();
  const auto second = network.listen(at, [](std::unique_ptr<ports::Connection>) {});
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, ErrorCode::kPortInUse);
  listener->reset();
  const auto refused = network.connect(at, loop.now() + seconds{5});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::kRefused);
}

}  // namespace
}  // namespace bot::net
