#include "wire/frame.hpp"

#include <fmt/format.h>

#include <cstdint>

#include "base/check.hpp"

namespace bot::wire {
namespace {

constexpr std::size_t kLengthBytes = 4;

}  // namespace

std::string frame(std::string_view payload) {
  BOT_CHECK(payload.size() <= kMaxPayload, "{}", payload.size());
  const auto length = static_cast<std::uint32_t>(payload.size());
  std::string out;
  out.reserve(kLengthBytes + payload.size());
  for (const unsigned shift : {24U, 16U, 8U, 0U}) {
    out.push_back(static_cast<char>(static_cast<unsigned char>((length >> shift) & 0xFFU)));
  }
  out.append(payload);
  return out;
}

Result<std::optional<std::string>> FrameSplitter::next() {
  if (pending_bytes() < kLengthBytes) return std::optional<std::string>{};
  std::size_t length = 0;
  for (std::size_t i = 0; i < kLengthBytes; ++i) {
    length = length << 8U | static_cast<unsigned char>(buffer_[begin_ + i]);
  }
  if (length > kMaxPayload) {
    return fail(ErrorCode::kProtocol, fmt::format("a frame of {} bytes, more than {}", length, kMaxPayload));
  }
  if (pending_bytes() < kLengthBytes + length) return std::optional<std::string>{};
  std::optional<std::string> payload = buffer_.substr(begin_ + kLengthBytes, length);
  begin_ += kLengthBytes + length;
  if (begin_ == buffer_.size() || begin_ > kMaxPayload / 4) {
    buffer_.erase(0, begin_);
    begin_ = 0;
  }
  return payload;
}

std::string FrameSplitter::take_rest() {
  std::string rest = buffer_.substr(begin_);
  buffer_.clear();
  begin_ = 0;
  return rest;
}

}  // namespace bot::wire
