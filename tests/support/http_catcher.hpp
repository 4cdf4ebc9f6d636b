// A real HTTP server on a free loopback port, in a thread, that keeps what it was sent. By default it is as strict as
// Discord: a body that breaks a documented limit is answered with 400 in Discord's words, a good one with 200 and an id
// (with ?wait=true) or 204. A script can answer anything else.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "fakes/discord_limits.hpp"

namespace bot::test {

struct CaughtRequest {
  std::string method;
  std::string target;                          // path and query
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
};

struct CatcherReply {
  int status = 200;
  std::map<std::string, std::string> headers;
  std::string body;
  bool drip = false;  // after the headers one byte each 20 ms, until the client goes or the catcher ends
};

class HttpCatcher {
 public:
  using Script = std::function<CatcherReply(const CaughtRequest& request, std::size_t nth)>;  // nth from 0
  explicit HttpCatcher(Script script = {});
  ~HttpCatcher();
  HttpCatcher(const HttpCatcher&) = delete;
  HttpCatcher& operator=(const HttpCatcher&) = delete;

  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] std::string url(const std::string& path = "/api/webhooks/1/token") const;
  [[nodiscard]] std::vector<CaughtRequest> requests() const;

 private:
  void serve();
  void answer(int client);

  Script script_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> stop_{false};
  mutable std::mutex mutex_;
  std::vector<CaughtRequest> requests_;
  std::thread thread_;
};

using fakes::discord_refusal;
[[nodiscard]] CatcherReply discord_reply(const CaughtRequest& request, std::size_t nth);

}  // namespace bot::test
