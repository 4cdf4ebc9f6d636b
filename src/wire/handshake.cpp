#include "wire/handshake.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.hpp"
#include "base/text.hpp"
#include "wire/numbers.hpp"

namespace bot::wire {
namespace {

constexpr std::string_view kHelloPrefix("API\0", 4);
constexpr std::size_t kMaxHelloBytes = 1024;

Result<ClientHello> parse_hello(std::string_view payload) {
  const auto bad = [&] {
    return fail(ErrorCode::kProtocol,
                "the client's opening is not a version range: " + escape_to_ascii(payload.substr(0, 40)));
  };
  while (!payload.empty() && payload.back() == '\0') payload.remove_suffix(1);
  const auto blank = payload.find(' ');
  auto versions = payload.substr(0, blank);
  if (versions.empty() || versions.front() != 'v') return bad();
  versions.remove_prefix(1);
  const auto dots = versions.find("..");
  const auto min = parse_int(versions.substr(0, dots));
  const auto max = dots == std::string_view::npos ? min : parse_int(versions.substr(dots + 2));
  if (!min || !max || *min < 0 || *max < *min || *max > 100'000) return bad();
  ClientHello hello{{static_cast<int>(*min), static_cast<int>(*max)}, {}};
  if (blank != std::string_view::npos) hello.options = trim(payload.substr(blank + 1));
  return hello;
}

}  // namespace

std::string client_hello_bytes(const ClientHello& hello) {
  const auto& [min, max] = hello.range;
  BOT_CHECK(0 < min && min <= max, "{}..{}", min, max);
  std::string payload = min == max ? fmt::format("v{}", min) : fmt::format("v{}..{}", min, max);
  if (!hello.options.empty()) payload += " " + hello.options;
  return std::string(kHelloPrefix) + frame(payload);
}

Result<std::optional<ClientHello>> HelloReader::next() {
  const auto seen = std::min(buffer_.size(), kHelloPrefix.size());
  if (std::string_view(buffer_).substr(0, seen) != kHelloPrefix.substr(0, seen)) {
    return fail(ErrorCode::kProtocol, "the connection does not open with API");
  }
  if (seen < kHelloPrefix.size()) return std::optional<ClientHello>{};
  FrameSplitter splitter;
  splitter.feed(std::string_view(buffer_).substr(kHelloPrefix.size()));
  if (splitter.pending_bytes() >= 4 && (buffer_[4] != 0 || buffer_[5] != 0 || buffer_[6] > 3 || buffer_[6] < 0)) {
    return fail(ErrorCode::kProtocol, fmt::format("the client's opening is longer than {} bytes", kMaxHelloBytes));
  }
  BOT_TRY(auto payload, splitter.next());
  if (!payload) return std::optional<ClientHello>{};
  BOT_TRY(auto hello, parse_hello(*payload));
  buffer_ = splitter.take_rest();
  return std::optional(std::move(hello));
}

std::string HelloReader::take_rest() { return std::exchange(buffer_, {}); }

std::optional<int> negotiate(VersionRange client, VersionRange server) {
  const int version = std::min(client.max, server.max);
  if (version < client.min || version < server.min) return std::nullopt;
  return version;
}

std::string server_hello_bytes(const ServerHello& hello) {
  std::string payload = fmt::format("{}", hello.server_version);
  payload.push_back('\0');
  payload += hello.connection_time;
  payload.push_back('\0');
  return frame(payload);
}

Result<std::optional<ServerHello>> parse_server_hello(std::string_view payload, VersionRange offered) {
  auto fields = split(payload, '\0');
  if (fields.back().empty()) fields.pop_back();
  if (fields.size() != 2) return std::optional<ServerHello>{};
  const auto version = parse_int(fields[0]);
  if (!version || *version < offered.min || *version > offered.max) {
    const bool redirect = version && *version < 0;
    return fail(ErrorCode::kProtocol,
                redirect ? "the server redirects to " + escape_to_ascii(fields[1])
                         : fmt::format("the server speaks version {}, not {} to {}", escape_to_ascii(fields[0]),
                                       offered.min, offered.max),
                {}, "Use TWS or IB Gateway 10.30 or newer.");
  }
  return std::optional(ServerHello{static_cast<int>(*version), std::string(fields[1])});
}

}  // namespace bot::wire
