#include "parquet/write_table.hpp"

#include <arrow/io/memory.h>
#include <arrow/memory_pool.h>
#include <fmt/format.h>
#include <parquet/api/writer.h>

#include "base/check.hpp"

namespace pq = ::parquet;

namespace bot::parquet {
namespace {

// How each kind of column is declared and written.
struct DeclareColumn {
  const std::string& name;
  pq::schema::NodePtr operator()(const std::vector<Date>&) const {
    return pq::schema::PrimitiveNode::Make(name, pq::Repetition::REQUIRED, pq::LogicalType::Date(), pq::Type::INT32);
  }
  pq::schema::NodePtr operator()(const std::vector<double>&) const {
    return pq::schema::PrimitiveNode::Make(name, pq::Repetition::REQUIRED, pq::Type::DOUBLE);
  }
  pq::schema::NodePtr operator()(const std::vector<std::string>&) const {
    return pq::schema::PrimitiveNode::Make(name, pq::Repetition::REQUIRED, pq::LogicalType::String(),
                                           pq::Type::BYTE_ARRAY);
  }
};

struct WriteColumn {
  pq::ColumnWriter& writer;
  template <class Writer, class Values>
  void batch(const Values& values) const {
    static_cast<Writer&>(writer).WriteBatch(static_cast<std::int64_t>(values.size()), nullptr, nullptr, values.data());
  }
  void operator()(const std::vector<Date>& dates) const {
    std::vector<std::int32_t> days;
    for (const Date date : dates) days.push_back(static_cast<std::int32_t>(date.time_since_epoch().count()));
    batch<pq::Int32Writer>(days);
  }
  void operator()(const std::vector<double>& numbers) const { batch<pq::DoubleWriter>(numbers); }
  void operator()(const std::vector<std::string>& texts) const {
    std::vector<pq::ByteArray> views;
    for (const std::string& text : texts) views.emplace_back(text);
    batch<pq::ByteArrayWriter>(views);
  }
};

std::size_t length_of(const Column& column) {
  return std::visit([](const auto& values) { return values.size(); }, column.values);
}

std::string encode_or_throw(const std::vector<Column>& columns) {
  pq::schema::NodeVector nodes;
  for (const Column& column : columns) nodes.push_back(std::visit(DeclareColumn{column.name}, column.values));
  const auto schema = std::static_pointer_cast<pq::schema::GroupNode>(
      pq::schema::GroupNode::Make("schema", pq::Repetition::REQUIRED, nodes));
  auto sink = arrow::io::BufferOutputStream::Create(1 << 16, arrow::system_memory_pool()).ValueOrDie();
  const auto properties = pq::WriterProperties::Builder()
                              .memory_pool(arrow::system_memory_pool())
                              ->compression(pq::Compression::SNAPPY)
                              ->enable_page_checksum()
                              ->created_by("bot")
                              ->build();
  const auto writer = pq::ParquetFileWriter::Open(sink, schema, properties);
  pq::RowGroupWriter& group = *writer->AppendRowGroup();
  for (const Column& column : columns) std::visit(WriteColumn{*group.NextColumn()}, column.values);
  writer->Close();
  return sink->Finish().ValueOrDie()->ToString();
}

}  // namespace

Result<std::string> encode_table(const std::vector<Column>& columns) {
  BOT_CHECK(!columns.empty());
  for (const Column& column : columns)
    BOT_CHECK(length_of(column) == length_of(columns.front()), "{}: {} rows", column.name, length_of(column));
  try {
    return encode_or_throw(columns);
  } catch (const std::exception& error) {
    return fail(ErrorCode::kIo, fmt::format("the Parquet file cannot be made ({})", error.what()));
  }
}

}  // namespace bot::parquet
