#include "parquet/column_values.hpp"

#include <arrow/buffer.h>
#include <arrow/io/memory.h>
#include <arrow/memory_pool.h>
#include <arrow/type.h>
#include <fmt/format.h>
#include <parquet/api/reader.h>
#include <parquet/arrow/schema.h>
#include <parquet/properties.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/text.hpp"
#include "calendar/zones.hpp"

namespace pq = ::parquet;

namespace bot::parquet {
namespace {

constexpr std::int64_t kMaxRows = 1'000'000;

const pq::ColumnDescriptor& descriptor(pq::ParquetFileReader& file, int column) {
  return *file.metadata()->schema()->Column(column);
}

// What a column holds, in words.
std::string_view describe_type(const pq::LogicalType& type) {
  if (type.is_date()) return "a date";
  if (type.is_timestamp()) return "a timestamp";
  if (type.is_time()) return "a time of day";
  if (type.is_string() || type.is_enum() || type.is_JSON()) return "text";
  if (type.is_decimal()) return "a decimal number";
  if (type.is_int()) return "a whole number";
  if (type.is_list() || type.is_map()) return "a list";
  return type.is_none() ? "of a plain type" : "of a type for something else";
}

// Calls use(row, value) for each value that is there, over all row groups.
template <class Type, class Use>
void each_value(pq::ParquetFileReader& file, int column, const Use& use) {
  const std::int16_t present = descriptor(file, column).max_definition_level();
  std::int64_t row = 0;
  for (int g = 0; g < file.metadata()->num_row_groups(); ++g) {
    const auto group = file.RowGroup(g);
    const std::int64_t rows = group->metadata()->num_rows();
    const auto reader = group->Column(column);
    auto* typed = dynamic_cast<pq::TypedColumnReader<Type>*>(reader.get());
    if (typed == nullptr) throw ColumnError("its type changes inside the file");
    const std::int64_t batch = std::min<std::int64_t>(rows, 4096);
    std::vector<std::int16_t> levels(static_cast<std::size_t>(std::max<std::int64_t>(batch, 1)));
    // Not std::vector<bool>-like for any type, and default-initialised values of the library's own structs.
    const auto values = std::make_unique<typename Type::c_type[]>(levels.size());
    std::int64_t done = 0;
    while (done < rows && typed->HasNext()) {
      std::int64_t read = 0;
      const std::int64_t count =
          typed->ReadBatch(std::min(batch, rows - done), levels.data(), nullptr, values.get(), &read);
      if (count <= 0 && read <= 0) break;
      const std::int64_t advanced = present > 0 ? count : read;
      std::int64_t next = 0;
      for (std::int64_t i = 0; i < advanced; ++i) {
        if (present > 0 && levels[static_cast<std::size_t>(i)] != present) continue;
        if (next >= read) throw ColumnError("its levels and values disagree");
        use(row + done + i, values[static_cast<std::size_t>(next++)]);
      }
      done += advanced;
    }
    if (done != rows) throw ColumnError(fmt::format("{} rows where the file says {}", done, rows));
    row += rows;
  }
}

std::size_t row_count(pq::ParquetFileReader& file) {
  std::int64_t rows = 0;
  for (int g = 0; g < file.metadata()->num_row_groups(); ++g) {
    const std::int64_t more = file.metadata()->RowGroup(g)->num_rows();
    if (more < 0 || more > kMaxRows - rows) throw ColumnError(fmt::format("more than {} rows", kMaxRows));
    rows += more;
  }
  return static_cast<std::size_t>(rows);
}

// Big-endian two's complement, as decimals of 16 bytes and less are kept.
double from_big_endian(const std::uint8_t* bytes, std::size_t size) {
  double value = size > 0 && (bytes[0] & 0x80) != 0 ? -1.0 : 0.0;
  for (std::size_t i = 0; i < size; ++i) value = value * 256.0 + static_cast<double>(bytes[i]);
  return value;
}

class NumberColumn {
 public:
  NumberColumn(pq::ParquetFileReader& file, int column) : file_(file), column_(column), rows_(row_count(file)) {
    const pq::LogicalType& logical = *descriptor(file, column).logical_type();
    decimal_ = logical.is_decimal();
    unsigned_ = logical.is_int() && !static_cast<const pq::IntLogicalType&>(logical).is_signed();
    if (decimal_) divisor_ = std::pow(10.0, static_cast<const pq::DecimalLogicalType&>(logical).scale());
    plain_ = logical.is_none() || logical.is_int() || decimal_;
  }

  Numbers read() && {
    const pq::ColumnDescriptor& column = descriptor(file_, column_);
    if (!plain_) refuse();
    if (column.physical_type() == pq::Type::DOUBLE && !decimal_ && is_read_whole()) return std::move(numbers_);
    numbers_ = {.values = std::vector<double>(rows_, std::numeric_limits<double>::quiet_NaN()),
                .nulls = std::vector<std::uint8_t>(rows_, 1)};
    switch (column.physical_type()) {
      case pq::Type::DOUBLE:
        take<pq::DoubleType>([](double value) { return value; });
        break;
      case pq::Type::FLOAT:
        take<pq::FloatType>([](float value) { return static_cast<double>(value); });
        break;
      case pq::Type::INT32:
        take<pq::Int32Type>([&](std::int32_t value) {
          return unsigned_ ? static_cast<double>(static_cast<std::uint32_t>(value)) : static_cast<double>(value);
        });
        break;
      case pq::Type::INT64:
        take<pq::Int64Type>([&](std::int64_t value) {
          return unsigned_ ? static_cast<double>(static_cast<std::uint64_t>(value)) : static_cast<double>(value);
        });
        break;
      case pq::Type::FIXED_LEN_BYTE_ARRAY: {
        if (!decimal_) refuse();
        const auto size = static_cast<std::size_t>(std::max(column.type_length(), 0));
        take<pq::FLBAType>([&](const pq::FixedLenByteArray& value) { return from_big_endian(value.ptr, size); });
        break;
      }
      case pq::Type::BYTE_ARRAY:
        if (!decimal_) refuse();
        take<pq::ByteArrayType>([](const pq::ByteArray& value) { return from_big_endian(value.ptr, value.len); });
        break;
      case pq::Type::BOOLEAN:
      case pq::Type::INT96:
      case pq::Type::UNDEFINED:
        refuse();
    }
    if (std::ranges::find(numbers_.nulls, 1) == numbers_.nulls.end()) numbers_.nulls.clear();
    return std::move(numbers_);
  }

 private:
  // Nearly every column: doubles, none of them null, decoded into their place. False: it is not one of these.
  bool is_read_whole() {
    const std::int16_t present = descriptor(file_, column_).max_definition_level();
    if (descriptor(file_, column_).max_repetition_level() > 0) return false;
    numbers_.values.resize(rows_);
    std::vector<std::int16_t> levels(present > 0 ? rows_ : 0);
    std::size_t row = 0;
    for (int g = 0; g < file_.metadata()->num_row_groups(); ++g) {
      const auto group = file_.RowGroup(g);
      const auto reader = group->Column(column_);
      auto* typed = dynamic_cast<pq::DoubleReader*>(reader.get());
      const auto end = row + static_cast<std::size_t>(group->metadata()->num_rows());
      if (typed == nullptr || end > rows_) return false;
      while (row < end && typed->HasNext()) {
        std::int64_t read = 0;
        typed->ReadBatch(static_cast<std::int64_t>(end - row), levels.empty() ? nullptr : levels.data() + row, nullptr,
                         numbers_.values.data() + row, &read);
        if (read <= 0) return false;
        const std::size_t next = row + static_cast<std::size_t>(read);
        // A null in between puts its levels beyond what was read, or one of them below.
        if (!levels.empty() && std::any_of(levels.begin() + static_cast<std::ptrdiff_t>(row),
                                           levels.begin() + static_cast<std::ptrdiff_t>(next),
                                           [&](std::int16_t level) { return level != present; }))
          return false;
        row = next;
      }
      if (row != end) return false;
    }
    return row == rows_;
  }

  template <class Type, class Convert>
  void take(const Convert& convert) {
    each_value<Type>(file_, column_, [&](std::int64_t row, const auto& value) {
      numbers_.values[static_cast<std::size_t>(row)] = convert(value) / divisor_;
      numbers_.nulls[static_cast<std::size_t>(row)] = 0;
    });
  }
  [[noreturn]] void refuse() const {
    throw ColumnError(fmt::format("it is {}, not numeric", describe_type(*descriptor(file_, column_).logical_type())));
  }

  pq::ParquetFileReader& file_;
  int column_;
  std::size_t rows_;
  Numbers numbers_;
  bool decimal_ = false;
  bool unsigned_ = false;
  bool plain_ = false;
  double divisor_ = 1;
};

Date from_days(std::int64_t days) {
  constexpr std::int64_t kMaxDays = 4'000'000;  // beyond any civil date the library of time can write
  if (days < -kMaxDays || days > kMaxDays) throw ColumnError(fmt::format("day {} is out of range", days));
  return Date{std::chrono::days{days}};
}

std::int64_t floor_divide(std::int64_t value, std::int64_t by) {
  return value / by - (value % by != 0 && value < 0 ? 1 : 0);
}

std::int64_t units_per_day(const pq::ColumnDescriptor& column) {
  constexpr std::int64_t kMillis = 86'400'000;
  if (column.logical_type()->is_timestamp()) {
    switch (static_cast<const pq::TimestampLogicalType&>(*column.logical_type()).time_unit()) {
      case pq::LogicalType::TimeUnit::MILLIS:
        return kMillis;
      case pq::LogicalType::TimeUnit::MICROS:
        return kMillis * 1000;
      case pq::LogicalType::TimeUnit::NANOS:
        return kMillis * 1'000'000;
      case pq::LogicalType::TimeUnit::UNKNOWN:
        break;
    }
  }
  throw ColumnError(
      fmt::format("it is {}, neither a date, a timestamp nor text", describe_type(*column.logical_type())));
}

Date from_text(std::string_view text) {
  if (text.size() > 10 && (text[10] == ' ' || text[10] == 'T')) text = text.substr(0, 10);
  const auto date = parse_date(text);
  if (!date) throw ColumnError(fmt::format("\"{}\" is not a date like 2020-03-16", text.substr(0, 40)));
  return *date;
}

// The time zone of a timestamp column, which only the Arrow schema in the metadata names; empty: none, or no schema.
std::string zone_of(pq::ParquetFileReader& file, int column) {
  const auto metadata = file.metadata();
  std::shared_ptr<arrow::Schema> schema;
  const auto read = pq::arrow::FromParquetSchema(metadata->schema(), pq::ArrowReaderProperties(),
                                                 metadata->key_value_metadata(), &schema);
  const auto field = read.ok() ? schema->GetFieldByName(metadata->schema()->Column(column)->name()) : nullptr;
  if (field == nullptr || field->type()->id() != arrow::Type::TIMESTAMP) return {};
  return static_cast<const arrow::TimestampType&>(*field->type()).timezone();
}

// None of them may be null.
template <class T>
std::vector<T> all_of_them(std::vector<std::optional<T>> found) {
  std::vector<T> values;
  values.reserve(found.size());
  for (std::size_t row = 0; row < found.size(); ++row) {
    if (!found[row]) throw ColumnError(fmt::format("row {} has none", row + 1));
    values.push_back(std::move(*found[row]));
  }
  return values;
}

}  // namespace

std::unique_ptr<pq::ParquetFileReader> open_in_memory(const std::string& bytes) {
  // A damaged file may ask for any amount; decades of a symbol, or the weights of thousands, are some megabytes.
  static arrow::CappedMemoryPool pool(arrow::system_memory_pool(), std::int64_t{1} << 30);
  pq::ReaderProperties properties(&pool);
  properties.set_page_checksum_verification(true);
  const auto input = std::make_shared<arrow::io::BufferReader>(std::make_shared<arrow::Buffer>(
      reinterpret_cast<const std::uint8_t*>(bytes.data()), static_cast<std::int64_t>(bytes.size())));
  return pq::ParquetFileReader::Open(input, properties);
}

std::optional<int> find_column(pq::ParquetFileReader& file, const std::string& name) {
  const pq::SchemaDescriptor& schema = *file.metadata()->schema();
  for (int i = 0; i < schema.num_columns(); ++i) {
    // "Date", "Adj Close": the names other programs give.
    std::string found = lower(schema.Column(i)->path()->ToDotString());
    std::ranges::replace(found, ' ', '_');
    if (found != name) continue;
    if (schema.Column(i)->max_repetition_level() > 0) throw ColumnError("it holds lists");
    return i;
  }
  return std::nullopt;
}

Numbers read_numbers(pq::ParquetFileReader& file, int column) { return NumberColumn(file, column).read(); }

std::vector<Date> read_dates(pq::ParquetFileReader& file, int column) {
  const std::string zone = zone_of(file, column);
  std::vector<std::optional<Date>> found(row_count(file));
  const pq::ColumnDescriptor& type = descriptor(file, column);
  const auto put = [&](std::int64_t row, Date date) { found[static_cast<std::size_t>(row)] = date; };
  switch (type.physical_type()) {
    case pq::Type::INT32:
      if (!type.logical_type()->is_date())
        throw ColumnError(
            fmt::format("it is {}, neither a date, a timestamp nor text", describe_type(*type.logical_type())));
      each_value<pq::Int32Type>(file, column, [&](std::int64_t row, std::int32_t days) { put(row, from_days(days)); });
      break;
    case pq::Type::INT64: {
      const std::int64_t unit = units_per_day(type);
      if (!zone.empty() && !calendar::knows_zone(zone))
        throw ColumnError(fmt::format("its time zone \"{}\" is not known", zone.substr(0, 40)));
      each_value<pq::Int64Type>(file, column, [&](std::int64_t row, std::int64_t time) {
        const Date day = from_days(floor_divide(time, unit));
        if (zone.empty()) return put(row, day);
        const std::int64_t of_day = time - floor_divide(time, unit) * unit;
        const auto seconds = std::chrono::seconds{of_day / (unit / 86'400)};
        put(row, calendar::local_date(UtcTime{day.time_since_epoch()} + seconds, zone));
      });
      break;
    }
    case pq::Type::INT96: {
      constexpr std::int64_t kJulianDayOfEpoch = 2'440'588;
      each_value<pq::Int96Type>(file, column, [&](std::int64_t row, const pq::Int96& time) {
        put(row, from_days(static_cast<std::int64_t>(time.value[2]) - kJulianDayOfEpoch));
      });
      break;
    }
    case pq::Type::BYTE_ARRAY:
      each_value<pq::ByteArrayType>(file, column, [&](std::int64_t row, const pq::ByteArray& text) {
        put(row, from_text(std::string_view(reinterpret_cast<const char*>(text.ptr), text.len)));
      });
      break;
    case pq::Type::BOOLEAN:
    case pq::Type::FLOAT:
    case pq::Type::DOUBLE:
    case pq::Type::FIXED_LEN_BYTE_ARRAY:
    case pq::Type::UNDEFINED:
      throw ColumnError(
          fmt::format("it is {}, neither a date, a timestamp nor text", describe_type(*type.logical_type())));
  }
  return all_of_them(std::move(found));
}

std::vector<std::string> read_texts(pq::ParquetFileReader& file, int column) {
  if (descriptor(file, column).physical_type() != pq::Type::BYTE_ARRAY)
    throw ColumnError(fmt::format("it is {}, not text", describe_type(*descriptor(file, column).logical_type())));
  std::vector<std::optional<std::string>> found(row_count(file));
  each_value<pq::ByteArrayType>(file, column, [&](std::int64_t row, const pq::ByteArray& text) {
    found[static_cast<std::size_t>(row)].emplace(reinterpret_cast<const char*>(text.ptr), text.len);
  });
  return all_of_them(std::move(found));
}

tl::unexpected<Error> reading_failed(const std::string& reading, const std::string& path, const std::string& fix) {
  try {
    throw;
  } catch (const ColumnError& error) {
    return fail(ErrorCode::kData, fmt::format("column {}: {}", reading, error.what()), path, fix);
  } catch (const std::exception&) {
    const std::string where = reading.empty() ? "" : fmt::format(" in column {}", reading);
    return fail(
        ErrorCode::kData,
        fmt::format("this is no Parquet file that can be read{}: it is damaged, cut off or of another kind", where),
        path, fix);
  }
}

}  // namespace bot::parquet
