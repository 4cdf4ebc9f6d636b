// A search while it is computed. From its second second on, what is done is kept on disk, so that the same command goes
// on from there after an interruption, a crash or a power cut.
#pragma once

#include <mutex>

#include "app/search.hpp"

namespace bot::app {

class UnfinishedSearch {
 public:
  UnfinishedSearch(const Search& search, const Shard& shard);
  UnfinishedSearch(const UnfinishedSearch&) = delete;
  UnfinishedSearch& operator=(const UnfinishedSearch&) = delete;

  // Takes over what an earlier start of the very same search and shard kept; says so in the log.
  void resume();
  // The shard's items that have no numbers yet.
  [[nodiscard]] std::vector<std::size_t> left() const;
  // From any thread; now and then writes to disk what is there.
  void add(std::size_t item, std::span<const double> numbers);
  // Of all items of the search; those of another shard are 0.
  [[nodiscard]] const std::vector<double>& numbers() const { return numbers_; }
  [[nodiscard]] SearchPiece piece() const;
  // Keeps what is there; the error to end with, which says where and how to go on.
  [[nodiscard]] tl::unexpected<Error> interrupted();
  // Nothing is left of it on disk.
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
