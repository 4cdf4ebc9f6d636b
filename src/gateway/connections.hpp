// The clients' connections: accepts them, cuts their bytes into requests, sends them messages, and lets the faults of
// connections and messages in between.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/faults.hpp"
#include "gateway/habits.hpp"
#include "gateway/options.hpp"
#include "gateway/ports.hpp"
#include "gateway/session.hpp"
#include "gateway/timers.hpp"

namespace bot::gateway {

class Connections {
 public:
  using OnRequest = std::function<void(Session&, const wire::Request&)>;
  // All references have to outlive it; `on_request` is called inside the event loop.
  Connections(Ports ports, const Options& options, const Habits& habits, const Faults& faults, OnRequest on_request);
  ~Connections() { close(); }
  Connections(const Connections&) = delete;
  Connections& operator=(const Connections&) = delete;

  // kPortInUse.
  Result<void> listen(const ports::Endpoint& at);
  // Where it listens; nullptr: it does not.
  [[nodiscard]] const ports::Listener* listener() const { return listener_.get(); }
  void close();

  // Those that have passed START_API, as of now: sending may drop one.
  [[nodiscard]] std::vector<std::shared_ptr<Session>> ready() const;
  [[nodiscard]] std::vector<std::shared_ptr<Session>> all() const { return sessions_; }
  [[nodiscard]] bool is_client_id_free(std::int64_t client_id) const;
  // Whether a fault says that this connection's client id is in use.
  [[nodiscard]] bool pretends_id_in_use(const Session& session) const;

  // Nothing once the session is closed.
  void send(Session& session, const wire::Response& response);
  void send_error(Session& session, std::int64_t id, int code, std::string text);
  // To all that are ready, with the id of nothing in particular.
  void broadcast(int code, const std::string& text);
  void drop(Session& session, std::string_view why);
  // A moment later, so that a last message is read before.
  void close_soon(Session& session);

 private:
  void accept(std::unique_ptr<ports::Connection> connection);
  void receive(Session& session, std::string_view bytes);

  Ports ports_;
  const Options& options_;
  const Habits& habits_;
  const Faults& faults_;
  OnRequest on_request_;
  Timers timers_;
  std::unique_ptr<ports::Listener> listener_;
  std::vector<std::shared_ptr<Session>> sessions_;
  std::int64_t accepted_ = 0;
  std::map<std::string_view, std::int64_t> messages_sent_;  // by protocol name, for the faults
};

}  // namespace bot::gateway
