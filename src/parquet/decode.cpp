#include <arrow/util/key_value_metadata.h>
#include <fmt/format.h>
#include <parquet/api/reader.h>

#include <algorithm>

#include "parquet/column_values.hpp"
#include "parquet/parquet_store.hpp"
#include "parquet/request_text.hpp"

namespace pq = ::parquet;

namespace bot::parquet {
namespace {

// What encode.cpp wrote under "request"; none of another program's text.
std::optional<DateSpan> parse_request(std::string_view text) {
  const std::size_t split = kRequestPrefix.size() + kIsoDateLength;
  if (!text.starts_with(kRequestPrefix) || text.substr(std::min(split, text.size())).find(kRequestTo) != 0)
    return std::nullopt;
  const auto first = parse_date(text.substr(kRequestPrefix.size(), kIsoDateLength));
  const auto last = parse_date(text.substr(split + kRequestTo.size()));
  return first && last ? std::optional(DateSpan{*first, *last}) : std::nullopt;
}

BarOrigin origin_of(const pq::FileMetaData& metadata) {
  BarOrigin origin;
  const auto& pairs = metadata.key_value_metadata();
  if (pairs == nullptr) return origin;
  const auto value = [&](const char* key) {
    const auto found = pairs->Get(key);
    return found.ok() ? *found : std::string();
  };
  origin.source = value("source");
  origin.asked = parse_request(value("request"));
  origin.fetched = value("fetched");
  origin.identity = parse_source_identity(value("identity"));
  // Files of earlier versions name no identity; what came of CSV files can have been nothing else.
  if (origin.identity.kind == SourceKind::kUnnamed && origin.source == to_text({.kind = SourceKind::kCsv}))
    origin.identity = {.kind = SourceKind::kCsv};
  return origin;
}

// `reading` is the column at work, for the error.
BarSeries decode_or_throw(const std::string& bytes, const Symbol& symbol, std::string& reading) {
  const auto file = open_in_memory(bytes);
  BarSeries series{.symbol = symbol, .origin = origin_of(*file->metadata())};
  reading = "date";
  const auto column_of = [&](const char* name) {
    reading = name;
    const auto index = find_column(*file, name);
    if (!index) throw ColumnError("it is missing");
    return *index;
  };
  const int dates = column_of("date");
  const std::vector<Date> days = read_dates(*file, dates);
  series.bars.resize(days.size());
  for (std::size_t i = 0; i < days.size(); ++i) series.bars[i].date = days[i];
  const auto take = [&](const char* name, double Bar::*column) {
    const Numbers numbers = read_numbers(*file, column_of(name));
    for (std::size_t i = 0; i < series.bars.size(); ++i) series.bars[i].*column = numbers.values[i];
  };
  take("open", &Bar::open);
  take("high", &Bar::high);
  take("low", &Bar::low);
  take("close", &Bar::close);
  take("volume", &Bar::volume);
  reading = "adj_close";
  const auto adj_close = find_column(*file, "adj_close");
  // A column of nothing but nulls may have no numeric type; it says as much as no column.
  if (adj_close && !file->metadata()->schema()->Column(*adj_close)->logical_type()->is_null()) {
    const Numbers numbers = read_numbers(*file, *adj_close);
    for (std::size_t i = 0; i < series.bars.size(); ++i) series.bars[i].adj_close = numbers.at(i);
  }
  return series;
}

}  // namespace

Result<BarSeries> decode_bars(const std::string& bytes, const std::string& path, const Symbol& symbol) {
  std::string reading;
  try {
    return decode_or_throw(bytes, symbol, reading);
  } catch (const std::exception&) {
    return reading_failed(reading, path, "Delete the file and run bot fetch, or replace it by a good one.");
  }
}

}  // namespace bot::parquet
