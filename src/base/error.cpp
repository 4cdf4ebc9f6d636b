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
      return 2;
    case ErrorCode::kConfig:
      return 3;
    case ErrorCode::kData:
    case ErrorCode::kIo:
    case ErrorCode::kRequestRejected:
      return 4;
    case ErrorCode::kRefused:
    case ErrorCode::kTimeout:
    case ErrorCode::kDisconnected:
    case ErrorCode::kPacing:
    case ErrorCode::kClientIdInUse:
    case ErrorCode::kLogin:
    case ErrorCode::kProtocol:
    case ErrorCode::kPortInUse:
      return 5;
    case ErrorCode::kSafety:
      return 6;
    case ErrorCode::kNetwork:
      return 7;
    case ErrorCode::kLocked:
      return 8;
    case ErrorCode::kInterrupted:
      return 130;
  }
  BOT_CHECK(false);
}

}  // namespace bot
