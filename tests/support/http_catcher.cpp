#include "support/http_catcher.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace bot::test {
namespace {

constexpr std::size_t kMaxRequest = 1 << 20;

}  // namespace

CatcherReply discord_reply(const CaughtRequest& request, std::size_t nth) {
  const std::string refusal = discord_refusal(request.body);
  if (!refusal.empty())
    return {400, {}, nlohmann::json{{"message", "Invalid Form Body: " + refusal}, {"code", 50035}}.dump()};
  if (request.target.find("wait=true") == std::string::npos) return {204, {}, ""};
  return {200, {}, nlohmann::json{{"id", std::to_string(1'000'000 + nth)}, {"type", 0}}.dump()};
}

HttpCatcher::HttpCatcher(Script script) : script_(script ? std::move(script) : Script(discord_reply)) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof(address);
  if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), length) != 0 || ::listen(listener_, 16) != 0 ||
      ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length) != 0)
    std::abort();
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { serve(); });
}

HttpCatcher::~HttpCatcher() {
  stop_ = true;
  ::shutdown(listener_, SHUT_RDWR);
  thread_.join();
  ::close(listener_);
}

std::string HttpCatcher::url(const std::string& path) const {
  return "http://127.0.0.1:" + std::to_string(port_) + path;
}

std::vector<CaughtRequest> HttpCatcher::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

void HttpCatcher::serve() {
  while (!stop_) {
    pollfd waiting{listener_, POLLIN, 0};
    if (::poll(&waiting, 1, 50) <= 0) continue;
    const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) continue;
    answer(client);
    ::close(client);
  }
}

void HttpCatcher::answer(int client) {
  std::string bytes;
  std::size_t body_begin = std::string::npos;
  std::size_t body_length = 0;
  CaughtRequest request;
  while (!stop_ && bytes.size() < kMaxRequest) {
    if (body_begin == std::string::npos && bytes.find("\r\n\r\n") != std::string::npos) {
      body_begin = bytes.find("\r\n\r\n") + 4;
      std::size_t at = bytes.find("\r\n");
      const std::string first = bytes.substr(0, at);
      const auto space = first.find(' ');
      request.method = first.substr(0, space);
      request.target = first.substr(space + 1, first.rfind(' ') - space - 1);
      for (at += 2; at < body_begin - 2;) {
        const auto end = bytes.find("\r\n", at);
        const std::string line = bytes.substr(at, end - at);
        const auto colon = line.find(": ");
        std::string name = line.substr(0, colon);
        std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        if (colon != std::string::npos) request.headers[name] = line.substr(colon + 2);
        at = end + 2;
      }
      if (request.headers.contains("content-length")) body_length = std::stoul(request.headers["content-length"]);
    }
    if (body_begin != std::string::npos && bytes.size() >= body_begin + body_length) break;
    pollfd waiting{client, POLLIN, 0};
    if (::poll(&waiting, 1, 50) <= 0) continue;
    char buffer[16384];
    const auto got = ::recv(client, buffer, sizeof(buffer), 0);
    if (got <= 0) return;
    bytes.append(buffer, static_cast<std::size_t>(got));
  }
  if (body_begin == std::string::npos) return;
  request.body = bytes.substr(body_begin, body_length);
  std::size_t nth = 0;
  {
    const std::lock_guard lock(mutex_);
    nth = requests_.size();
    requests_.push_back(request);
  }
  const CatcherReply reply = script_(request, nth);
  std::string head = "HTTP/1.1 " + std::to_string(reply.status) + " X\r\nConnection: close\r\n";
  for (const auto& [name, value] : reply.headers) head += name + ": " + value + "\r\n";
  const std::size_t length = reply.drip ? 1'000'000 : reply.body.size();
  if (reply.status != 204) head += "Content-Length: " + std::to_string(length) + "\r\n";
  const std::string whole = head + "\r\n" + reply.body;
  ::send(client, whole.data(), whole.size(), MSG_NOSIGNAL);
  while (reply.drip && !stop_) {
    if (::send(client, "x", 1, MSG_NOSIGNAL) != 1) return;
    pollfd waiting{client, POLLIN | POLLRDHUP, 0};
    if (::poll(&waiting, 1, 20) > 0) return;
  }
}

}  // namespace bot::test
