#include "gateway/journal.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace bot::gateway {
namespace {

constexpr std::size_t kPiece = 1U << 18U;  // of the file that a reader keeps

// {"upon": "..."}: the first line.
std::string first_line(std::string_view fingerprint) { return "{\"upon\":\"" + std::string(fingerprint) + "\"}"; }

}  // namespace

Result<std::vector<Place>> Journal::begin(std::string_view fingerprint, const std::vector<std::string>& lines) {
  std::string text = first_line(fingerprint) + "\n";
  std::vector<Place> places;
  places.reserve(lines.size());
  for (const std::string& line : lines) {
    places.push_back({text.size(), line.size()});
    text += line;
    text += '\n';
  }
  if (!in_memory()) BOT_TRY_VOID(files_.write_atomically(path_, text, 0600));
  size_ = text.size();
  text_ = in_memory() ? std::move(text) : std::string();
  broken_ = false;
  return places;
}

Result<Place> Journal::append(std::string_view line) {
  std::string text(line);
  text += '\n';
  if (in_memory()) {
    text_ += text;
  } else if (const auto appended = files_.append_durably(path_, text, 0600); !appended) {
    broken_ = true;  // a part of it may stand there
    return fail(appended.error());
  }
  const Place place{size_, line.size()};
  size_ += text.size();
  return place;
}

Result<void> Journal::remove() {
  broken_ = true;
  text_.clear();
  return in_memory() ? Result<void>{} : files_.remove(path_);
}

Result<std::string_view> Journal::Reader::read(const Place& place) {
  if (journal_.in_memory()) return std::string_view(journal_.text_).substr(place.offset, place.length);
  if (place.offset < begins_ || place.offset + place.length > begins_ + piece_.size()) {
    BOT_TRY(piece_, journal_.files_.read_at(journal_.path_, place.offset, std::max<std::size_t>(place.length, kPiece)));
    begins_ = place.offset;
  }
  if (piece_.size() < place.offset - begins_ + place.length)
    return fail(ErrorCode::kIo, "the gateway's journal is shorter than what was written", journal_.path_);
  return std::string_view(piece_).substr(place.offset - begins_, place.length);
}

Result<std::vector<std::string>> read_journal(const ports::Files& files, const std::string& path,
                                              std::string_view fingerprint) {
  std::vector<std::string> lines;
  if (!files.exists(path)) return lines;
  BOT_TRY(const std::string text, files.read(path));
  const std::string_view whole = std::string_view(text).substr(0, text.rfind('\n') + 1);
  for (const std::string_view line : split(whole, '\n')) lines.emplace_back(line);
  if (!lines.empty()) lines.pop_back();  // what follows the last end of a line
  if (lines.empty() || lines.front() != first_line(fingerprint)) return std::vector<std::string>();
  lines.erase(lines.begin());
  return lines;
}

}  // namespace bot::gateway
