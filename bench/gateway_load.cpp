// Many clients that send orders to a running gateway at a steady pace. Prints, as JSON, how long each order waited for
// its acknowledgement (the first ORDER_STATUS), and what did not come back: see bench/gateway_load.
//
//     gateway_load HOST PORT CLIENTS ORDERS ORDERS_A_MINUTE
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "net/loop.hpp"
#include "net/tcp_network.hpp"
#include "wire/codec.hpp"
#include "wire/frame.hpp"
#include "wire/handshake.hpp"

namespace bot::bench {
namespace {

const std::vector<std::string> kSymbols{"SPY", "QQQ", "VTI", "TLT", "IEF", "GLD", "XLE", "BND"};
constexpr std::int64_t kShares = 1;
constexpr std::int64_t kFirstShares = 2'000;  // of each symbol, bought before, so that there is something to sell

struct Count {
  std::vector<double> waits;  // for the acknowledgement, milliseconds
  std::map<std::string, std::string> shares;
  std::int64_t sent = 0, filled = 0, executions = 0, commissions = 0, errors = 0;
};

class Client {
 public:
  Client(net::Loop& loop, net::TcpNetwork& network, const ports::Endpoint& to, std::int64_t id, Count& count)
      : loop_(loop), count_(count) {
    auto connected = network.connect(to, loop.now() + std::chrono::seconds{10});
    if (!connected) {
      fmt::print(stderr, "client {}: {}\n", id, connected.error().text());
      std::exit(1);
    }
    connection_ = std::move(*connected);
    connection_->set_handler({.on_bytes = [this](std::string_view bytes) { take(bytes); },
                              .on_closed = [this](std::string_view) { closed_ = true; }});
    connection_->send(wire::client_hello_bytes({wire::kOffered, ""}));
    wait_for([&] { return version_ != 0; });
    send(wire::StartApi{id, ""});
    wait_for([&] { return next_id_ != 0; });
  }
  void order(const std::string& symbol, const std::string& action, std::int64_t shares) {
    wire::PlaceOrder place;
    place.contract.symbol = symbol;
    place.contract.sec_type = "STK";
    place.contract.exchange = "SMART";
    place.contract.currency = "USD";
    place.order.order_id = next_id_++;
    place.order.action = action;
    place.order.total_quantity = Quantity::from_whole(shares);
    place.order.order_type = "MKT";
    place.order.tif = "DAY";
    waiting_.emplace(place.order.order_id, loop_.now());
    ++count_.sent;
    send(place);
  }
  void ask_for_positions() { send(wire::PositionsRequest{}); }
  [[nodiscard]] bool has_ended() const { return ended_; }
  [[nodiscard]] bool is_closed() const { return closed_; }

 private:
  template <class Done>
  void wait_for(Done done) {
    if (loop_.run_until(done, loop_.now() + std::chrono::seconds{10})) return;
    fmt::print(stderr, "the gateway does not answer\n");
    std::exit(1);
  }
  void send(const wire::Request& request) { connection_->send(wire::frame(wire::encode_request(request, version_))); }
  void take(std::string_view bytes) {
    frames_.feed(bytes);
    for (auto payload = frames_.next(); payload && *payload; payload = frames_.next()) {
      if (version_ == 0)
        version_ = (*wire::parse_server_hello(**payload, wire::kOffered))->server_version;
      else if (const auto response = wire::decode_response(**payload, version_))
        take(*response);
    }
  }
  void take(const wire::Response& response) {
    if (const auto* next = std::get_if<wire::NextValidId>(&response)) next_id_ = std::max(next_id_, next->order_id);
    if (const auto* status = std::get_if<wire::OrderStatus>(&response)) {
      if (const auto order = waiting_.find(status->order_id); order != waiting_.end()) {
        count_.waits.push_back(static_cast<double>((loop_.now() - order->second).count()));
        waiting_.erase(order);
      }
      if (status->status == "Filled" && filled_ids_.insert(status->order_id).second) ++count_.filled;
    }
    if (std::holds_alternative<wire::ExecutionData>(response)) ++count_.executions;
    if (std::holds_alternative<wire::CommissionReport>(response)) ++count_.commissions;
    if (const auto* error = std::get_if<wire::ErrorMessage>(&response); error != nullptr && error->id > 0) {
      if (++count_.errors <= 3) fmt::print(stderr, "{} {}\n", error->code, error->text);
    }
    if (const auto* position = std::get_if<wire::PositionData>(&response))
      count_.shares[position->contract.symbol] = position->position.value_or(Quantity{}).str();
    if (std::holds_alternative<wire::PositionEnd>(response)) ended_ = true;
  }

  net::Loop& loop_;
  Count& count_;
  std::unique_ptr<ports::Connection> connection_;
  wire::FrameSplitter frames_;
  int version_ = 0;
  std::int64_t next_id_ = 0;
  bool ended_ = false, closed_ = false;
  std::map<std::int64_t, UtcTime> waiting_;
  std::set<std::int64_t> filled_ids_;
};

double percentile(const std::vector<double>& sorted, double share) {
  return sorted.empty() ? 0 : sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
}

int run(const ports::Endpoint& to, int clients, std::int64_t orders, double a_minute) {
  net::Loop loop;
  net::TcpNetwork network(loop);
  Count count;
  std::vector<std::unique_ptr<Client>> all;
  for (int id = 1; id <= clients; ++id) all.push_back(std::make_unique<Client>(loop, network, to, id, count));
  std::map<std::string, std::int64_t> expected;
  const auto order = [&](std::size_t client, const std::string& symbol, std::int64_t change) {
    expected[symbol] += change;
    all[client]->order(symbol, change > 0 ? "BUY" : "SELL", std::abs(change));
  };
  for (const std::string& symbol : kSymbols) order(0, symbol, kFirstShares);
  loop.sleep_until(loop.now() + std::chrono::seconds{5});

  const UtcTime start = loop.now();
  const Duration every{
      static_cast<std::int64_t>(60'000 / a_minute * 1'000)};  // microseconds, in steps of a millisecond
  for (std::int64_t i = 0; i < orders; ++i) {
    loop.sleep_until(start + Duration{i * every.count() / 1'000});
    const auto number = static_cast<std::size_t>(i);
    order(number % all.size(), kSymbols[number % kSymbols.size()],
          (number / kSymbols.size()) % 2 == 0 ? kShares : -kShares);
  }
  const double minutes = static_cast<double>((loop.now() - start).count()) / 60'000;
  loop.run_until([&] { return count.filled == count.sent && count.commissions >= count.executions; },
                 loop.now() + std::chrono::seconds{30});
  loop.sleep_until(loop.now() + std::chrono::seconds{1});
  all[0]->ask_for_positions();
  loop.run_until([&] { return all[0]->has_ended(); }, loop.now() + std::chrono::seconds{10});

  std::int64_t wrong = 0;
  for (const auto& [symbol, shares] : expected)
    wrong += count.shares[symbol] == Quantity::from_whole(shares).str() ? 0 : 1;
  std::ranges::sort(count.waits);
  fmt::print(
      "{{\"clients\": {}, \"closed\": {}, \"sent\": {}, \"acknowledged\": {}, \"filled\": {}, \"executions\": {}, "
      "\"commissions\": {}, \"errors\": {}, \"wrong_positions\": {}, \"a_minute\": {:.0f}, \"median_ms\": {:.1f}, "
      "\"p99_ms\": {:.1f}, \"longest_ms\": {:.1f}}}\n",
      clients, std::ranges::count_if(all, [](const auto& client) { return client->is_closed(); }), count.sent,
      count.waits.size(), count.filled, count.executions, count.commissions, count.errors, wrong,
      static_cast<double>(orders) / minutes, percentile(count.waits, 0.5), percentile(count.waits, 0.99),
      percentile(count.waits, 1));
  return 0;
}

}  // namespace
}  // namespace bot::bench

int main(int argc, char** argv) {
  if (argc != 6) {
    fmt::print(stderr, "gateway_load HOST PORT CLIENTS ORDERS ORDERS_A_MINUTE\n");
    return 2;
  }
  return bot::bench::run({argv[1], std::atoi(argv[2])}, std::atoi(argv[3]), std::atoll(argv[4]), std::atof(argv[5]));
}
