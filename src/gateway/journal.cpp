#include "gateway/journal.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace bot::gateway {
namespace {

constexpr std::size_t kPiece = 1U << 18U;  // of the file that a reader keeps

constexpr std::size_t kSealLength = 16;           // hex digits of the hash in front of each line
constexpr std::size_t kPrefix = kSealLength + 1;  // with the blank that follows
constexpr const char* kFix =
    "Put the state and its journal back from a backup; or move both aside, and the account begins anew.";

// {"upon": "..."}: the first line.
std::string first_line(std::string_view fingerprint) { return "{\"upon\":\"" + std::string(fingerprint) + "\"}"; }

// The hash of everything up to and with this line: it distinguishes a line that was changed from one that is missing.
std::string seal(Sha256& chain, std::string_view line) {
  chain.add(line);
  chain.add("\n");
  return chain.hex().substr(0, kSealLength);
}

std::string sealed(Sha256& chain, std::string_view line) { return fmt::format("{} {}\n", seal(chain, line), line); }

}  // namespace

Result<std::vector<Place>> Journal::begin(std::string_view fingerprint, const std::vector<std::string>& lines) {
  Sha256 chain;
  std::string text = sealed(chain, first_line(fingerprint));
  std::vector<Place> places;
  places.reserve(lines.size());
  for (const std::string& line : lines) {
    places.push_back({text.size() + kPrefix, line.size()});
    text += sealed(chain, line);
  }
  if (!in_memory()) BOT_TRY_VOID(files_.write_atomically(path_, text, 0600));
  size_ = text.size();
  text_ = in_memory() ? std::move(text) : std::string();
  chain_ = std::move(chain);
  broken_ = false;
  return places;
}

Result<Place> Journal::append(std::string_view line) {
  const std::string text = sealed(chain_, line);
  if (in_memory()) {
    text_ += text;
  } else if (const auto appended = files_.append_durably(path_, text, 0600); !appended) {
    broken_ = true;  // a part of it may stand there
    return fail(appended.error());
  }
  const Place place{size_ + kPrefix, line.size()};
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

Result<JournalText> read_journal(const ports::Files& files, const std::string& path, std::string_view fingerprint) {
  JournalText journal;
  if (!files.exists(path)) return journal;
  BOT_TRY(const std::string text, files.read(path));
  const std::string_view whole = std::string_view(text).substr(0, text.rfind('\n') + 1);
  if (whole.size() < text.size())
    journal.note =
        fmt::format("{}: the last line was cut off in the middle and is left out; no client has seen it", path);
  const bool is_sealed = !whole.starts_with('{');  // journals of 0.1.0's first builds were not
  const std::size_t prefix = is_sealed ? kPrefix : 0;
  Sha256 chain;
  int number = 0;
  for (const std::string_view line : split(whole, '\n')) {
    if (line.data() == whole.data() + whole.size()) break;  // what follows the last end of a line
    ++number;
    if (is_sealed && (line.size() < kPrefix || line.substr(0, kSealLength) != seal(chain, line.substr(kPrefix))))
      return fail(ErrorCode::kData,
                  fmt::format("line {} of the gateway's journal is damaged: orders and fills that clients have seen "
                              "stand in it and behind it",
                              number),
                  path, kFix);
    const std::string_view content = line.substr(prefix);
    if (number > 1) {
      journal.lines.emplace_back(content);
    } else if (content != first_line(fingerprint)) {
      journal.note = fmt::format("{} belongs to another state than the one beside it, and is left out", path);
      return journal;
    }
  }
  return journal;
}

Error orphaned_journal(const std::string& state, const std::string& journal) {
  return {ErrorCode::kData,
          fmt::format("the gateway's state {} is gone, and the journal of what happened since is there", state),
          journal, kFix};
}

}  // namespace bot::gateway
