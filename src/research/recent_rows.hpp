// The newest rows of a table that is filled session after session, as many as somebody looks back: a few pages that
// stay in the processor's cache, however long the panel. Inside of this room.
#pragma once

#include <cstring>

#include "base/check.hpp"
#include "research/table.hpp"

namespace bot::research {

class RecentRows {
 public:
  RecentRows(std::size_t columns, std::size_t kept) : rows_(kept + kSlack, columns), kept_(kept) {}
  [[nodiscard]] std::size_t columns() const { return rows_.columns(); }
  [[nodiscard]] std::size_t stride() const { return rows_.stride(); }
  [[nodiscard]] std::size_t kept() const { return kept_; }
  // The row after the newest, to be written as far as columns are computed; the first is row 0.
  [[nodiscard]] double* add() {
    if (count_ == rows_.rows()) drop_oldest();
    return rows_.row(count_++);
  }
  // One of the newest `kept`.
  [[nodiscard]] const double* row(std::size_t index) const { return rows_.row(index - first_); }
  [[nodiscard]] double at(std::size_t index, std::size_t column) const { return row(index)[column]; }
  void copy_from(const RecentRows& other) {
    rows_.copy_from(other.rows_);
    first_ = other.first_;
    count_ = other.count_;
  }

 private:
  static constexpr std::size_t kSlack = 128;

  void drop_oldest() {
    std::memmove(rows_.row(0), rows_.row(count_ - kept_), kept_ * rows_.stride() * sizeof(double));
    first_ += count_ - kept_;
    count_ = kept_;
  }

  Matrix rows_;
  std::size_t kept_;
  std::size_t first_ = 0;  // index of the oldest
  std::size_t count_ = 0;
};

}  // namespace bot::research
