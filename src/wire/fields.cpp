#include "wire/fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.hpp"
#include "base/wording.hpp"
#include "wire/handshake.hpp"
#include "wire/server_versions.hpp"

namespace bot::wire {
namespace {

constexpr std::string_view kMaxInt = "2147483647";
constexpr std::string_view kMaxLong = "9223372036854775807";
constexpr std::string_view kMaxDouble = "1.7976931348623157E308";
// The largest of 32 and of 64 bits, the least of 64.
constexpr std::array kUnsetVolumes = {2147483647.0, 9223372036854775807.0, -9223372036854775808.0};
constexpr std::string_view kNoTickPrice = "-1.00";

}  // namespace

void FieldWriter::put(std::string_view field) {
  BOT_CHECK(field.find('\0') == std::string_view::npos, "{}", field);
  out_.append(field);
  out_.push_back('\0');
}

void FieldWriter::text(const std::string& value) {
  if (to_ == To::kServer) {
    put(printable_ascii(value));
  } else {
    put(value);
  }
}

void FieldWriter::integer(const std::optional<int>& value, Unset unset) {
  if (value) {
    put(std::to_string(*value));
  } else {
    put(unset == Unset::kEmpty ? std::string_view{} : unset == Unset::kMax ? kMaxInt : std::string_view("0"));
  }
}

void FieldWriter::integer(const std::optional<std::int64_t>& value) {
  put(value ? std::to_string(*value) : std::string(kMaxLong));
}

void FieldWriter::number(const std::optional<double>& value, Unset unset, Style style) {
  if (value) {
    number(*value, style);
  } else {
    put(unset == Unset::kEmpty ? std::string_view{} : unset == Unset::kMax ? kMaxDouble : std::string_view("0"));
  }
}

void FieldWriter::number_or_infinity(const std::optional<double>& value) {
  if (value && std::isinf(*value)) {
    put("Infinity");
  } else {
    number(value, Unset::kEmpty);
  }
}

void FieldWriter::size(const std::optional<Quantity>& value) {
  decimal(value && !since(since::kFractionalSizes) ? value->whole_part() : value);
}

void FieldWriter::volume(double value) { number(since(since::kFractionalSizes) ? value : std::round(value)); }

void FieldWriter::tick_price(const std::optional<double>& value) {
  if (value) {
    number(*value);
  } else {
    put(kNoTickPrice);
  }
}

void FieldWriter::tag_values(const std::vector<TagValue>& values) {
  std::string joined;
  for (const auto& [tag, value] : values) joined += fmt::format("{}={};", tag, value);
  text(joined);
}

FieldReader::FieldReader(std::string_view payload, int version) : version_(version) {
  fields_ = split(payload, '\0');
  if (!fields_.empty() && fields_.back().empty()) fields_.pop_back();
}

std::string_view FieldReader::next() {
  const auto index = at_++;
  return index < fields_.size() ? fields_[index] : std::string_view{};
}

void FieldReader::fail_here(std::string_view why, std::string_view text) {
  if (!error_)
    error_ = fmt::format("field {} {}: {}", at_ == 0 ? 0 : at_ - 1, why, escape_to_ascii(text.substr(0, 60)));
}

void FieldReader::expect_end() {
  if (error_ || at_ == fields_.size()) return;
  if (at_ < fields_.size())
    error_ = counted(fields_.size() - at_, "field") + " of it left over";
  else if (since(kOffered.min))
    error_ = counted(at_ - fields_.size(), "field") + " missing at its end";
}

void FieldReader::flag(bool& value) {
  const auto field = next();
  if (field == "1" || field == "true") {
    value = true;
  } else if (field.empty() || field == "0" || field == "false") {
    value = false;
  } else {
    const auto parsed = parse_integer_field(field);
    if (parsed.kind == Parsed<std::int64_t>::Kind::kBad) fail_here("is not a yes or no", field);
    value = parsed.kind == Parsed<std::int64_t>::Kind::kValue && parsed.value != 0;
  }
}

void FieldReader::integer(std::int64_t& value, std::int64_t unset) {
  const auto field = next();
  const auto parsed = parse_integer_field(field);
  if (parsed.kind == Parsed<std::int64_t>::Kind::kBad) fail_here("is not an integer", field);
  // The largest of 32 bits means "unset" only where 32 bits are all there is.
  const bool is_unset = field.empty() || parsed.value == std::numeric_limits<std::int64_t>::max();
  value = is_unset ? unset : parsed.value;
}

void FieldReader::integer(int& value, int unset) {
  std::int64_t wide = 0;
  integer(wide, unset);
  if (wide == std::numeric_limits<int>::max()) wide = unset;
  if (wide < std::numeric_limits<int>::min() || wide > std::numeric_limits<int>::max()) {
    fail_here("is too large an integer", fmt::format("{}", wide));
    wide = unset;
  }
  value = static_cast<int>(wide);
}

void FieldReader::integer(std::optional<int>& value, Unset unset) {
  // The sentinel itself is no value, so it can stand for "unset" on the way.
  int read = 0;
  integer(read, std::numeric_limits<int>::max());
  const bool is_unset = read == std::numeric_limits<int>::max() || (unset == Unset::kZero && read == 0);
  value = is_unset ? std::nullopt : std::optional(read);
}

void FieldReader::integer(std::optional<std::int64_t>& value) {
  std::int64_t read = 0;
  integer(read, std::numeric_limits<std::int64_t>::max());
  value = read == std::numeric_limits<std::int64_t>::max() ? std::nullopt : std::optional(read);
}

void FieldReader::number_or_infinity(std::optional<double>& value) {
  const auto field = next();
  const auto parsed = parse_number_field(field);
  if (parsed.kind == Parsed<double>::Kind::kBad) fail_here("is not a number", field);
  value = parsed.kind == Parsed<double>::Kind::kValue ? std::optional(parsed.value) : std::nullopt;
}

void FieldReader::number(std::optional<double>& value, Unset unset, Style) {
  number_or_infinity(value);
  if (value && (std::isinf(*value) || (unset == Unset::kZero && *value == 0))) value.reset();
}

void FieldReader::number(double& value, Style) {
  std::optional<double> read;
  number(read, Unset::kEmpty);
  value = read.value_or(0);
}

void FieldReader::reported_number(double& value) {
  std::optional<double> read;
  number(read, Unset::kEmpty);
  if (!read) fail_here("is not reported", {});
  value = read.value_or(0);
}

void FieldReader::decimal(std::optional<Quantity>& value) {
  const auto field = next();
  const auto parsed = parse_decimal_field(field);
  if (parsed.kind == Parsed<Quantity>::Kind::kBad) fail_here("is not a quantity", field);
  value = parsed.kind == Parsed<Quantity>::Kind::kValue ? std::optional(parsed.value) : std::nullopt;
}

void FieldReader::volume(double& value) {
  // Volumes are decimals on the wire but may exceed a Quantity.
  std::string field(next());
  std::erase(field, ',');
  const auto parsed = parse_number_field(field);
  if (parsed.kind == Parsed<double>::Kind::kBad) fail_here("is not a number", field);
  const bool is_reported = parsed.kind == Parsed<double>::Kind::kValue && std::isfinite(parsed.value) &&
                           std::ranges::find(kUnsetVolumes, parsed.value) == kUnsetVolumes.end();
  value = is_reported ? parsed.value : 0;
}

void FieldReader::tick_price(std::optional<double>& value) {
  number(value, Unset::kEmpty);
  if (value && *value == -1) value.reset();
}

void FieldReader::tag_values(std::vector<TagValue>& values) {
  values.clear();
  for (const auto pair : split(next(), ';')) {
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    auto& added = values.emplace_back();
    added.tag = pair.substr(0, equals);
    if (equals != std::string_view::npos) added.value = pair.substr(equals + 1);
  }
}

std::size_t FieldReader::list_count(std::size_t fields_each) {
  std::int64_t count = 0;
  integer(count);
  const std::size_t left = at_ < fields_.size() ? fields_.size() - at_ : 0;
  if (count < 0 || static_cast<std::uint64_t>(count) > left / fields_each) {
    fail_here("counts more elements than the message has", fmt::format("{}", count));
    return 0;
  }
  return static_cast<std::size_t>(count);
}

}  // namespace bot::wire
