#include <arrow/io/memory.h>
#include <arrow/memory_pool.h>
#include <arrow/util/key_value_metadata.h>
#include <fmt/format.h>
#include <parquet/api/writer.h>

#include <vector>

#include "parquet/parquet_store.hpp"
#include "parquet/request_text.hpp"

// `parquet` alone would be our own namespace here.
namespace pq = ::parquet;

namespace bot::parquet {
namespace {

std::shared_ptr<pq::schema::GroupNode> cache_schema() {
  using pq::Repetition;
  using pq::schema::PrimitiveNode;
  pq::schema::NodeVector columns;
  columns.push_back(PrimitiveNode::Make("date", Repetition::REQUIRED, pq::LogicalType::Date(), pq::Type::INT32));
  for (const char* name : {"open", "high", "low", "close", "volume"})
    columns.push_back(PrimitiveNode::Make(name, Repetition::REQUIRED, pq::Type::DOUBLE));
  columns.push_back(PrimitiveNode::Make("adj_close", Repetition::OPTIONAL, pq::Type::DOUBLE));
  return std::static_pointer_cast<pq::schema::GroupNode>(
      pq::schema::GroupNode::Make("schema", Repetition::REQUIRED, columns));
}

void write_dates(pq::RowGroupWriter& group, const std::vector<Bar>& bars) {
  std::vector<std::int32_t> days;
  days.reserve(bars.size());
  for (const Bar& bar : bars) days.push_back(static_cast<std::int32_t>(bar.date.time_since_epoch().count()));
  static_cast<pq::Int32Writer*>(group.NextColumn())
      ->WriteBatch(static_cast<std::int64_t>(days.size()), nullptr, nullptr, days.data());
}

void write_doubles(pq::RowGroupWriter& group, const std::vector<Bar>& bars, double Bar::*column) {
  std::vector<double> values;
  values.reserve(bars.size());
  for (const Bar& bar : bars) values.push_back(bar.*column);
  static_cast<pq::DoubleWriter*>(group.NextColumn())
      ->WriteBatch(static_cast<std::int64_t>(values.size()), nullptr, nullptr, values.data());
}

void write_adjusted(pq::RowGroupWriter& group, const std::vector<Bar>& bars) {
  std::vector<std::int16_t> present;
  std::vector<double> values;
  for (const Bar& bar : bars) {
    present.push_back(bar.adj_close ? 1 : 0);
    if (bar.adj_close) values.push_back(*bar.adj_close);
  }
  static_cast<pq::DoubleWriter*>(group.NextColumn())
      ->WriteBatch(static_cast<std::int64_t>(present.size()), present.data(), nullptr, values.data());
}

std::string encode_or_throw(const BarSeries& series) {
  auto sink = arrow::io::BufferOutputStream::Create(1 << 16, arrow::system_memory_pool()).ValueOrDie();
  const auto properties = pq::WriterProperties::Builder()
                              .memory_pool(arrow::system_memory_pool())
                              ->compression(pq::Compression::SNAPPY)
                              ->disable_dictionary()
                              ->enable_page_checksum()
                              ->created_by("bot")
                              ->build();
  const auto metadata = std::make_shared<pq::KeyValueMetadata>();
  metadata->Append("source", series.origin.source);
  metadata->Append("request", series.origin.asked
                                  ? fmt::format("{}{}{}{}", kRequestPrefix, to_iso(series.origin.asked->first),
                                                kRequestTo, to_iso(series.origin.asked->last))
                                  : std::string());
  metadata->Append("fetched", series.origin.fetched);
  metadata->Append("identity", to_text(series.origin.identity));
  const auto writer = pq::ParquetFileWriter::Open(sink, cache_schema(), properties, metadata);
  pq::RowGroupWriter& group = *writer->AppendRowGroup();
  write_dates(group, series.bars);
  for (double Bar::*column : {&Bar::open, &Bar::high, &Bar::low, &Bar::close, &Bar::volume})
    write_doubles(group, series.bars, column);
  write_adjusted(group, series.bars);
  writer->Close();
  return sink->Finish().ValueOrDie()->ToString();
}

}  // namespace

Result<std::string> encode_bars(const BarSeries& series) {
  try {
    return encode_or_throw(series);
  } catch (const std::exception& error) {
    return fail(ErrorCode::kIo, fmt::format("the Parquet file of the bars cannot be made ({})", error.what()),
                series.symbol.value());
  }
}

}  // namespace bot::parquet
