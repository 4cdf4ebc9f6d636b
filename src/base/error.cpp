#include "base/error.hpp"

#include <fmt/format.h>

#include "base/check.hpp"

namespace bot {

Error Error::in(std::string_view doing) const {
  Error outer = *this;
  outer.context.emplace(outer.context.begin(), doing);
  return outer;
}

std::string Error::message() const {
  std::string line;
  for (const std::string& doing : context) line += doing + ": ";
  return line + what;
}

std::string Error::text() const {
  std::string line = message();
  if (!where.empty()) line += fmt::format(" ({})", where);
  if (!fix.empty()) line += fmt::format(". {}", fix);
  return line;
}

int exit_code(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUsage:
      return kExitUsage;
    case ErrorCode::kConfig:
      return kExitConfig;
    case ErrorCode::kData:
    case ErrorCode::kIo:
    case ErrorCode::kRequestRejected:
      return kExitData;
    case ErrorCode::kRefused:
    case ErrorCode::kTimeout:
    case ErrorCode::kDisconnected:
    case ErrorCode::kPacing:
    case ErrorCode::kClientIdInUse:
    case ErrorCode::kLogin:
    case ErrorCode::kProtocol:
    case ErrorCode::kPortInUse:
      return kExitGateway;
    case ErrorCode::kSafety:
      return kExitRefused;
    case ErrorCode::kNetwork:
      return kExitNeedsAttention;
    case ErrorCode::kLocked:
      return kExitLocked;
    case ErrorCode::kInterrupted:
      return kExitInterrupted;
  }
  BOT_CHECK(false);
}

}  // namespace bot
