// A table of numbers, one row a session, one column a symbol: a row lies in one piece, so that what is done to every
// symbol of a session runs over neighbours. Rows begin on a cache line; the columns beyond the last symbol are zero.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>

#include "research/lanes.hpp"

namespace bot::research {

[[nodiscard]] constexpr std::size_t padded(std::size_t columns) { return (columns + kLanes - 1) / kLanes * kLanes; }

template <class Value>
class Table {
 public:
  Table() = default;
  Table(std::size_t rows, std::size_t columns) : rows_(rows), columns_(columns), stride_(padded(columns)) {
    // Pages of zeros cost nothing until they are written.
    const std::size_t bytes = std::max<std::size_t>(1, rows * stride_) * sizeof(Value) + kAlignment;
    memory_.reset(std::calloc(bytes, 1));
    if (memory_ == nullptr) throw std::bad_alloc();
    void* start = memory_.get();
    std::size_t space = bytes;
    values_ = static_cast<Value*>(std::align(kAlignment, bytes - kAlignment, start, space));
  }
  [[nodiscard]] std::size_t rows() const { return rows_; }
  void drop_rows_from(std::size_t row) { rows_ = std::min(rows_, row); }
  // All of a table of the same shape.
  void copy_from(const Table& other) {
    std::memcpy(values_, other.values_, std::min(rows_, other.rows_) * stride_ * sizeof(Value));
  }
  [[nodiscard]] std::size_t columns() const { return columns_; }
  [[nodiscard]] std::size_t stride() const { return stride_; }  // elements from one row to the next
  [[nodiscard]] Value* row(std::size_t index) { return values_ + index * stride_; }
  [[nodiscard]] const Value* row(std::size_t index) const { return values_ + index * stride_; }
  [[nodiscard]] Value& at(std::size_t row_index, std::size_t column) { return row(row_index)[column]; }
  [[nodiscard]] Value at(std::size_t row_index, std::size_t column) const { return row(row_index)[column]; }

 private:
  static constexpr std::size_t kAlignment = 64;
  struct Free {
    void operator()(void* memory) const { std::free(memory); }
  };
  std::size_t rows_ = 0;
  std::size_t columns_ = 0;
  std::size_t stride_ = 0;
  std::unique_ptr<void, Free> memory_{};
  Value* values_ = nullptr;
};

using Matrix = Table<double>;

}  // namespace bot::research
