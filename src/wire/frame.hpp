// Frames: four bytes of length, big endian, then the payload.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace bot::wire {

inline constexpr std::size_t kMaxPayload = 0xFFFFFF;

// BOT_CHECK: not longer than kMaxPayload.
[[nodiscard]] std::string frame(std::string_view payload);

// Cuts a byte stream into frames, however the bytes arrive.
class FrameSplitter {
 public:
  void feed(std::string_view bytes) { buffer_.append(bytes); }
  // The next whole payload; nothing yet: nullopt; a length that cannot be: kProtocol, now and ever after.
  [[nodiscard]] Result<std::optional<std::string>> next();
  [[nodiscard]] std::size_t pending_bytes() const { return buffer_.size() - begin_; }
  // Takes everything that was fed and not cut off yet.
  [[nodiscard]] std::string take_rest();

 private:
  std::string buffer_;
  std::size_t begin_ = 0;
};

}  // namespace bot::wire
