#include "data/csv_bars.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.hpp"

namespace bot::data {
namespace {

// Lines of a CSV with their numbers; the header's names looked up once. Commas or, where the header has only those,
// semicolons; lines end in LF, CR LF or CR; fields may stand in double quotes and then hold the separator (no escapes).
class CsvReader {
 public:
  CsvReader(std::string_view text, std::string_view where) : text_(text), where_(where) {
    if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
  }

  // The next line that is not blank; false at the end.
  bool next() {
    while (position_ < text_.size()) {
      const std::size_t end = std::min(text_.find_first_of("\r\n", position_), text_.size());
      const std::string_view line = text_.substr(position_, end - position_);
      position_ = end + (text_.substr(end).starts_with("\r\n") ? 2 : 1);
      ++line_;
      if (trim(line).empty()) continue;
      split_fields(line);
      return true;
    }
    return false;
  }

  Result<void> read_header() {
    if (!next()) return failed("the file is empty", "a first line with the columns' names is needed");
    columns_ = fields_.size();
    // "Adj Close" is adj_close.
    for (const std::string_view field : fields_) {
      header_.push_back(lower(field));
      std::ranges::replace(header_.back(), ' ', '_');
    }
    return {};
  }

  [[nodiscard]] std::optional<std::size_t> column(std::string_view name) const {
    const auto found = std::ranges::find(header_, name);
    if (found == header_.end()) return std::nullopt;
    return static_cast<std::size_t>(found - header_.begin());
  }
  [[nodiscard]] Result<std::size_t> required_column(std::string_view name) const {
    if (const auto index = column(name)) return *index;
    return failed(fmt::format("there is no column {}", name), "the first line has to name it");
  }
  [[nodiscard]] Result<void> check_width() const {
    if (fields_.size() == columns_) return {};
    return failed(fmt::format("{} fields where the header has {}", fields_.size(), columns_),
                  "the line is cut off or broken: get the file again");
  }
  [[nodiscard]] std::string_view field(std::size_t index) const { return fields_[index]; }
  [[nodiscard]] Result<double> number(std::size_t index) const {
    if (const auto value = parse_double(without_thousands(fields_[index]))) return *value;
    return failed(fmt::format("{} is \"{}\", not a number", header_[index], fields_[index]), "correct the line");
  }
  [[nodiscard]] Result<Date> date(std::size_t index) const {
    std::string_view day = fields_[index];
    if (day.size() > 10 && (day[10] == ' ' || day[10] == 'T')) day = day.substr(0, 10);
    auto parsed = parse_date(day);
    if (parsed) return *parsed;
    return failed(fmt::format("{} is \"{}\", not a date like 2020-03-16", header_[index], fields_[index]),
                  "correct the line");
  }
  [[nodiscard]] tl::unexpected<Error> failed(std::string what, std::string fix) const {
    return fail(ErrorCode::kData, std::move(what), fmt::format("{}:{}", where_, std::max<std::size_t>(line_, 1)),
                std::move(fix));
  }

 private:
  void split_fields(std::string_view line) {
    if (line_ == 1 || header_.empty())
      separator_ = line.find(',') == std::string_view::npos && line.find(';') != std::string_view::npos ? ';' : ',';
    fields_.clear();
    std::size_t start = 0;
    bool in_quotes = false;
    for (std::size_t at = 0; at < line.size(); ++at) {
      if (line[at] == '"') in_quotes = !in_quotes;
      if (line[at] != separator_ || in_quotes) continue;
      fields_.push_back(unquoted(line.substr(start, at - start)));
      start = at + 1;
    }
    fields_.push_back(unquoted(line.substr(start)));
  }

  // "75,123,400" as 75123400, where every comma stands before three digits; else the text as it is.
  static std::string without_thousands(std::string_view field) {
    std::string digits;
    const std::size_t point = std::min(field.find('.'), field.size());
    for (std::size_t at = 0; at < field.size(); ++at) {
      if (field[at] != ',') {
        digits += field[at];
        continue;
      }
      if (at == 0 || at > point || (point - at) % 4 != 0) return std::string(field);
    }
    return digits;
  }

  static std::string_view unquoted(std::string_view field) {
    field = trim(field);
    if (field.size() >= 2 && field.front() == '"' && field.back() == '"') field = field.substr(1, field.size() - 2);
    return field;
  }

  std::string_view text_;
  std::string_view where_;
  std::size_t position_ = 0;
  std::size_t line_ = 0;
  char separator_ = ',';
  std::size_t columns_ = 0;
  std::vector<std::string_view> fields_;
  std::vector<std::string> header_;
};

bool any_adj_close(const std::vector<Bar>& bars) {
  return std::ranges::any_of(bars, [](const Bar& bar) { return bar.adj_close.has_value(); });
}

}  // namespace

Result<std::vector<Bar>> parse_bars_csv(std::string_view text, std::string_view where) {
  CsvReader csv(text, where);
  BOT_TRY_VOID(csv.read_header());
  BOT_TRY(const std::size_t date, csv.required_column("date"));
  std::array<std::size_t, 5> at{};
  constexpr std::array<std::string_view, 5> kNames = {"open", "high", "low", "close", "volume"};
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    BOT_TRY(at[i], csv.required_column(kNames[i]));
  }
  const auto adj_close = csv.column("adj_close");
  std::vector<Bar> bars;
  bool newest_first = false;
  bars.reserve(static_cast<std::size_t>(std::ranges::count(text, '\n')));
  while (csv.next()) {
    BOT_TRY_VOID(csv.check_width());
    Bar bar;
    BOT_TRY(bar.date, csv.date(date));
    if (bars.size() == 1) newest_first = bar.date < bars.back().date;
    if (!bars.empty() && (newest_first ? bar.date >= bars.back().date : bar.date <= bars.back().date))
      return csv.failed(fmt::format("{} follows {}", to_iso(bar.date), to_iso(bars.back().date)),
                        "dates have to be in one order, each once");
    BOT_TRY(bar.open, csv.number(at[0]));
    BOT_TRY(bar.high, csv.number(at[1]));
    BOT_TRY(bar.low, csv.number(at[2]));
    BOT_TRY(bar.close, csv.number(at[3]));
    BOT_TRY(bar.volume, csv.number(at[4]));
    if (adj_close && !csv.field(*adj_close).empty()) {
      BOT_TRY(const double value, csv.number(*adj_close));
      bar.adj_close = value;
    }
    bars.push_back(bar);
  }
  if (newest_first) std::ranges::reverse(bars);
  return bars;
}

Result<std::vector<CorporateAction>> parse_actions_csv(std::string_view text, std::string_view where) {
  CsvReader csv(text, where);
  BOT_TRY_VOID(csv.read_header());
  BOT_TRY(const std::size_t date, csv.required_column("ex_date"));
  BOT_TRY(const std::size_t kind, csv.required_column("kind"));
  BOT_TRY(const std::size_t value, csv.required_column("value"));
  std::vector<CorporateAction> actions;
  while (csv.next()) {
    BOT_TRY_VOID(csv.check_width());
    CorporateAction action;
    BOT_TRY(action.ex_date, csv.date(date));
    if (!actions.empty() && action.ex_date < actions.back().ex_date)
      return csv.failed(fmt::format("{} follows {}", to_iso(action.ex_date), to_iso(actions.back().ex_date)),
                        "dates have to be ascending");
    const std::string word = lower(csv.field(kind));
    if (word == "dividend")
      action.kind = ActionKind::kDividend;
    else if (word == "split")
      action.kind = ActionKind::kSplit;
    else if (word == "spinoff")
      action.kind = ActionKind::kSpinoff;
    else
      return csv.failed(fmt::format("kind is \"{}\"", csv.field(kind)), "dividend, split and spinoff are known");
    BOT_TRY(action.value, csv.number(value));
    if (!(action.value > 0))
      return csv.failed(fmt::format("value {} is not above 0", action.value), "correct the line");
    actions.push_back(action);
  }
  return actions;
}

std::vector<Bar> adjust_for_actions(std::vector<Bar> as_traded, const std::vector<CorporateAction>& actions) {
  std::vector<Bar> bars = std::move(as_traded);
  if (bars.empty()) return bars;
  const bool compute_adjusted = !any_adj_close(bars);
  double split_ratio = 1;  // new shares for each old one, of all splits after the bar
  double adjustment = 1;   // of the close as traded, for splits and distributions after the bar
  std::size_t left = actions.size();
  while (left > 0 && actions[left - 1].ex_date > bars.back().date) --left;
  for (std::size_t i = bars.size(); i-- > 0;) {
    Bar& bar = bars[i];
    const double traded_close = bar.close;
    while (left > 0 && actions[left - 1].ex_date > bar.date) {
      const CorporateAction& action = actions[--left];
      switch (action.kind) {
        case ActionKind::kDividend:
          adjustment *= 1.0 - action.value / traded_close;
          break;
        case ActionKind::kSplit:
        case ActionKind::kSpinoff:
          split_ratio *= action.value;
          adjustment /= action.value;
          break;
      }
    }
    if (compute_adjusted) bar.adj_close = traded_close * adjustment;
    bar.open /= split_ratio;
    bar.high /= split_ratio;
    bar.low /= split_ratio;
    bar.close /= split_ratio;
    bar.volume *= split_ratio;
  }
  return bars;
}

}  // namespace bot::data
