// A search in progress. After its first second, finished numbers are saved now and then, so that the same command
// resumes there after an interruption, a crash or a power cut.
#pragma once

#include <mutex>

#include "app/search.hpp"

namespace bot::app {

class UnfinishedSearch {
 public:
  UnfinishedSearch(const Search& search, const Shard& shard);
  UnfinishedSearch(const UnfinishedSearch&) = delete;
  UnfinishedSearch& operator=(const UnfinishedSearch&) = delete;
  ~UnfinishedSearch() = default;

  // Takes over what an earlier run of the same search and shard has saved, and logs it.
  void resume();
  // The shard's items still to compute.
  [[nodiscard]] std::vector<std::size_t> left() const;
  // Thread-safe; now and then saves to disk.
  void add(std::size_t item, std::span<const double> numbers);
  // For all items of the search; 0 for those of other shards.
  [[nodiscard]] const std::vector<double>& numbers() const { return numbers_; }
  [[nodiscard]] SearchPiece piece() const;
  // Saves, and returns the error to end with: where it was saved and how to resume.
  [[nodiscard]] tl::unexpected<Error> interrupted();
  // Removes what was saved.
  void discard();

 private:
  [[nodiscard]] const SearchIdentity& identity() const;
  [[nodiscard]] std::string path() const;
  Result<void> keep();

  const Search& search_;
  Shard shard_;
  std::vector<std::size_t> items_;  // of the shard
  std::vector<double> numbers_;
  std::vector<std::uint8_t> done_;  // by item of the search
  std::size_t done_count_ = 0;
  mutable std::optional<SearchIdentity> identity_;  // once somebody asked
  std::mutex adding_;
  Stopwatch running_;
  double keep_next_s_;
  bool kept_ = false;
  bool keeping_failed_ = false;
};

}  // namespace bot::app
