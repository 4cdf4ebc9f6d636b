// A world for tests of the TWS client: an event loop whose clock moves only from timer to timer, and a gateway that
// sends exactly what the test wants.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "ports/log.hpp"
#include "ports/network.hpp"
#include "support/virtual_loop.hpp"
#include "wire/codec.hpp"
#include "wire/frame.hpp"
#include "wire/handshake.hpp"

namespace bot::test {

class QuietLog final : public ports::Log {
 public:
  void write(ports::LogLevel level, std::string_view line) override {
    if (level >= ports::LogLevel::kWarning) lines.emplace_back(line);
  }
  std::vector<std::string> lines;
};

// The gateway's side of the only connection. Opens as TWS does unless set otherwise; every later request goes to
// `answer`.
class ScriptedGateway final : public ports::Network {
 public:
  explicit ScriptedGateway(VirtualLoop& loop) : loop_(loop) {}

  int version = 178;
  bool refuses = false;       // the port is closed
  bool silent = false;        // accepts and sends nothing
  bool hangs_up = false;      // accepts and closes
  bool says_garbage = false;  // answers the opening with a frame that cannot be
  std::size_t piece = 0;      // sends pieces of so many bytes; 0: whole frames
  std::vector<wire::Response> start = {wire::ManagedAccounts{"DU1234567,"}, wire::NextValidId{101}};
  std::set<std::int64_t> ids_in_use;     // by somebody else
  std::vector<std::int64_t> client_ids;  // as they asked
  std::function<void(const wire::Request&)> answer = [](const wire::Request&) {};
  std::vector<std::pair<UtcTime, wire::Request>> received;  // after START_API
  int connections = 0;

  void emit(const wire::Response& response, Duration delay = Duration{1}) {
    say_bytes(wire::frame(wire::encode_response(response, version)), delay);
  }
  void say_bytes(const std::string& bytes, Duration delay = Duration{1}) {
    const auto size = piece == 0 ? bytes.size() : piece;
    for (std::size_t at = 0; at < bytes.size(); at += size) {
      loop_.call_at(loop_.now() + delay, [line = line_, part = bytes.substr(at, size)] {
        if (line->open && line->handler.on_bytes) line->handler.on_bytes(part);
      });
    }
  }
  void hang_up(Duration delay = Duration{1}) {
    loop_.call_at(loop_.now() + delay, [line = line_] {
      if (!line->open) return;
      line->open = false;
      const auto on_closed = line->handler.on_closed;
      if (on_closed) on_closed("the other side closed the connection");
    });
  }
  template <class Message>
  [[nodiscard]] std::vector<Message> find_received() const {
    std::vector<Message> found;
    for (const auto& [when, request] : received) {
      if (const auto* message = std::get_if<Message>(&request)) found.push_back(*message);
    }
    return found;
  }

  Result<std::unique_ptr<ports::Connection>> connect(const ports::Endpoint&, UtcTime) override {
    if (refuses) return fail(ErrorCode::kRefused, "nothing listens there");
    ++connections;
    line_ = std::make_shared<Line>();
    hello_ = {};
    splitter_ = {};
    greeted_ = false;
    if (hangs_up) hang_up();
    return std::make_unique<End>(*this, line_);
  }
  Result<std::unique_ptr<ports::Listener>> listen(const ports::Endpoint&,
                                                  std::function<void(std::unique_ptr<ports::Connection>)>) override {
    return fail(ErrorCode::kPortInUse, "a scripted gateway does not listen");
  }

 private:
  struct Line {
    ports::Connection::Handler handler;
    bool open = true;
  };
  class End final : public ports::Connection {
   public:
    End(ScriptedGateway& gateway, std::shared_ptr<Line> line) : gateway_(gateway), line_(std::move(line)) {}
    ~End() override { line_->open = false; }
    End(const End&) = delete;
    End& operator=(const End&) = delete;
    void set_handler(Handler handler) override { line_->handler = std::move(handler); }
    void send(std::string_view bytes) override {
      if (!line_->open) return;
      gateway_.loop_.call_at(gateway_.loop_.now(), [&gateway = gateway_, line = line_, copy = std::string(bytes)] {
        if (line == gateway.line_) gateway.receive(copy);
      });
    }
    void close() override { line_->open = false; }
    [[nodiscard]] bool is_open() const override { return line_->open; }

   private:
    ScriptedGateway& gateway_;
    std::shared_ptr<Line> line_;
  };

  void receive(const std::string& bytes) {
    if (silent) return;
    if (!greeted_) {
      hello_.feed(bytes);
      const auto hello = hello_.next();
      if (!hello || !*hello) return;
      greeted_ = true;
      splitter_.feed(hello_.take_rest());
      if (says_garbage) return say_bytes("\x7F\x7F\x7F\x7F");
      say_bytes(wire::server_hello_bytes({version, "20200316 15:50:00 US/Eastern"}));
    } else {
      splitter_.feed(bytes);
    }
    while (const auto payload = splitter_.next().value()) {
      const auto request = wire::decode_request(*payload, version).value();
      if (const auto* begun = std::get_if<wire::StartApi>(&request)) {
        client_ids.push_back(begun->client_id);
        if (ids_in_use.contains(begun->client_id))
          emit(wire::ErrorMessage{-1, 326, "id in use", "", 0});
        else
          for (const auto& response : start) emit(response);
      } else {
        received.emplace_back(loop_.now(), request);
        answer(request);
      }
    }
  }

  VirtualLoop& loop_;
  std::shared_ptr<Line> line_;
  wire::HelloReader hello_;
  wire::FrameSplitter splitter_;
  bool greeted_ = false;
};

}  // namespace bot::test
