// The opening of a connection: "API\0" and a version range from the client, version and connection time from the
// server.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "wire/frame.hpp"

namespace bot::wire {

struct VersionRange {
  int min = 0;
  int max = 0;
  bool operator==(const VersionRange&) const = default;
};
inline constexpr VersionRange kServed{157, 200};   // what our gateway serves and the codec knows
inline constexpr VersionRange kOffered{176, 200};  // what our client offers

struct ClientHello {
  VersionRange range;
  std::string options;  // after the range, "+PACEAPI" at most
  bool operator==(const ClientHello&) const = default;
};
struct ServerHello {
  int server_version = 0;
  std::string connection_time;  // "yyyymmdd hh:mm:ss TZ"; the zone is whatever the machine calls it
  bool operator==(const ServerHello&) const = default;
};

// Client: all bytes of the opening.
[[nodiscard]] std::string client_hello_bytes(const ClientHello& hello);
// Server: cuts the opening off a stream, however the bytes arrive.
class HelloReader {
 public:
  void feed(std::string_view bytes) { buffer_.append(bytes); }
  // Whole: the hello. Not yet: nullopt. Not the protocol: kProtocol.
  [[nodiscard]] Result<std::optional<ClientHello>> next();
  // The bytes behind the hello, once next() gave it.
  [[nodiscard]] std::string take_rest();

 private:
  std::string buffer_;
};
// The version to answer with: the smaller of the two maxima; none when the ranges do not meet (then close).
[[nodiscard]] std::optional<int> negotiate(VersionRange client, VersionRange server = kServed);
// Server: the framed answer, to be written in one piece.
[[nodiscard]] std::string server_hello_bytes(const ServerHello& hello);
// Client: reads the payload of the first frames. A frame that has not exactly two fields is not the answer: nullopt.
// A negative version (redirect), or one outside `offered`: kProtocol.
[[nodiscard]] Result<std::optional<ServerHello>> parse_server_hello(std::string_view payload, VersionRange offered);

}  // namespace bot::wire
