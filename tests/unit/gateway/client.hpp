// A plain TWS client for tests: does the handshake, keeps every response, knows nothing of orders.
#pragma once

#include <gtest/gtest.h>

#include <variant>
#include <vector>

#include "fakes.hpp"
#include "gateway/gateway.hpp"
#include "wire/codec.hpp"
#include "wire/frame.hpp"
#include "wire/handshake.hpp"

namespace bot::gateway::testing {

class Client {
 public:
  Client(VirtualLoop& loop, Pipes& network, ports::Endpoint to, std::int64_t client_id, int version = 200)
      : loop_(loop) {
    connection_ = network.connect(to, loop.now()).value();
    connection_->set_handler({.on_bytes = [this](std::string_view bytes) { take(bytes); },
                              .on_closed = [this](std::string_view) { closed = true; }});
    connection_->send(wire::client_hello_bytes({{100, version}, ""}));
    wait(10);
    send(wire::StartApi{client_id, ""});
    wait(10);
  }
  void send(const wire::Request& request) { connection_->send(wire::frame(wire::encode_request(request, version_))); }
  void send_raw(std::string_view bytes) { connection_->send(bytes); }
  void hang_up() { connection_->close(); }
  void wait(int millis) { loop_.sleep_until(loop_.now() + Duration{millis}); }
  // Sends, waits a little, and hands out what came since.
  std::vector<wire::Response> ask(const wire::Request& request, int millis = 20) {
    const std::size_t before = received.size();
    send(request);
    wait(millis);
    return {received.begin() + static_cast<std::ptrdiff_t>(before), received.end()};
  }
  template <class T>
  [[nodiscard]] std::vector<T> all() const {
    return only<T>(received);
  }
  template <class T>
  [[nodiscard]] static std::vector<T> only(const std::vector<wire::Response>& from) {
    std::vector<T> found;
    for (const wire::Response& response : from)
      if (const T* value = std::get_if<T>(&response)) found.push_back(*value);
    return found;
  }
  [[nodiscard]] std::vector<int> codes() const {
    std::vector<int> found;
    for (const auto& error : all<wire::ErrorMessage>()) found.push_back(error.code);
    return found;
  }
  [[nodiscard]] int version() const { return version_; }

  std::vector<wire::Response> received;
  bool closed = false;

 private:
  void take(std::string_view bytes) {
    frames_.feed(bytes);
    for (auto payload = frames_.next(); payload && *payload; payload = frames_.next()) {
      if (version_ == 0) {
        version_ = wire::parse_server_hello(**payload, {100, 200}).value()->server_version;
        continue;
      }
      received.push_back(wire::decode_response(**payload, version_).value());
    }
  }

  VirtualLoop& loop_;
  std::unique_ptr<ports::Connection> connection_;
  wire::FrameSplitter frames_;
  int version_ = 0;
};

// A gateway on three made-up days of ABC and XYZ.
struct GatewayFixture {
  VirtualLoop loop;
  MemoryFiles files;
  NoLog log;
  Pipes network{loop};
  Options options;
  std::unique_ptr<Gateway> gateway;

  explicit GatewayFixture(const std::string& clock = "2020-03-16 15:50:00") : loop(new_york(clock)) {
    files.files["prices/ABC.csv"] =
        "date,open,high,low,close,volume\n"
        "2020-03-12,99.00,101.00,98.00,100.00,1000000\n"
        "2020-03-13,100.00,103.00,99.00,102.00,1000000\n"
        "2020-03-16,101.00,104.00,100.00,103.00,1000000\n"
        "2020-03-17,104.00,106.00,103.00,105.00,1000000\n"
        "2020-03-18,52.00,53.00,51.00,52.50,2000000\n";
    files.files["prices/XYZ.csv"] =
        "date,open,high,low,close,volume\n"
        "2020-03-13,20.00,21.00,19.00,20.50,500000\n"
        "2020-03-16,20.50,21.50,20.00,21.00,500000\n"
        "2020-03-17,21.00,22.00,20.50,21.50,500000\n"
        "2020-03-18,21.50,22.00,21.00,21.80,500000\n";
    // ABC pays a dollar on the 17th and splits two for one on the 18th.
    files.files["prices/actions/ABC.csv"] = "ex_date,kind,value\n2020-03-17,dividend,1.00\n2020-03-18,split,2\n";
    options.replay = "prices";
    options.listen.port = 4002;
    options.state = "state";
  }
  Gateway& start() {
    gateway = std::make_unique<Gateway>(Ports{loop, network, files, log, nullptr}, options);
    const auto started = gateway->start();
    EXPECT_TRUE(started.has_value()) << (started ? "" : started.error().text());
    return *gateway;
  }
  [[nodiscard]] std::unique_ptr<Client> client(std::int64_t id = 17, int version = 200) {
    return std::make_unique<Client>(loop, network, options.listen, id, version);
  }
};

inline wire::Contract stock(const std::string& symbol) {
  wire::Contract contract;
  contract.symbol = symbol;
  contract.sec_type = "STK";
  contract.exchange = "SMART";
  contract.currency = "USD";
  return contract;
}

struct OrderText {
  std::int64_t id = 1;
  std::string symbol = "ABC";
  std::string action = "BUY";
  double shares = 1;
  std::optional<double> limit = {};  // absent: MKT
  std::string tif = "DAY";
  std::string until = {};
  std::string ref = {};
  bool what_if = false;
};

inline wire::PlaceOrder order(const OrderText& text) {
  wire::PlaceOrder place;
  place.contract = stock(text.symbol);
  place.order.order_id = text.id;
  place.order.action = text.action;
  place.order.total_quantity = Quantity::from_double(text.shares);
  place.order.order_type = text.limit ? "LMT" : "MKT";
  place.order.limit_price = text.limit;
  place.order.tif = text.tif;
  place.order.good_till_date = text.until;
  place.order.order_ref = text.ref;
  place.order.what_if = text.what_if;
  return place;
}

}  // namespace bot::gateway::testing
