// A disk in memory, logs that keep warnings or nothing, and byte streams between two ends.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/fixed.hpp"
#include "calendar/new_york.hpp"
#include "fakes/memory_files.hpp"
#include "ports/log.hpp"
#include "ports/network.hpp"
#include "support/virtual_loop.hpp"

namespace bot::gateway::testing {

using fakes::MemoryFiles;
using test::VirtualLoop;

inline Money usd(double value) { return Money::from_double(value); }
inline UtcTime new_york(const std::string& text) { return calendar::parse_new_york(text).value(); }

class NoLog final : public ports::Log {
 public:
  void write(ports::LogLevel, std::string_view) override {}
};

class Lines final : public ports::Log {
 public:
  void write(ports::LogLevel level, std::string_view line) override {
    if (level >= ports::LogLevel::kWarning) lines.emplace_back(line);
  }
  std::vector<std::string> lines;
};

class Pipes final : public ports::Network {
 public:
  explicit Pipes(ports::EventLoop& loop) : loop_(loop) {}
  Result<std::unique_ptr<ports::Connection>> connect(const ports::Endpoint& to, UtcTime) override {
    const auto found = listening_->find(to.port);
    if (found == listening_->end()) return fail(ErrorCode::kRefused, "nothing listens");
    const auto near = std::make_shared<End>(), far = std::make_shared<End>();
    near->peer = far;
    far->peer = near;
    found->second(std::make_unique<Pipe>(loop_, far));
    return std::unique_ptr<ports::Connection>(std::make_unique<Pipe>(loop_, near));
  }
  Result<std::unique_ptr<ports::Listener>> listen(
      const ports::Endpoint& at, std::function<void(std::unique_ptr<ports::Connection>)> on_accept) override {
    if (listening_->count(at.port) > 0) return fail(ErrorCode::kPortInUse, "another listens here");
    listening_->emplace(at.port, std::move(on_accept));
    return std::unique_ptr<ports::Listener>(std::make_unique<Ear>(listening_, at));
  }

 private:
  using Listening = std::map<int, std::function<void(std::unique_ptr<ports::Connection>)>>;
  struct End {
    std::weak_ptr<End> peer;
    ports::Connection::Handler handler;
    bool open = true;
  };
  class Pipe final : public ports::Connection {
   public:
    Pipe(ports::EventLoop& loop, std::shared_ptr<End> end) : loop_(loop), end_(std::move(end)) {}
    ~Pipe() override { Pipe::close(); }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    void set_handler(Handler handler) override { end_->handler = std::move(handler); }
    void send(std::string_view bytes) override {
      if (const auto peer = end_->peer.lock(); peer && end_->open)
        loop_.call_at(loop_.now(), [peer, copy = std::string(bytes)] {
          if (peer->open && peer->handler.on_bytes) peer->handler.on_bytes(copy);
        });
    }
    void close() override {
      if (!std::exchange(end_->open, false)) return;
      if (const auto peer = end_->peer.lock())
        loop_.call_at(loop_.now(), [peer] {
          if (!std::exchange(peer->open, false)) return;
          if (peer->handler.on_closed) peer->handler.on_closed("closed by the other side");
        });
    }
    [[nodiscard]] bool is_open() const override { return end_->open; }

   private:
    ports::EventLoop& loop_;
    std::shared_ptr<End> end_;
  };
  class Ear final : public ports::Listener {
   public:
    Ear(std::shared_ptr<Listening> all, ports::Endpoint at) : all_(std::move(all)), at_(std::move(at)) {}
    ~Ear() override { all_->erase(at_.port); }
    Ear(const Ear&) = delete;
    Ear& operator=(const Ear&) = delete;
    [[nodiscard]] ports::Endpoint endpoint() const override { return at_; }

   private:
    std::shared_ptr<Listening> all_;
    ports::Endpoint at_;
  };

  ports::EventLoop& loop_;
  std::shared_ptr<Listening> listening_ = std::make_shared<Listening>();
};

}  // namespace bot::gateway::testing
