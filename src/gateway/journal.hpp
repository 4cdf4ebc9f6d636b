// What happened to the account since its state was last written as a whole: one line of JSON for each turn in which
// something did, appended and flushed before anybody is notified of it. Also where the orders and fills of the day that
// are over are read back from, since nobody keeps them in memory. docs/formats/gateway-state.md says what a line holds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "base/sha256.hpp"
#include "ports/files.hpp"

namespace bot::gateway {

// Where a line stands; `length` without its end.
struct Place {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  bool operator==(const Place&) const = default;
};

class Journal {
 public:
  // `files` has to outlive it. Without a path it lives in memory, as long as the object.
  Journal(ports::Files& files, std::string path) : files_(files), path_(std::move(path)) {}

  // Starts over on top of the state with this fingerprint; returns where the lines stand now.
  [[nodiscard]] Result<std::vector<Place>> begin(std::string_view fingerprint, const std::vector<std::string>& lines);
  // An error: nothing may be appended until the next begin().
  [[nodiscard]] Result<Place> append(std::string_view line);
  [[nodiscard]] bool is_broken() const { return broken_; }
  Result<void> remove();

  // Reads lines back, best in the order in which they were written: a piece of the file is kept at a time.
  class Reader {
   public:
    explicit Reader(const Journal& journal) : journal_(journal) {}
    [[nodiscard]] Result<std::string_view> read(const Place& place);

   private:
    const Journal& journal_;
    std::string piece_;
    std::uint64_t begins_ = 0;  // of piece_, in the file
  };

 private:
  [[nodiscard]] bool in_memory() const { return path_.empty(); }

  ports::Files& files_;
  std::string path_;
  std::string text_;  // in memory
  std::uint64_t size_ = 0;
  Sha256 chain_;  // of all lines so far
  bool broken_ = true;
};

struct JournalText {
  std::vector<std::string> lines{};   // without the first, which names the state
  std::optional<std::string> note{};  // for the log: what was left out, and why that loses nothing
};

// A journal that was begun upon the state with this fingerprint. No lines where there is no journal and where it
// belongs to another state (whole states replace what was appended before them); a last line that was cut off is left
// out, as nobody was notified of it. One whose lines carry no hash yet is taken as it is. kData with the path: a line
// is not as it was written, or one is missing.
[[nodiscard]] Result<JournalText> read_journal(const ports::Files& files, const std::string& path,
                                               std::string_view fingerprint);

// For a journal whose state is missing.
[[nodiscard]] Error orphaned_journal(const std::string& state, const std::string& journal);

}  // namespace bot::gateway
