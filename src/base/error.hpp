// What can go wrong outside our own code, as a closed set. A refusal ("no, and why") is not an error but a value;
// a defect of ours stops the process (check.hpp).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/check.hpp"
#include "base/enum_names.hpp"

namespace bot {

enum class ErrorCode {
  kUsage,            // the command line
  kConfig,           // the configuration, with file and line
  kData,             // bars that are missing, damaged or contradict each other
  kRefused,          // the gateway's port is closed
  kTimeout,          // no answer in time
  kDisconnected,     // the connection was lost
  kPacing,           // the gateway asks us to slow down
  kClientIdInUse,    // code 326
  kLogin,            // the gateway listens but is not logged in
  kRequestRejected,  // the gateway answered a request with a permanent error
  kProtocol,         // bytes that are not the protocol
  kPortInUse,        // a listening port of ours is taken
  kIo,               // files: permission, space, damage of our own records
  kLocked,           // another run holds the lock
  kSafety,           // a safety rule or a halt
  kInterrupted,      // the person or the system asked us to stop
  kNetwork,          // HTTP and other outside services
};

struct Error {
  ErrorCode code = ErrorCode::kData;
  std::string what;                    // what was wrong, one sentence without a full stop
  std::string where;                   // file:line, symbol, address; may be empty
  std::string fix;                     // what to do: a sentence with its full stop, or a command; may be empty
  std::vector<std::string> context{};  // what was being done, outermost layer first

  bool operator==(const Error&) const = default;
  // The same with one more layer of context, outside of those it has; used by each layer that knows more than the one
  // below.
  [[nodiscard]] Error in(std::string_view doing) const;
  // "context: ...: what".
  [[nodiscard]] std::string message() const;
  // "message (where). fix" on one line.
  [[nodiscard]] std::string text() const;
};

// The exit codes of the process (`bot --help` lists them).
inline constexpr int kExitUsage = 2;
inline constexpr int kExitConfig = 3;
inline constexpr int kExitData = 4;
inline constexpr int kExitGateway = 5;
inline constexpr int kExitRefused = 6;
// A command did its work and found something for a person to look at: an order left open, a missed session.
inline constexpr int kExitNeedsAttention = 7;
inline constexpr int kExitLocked = 8;
inline constexpr int kExitDefect = 70;  // ours: BOT_CHECK, a crash
inline constexpr int kExitInterrupted = 130;
[[nodiscard]] int exit_code(ErrorCode code);
// Stable lower-case name, for JSON and for retry.on.
[[nodiscard]] constexpr std::string_view name(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUsage:
      return "usage";
    case ErrorCode::kConfig:
      return "config";
    case ErrorCode::kData:
      return "data";
    case ErrorCode::kRefused:
      return "refused";
    case ErrorCode::kTimeout:
      return "timeout";
    case ErrorCode::kDisconnected:
      return "disconnected";
    case ErrorCode::kPacing:
      return "pacing";
    case ErrorCode::kClientIdInUse:
      return "client_id_in_use";
    case ErrorCode::kLogin:
      return "login";
    case ErrorCode::kRequestRejected:
      return "request_rejected";
    case ErrorCode::kProtocol:
      return "protocol";
    case ErrorCode::kPortInUse:
      return "port_in_use";
    case ErrorCode::kIo:
      return "io";
    case ErrorCode::kLocked:
      return "locked";
    case ErrorCode::kSafety:
      return "safety";
    case ErrorCode::kInterrupted:
      return "interrupted";
    case ErrorCode::kNetwork:
      return "network";
  }
  BOT_CHECK(false);
}

}  // namespace bot

template <>
inline constexpr bot::ErrorCode bot::kLastOf<bot::ErrorCode> = bot::ErrorCode::kNetwork;
