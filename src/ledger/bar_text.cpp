#include "ledger/bar_text.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <iterator>

namespace bot::json {
namespace {

// Between the date, which comes first, and adj_close, which may be null.
constexpr std::array<double Bar::*, 5> kNumbers = {&Bar::open, &Bar::high, &Bar::low, &Bar::close, &Bar::volume};
constexpr int kColumns = static_cast<int>(kNumbers.size()) + 2;

// Whole numbers stay whole ("1000000", not "1000000.0"), which is half of the text of ten years of bars.
void write_number(Writer& out, double value) {
  if (!std::isfinite(value)) return out.number(value);
  fmt::format_to(std::back_inserter(out.text()), "{}", value);
}

}  // namespace

void Custom<Bar>::write(Writer& out, const Bar& bar) {
  out.raw("[");
  json::write(out, bar.date);
  for (double Bar::*const number : kNumbers) {
    out.raw(",");
    write_number(out, bar.*number);
  }
  out.raw(",");
  if (bar.adj_close)
    write_number(out, *bar.adj_close);
  else
    out.raw("null");
  out.raw("]");
}

Bar Custom<Bar>::read(Reader& in) {
  Bar bar;
  int column = 0;
  in.array([&] {
    const auto number = static_cast<std::size_t>(column - 1);
    if (column == 0)
      bar.date = json::read<Date>(in);
    else if (number < kNumbers.size())
      bar.*kNumbers[number] = in.number();
    else if (number == kNumbers.size())
      bar.adj_close = json::read<std::optional<double>>(in);
    else
      in.any();
    ++column;
  });
  if (column != kColumns) throw Malformed{fmt::format("no bar: {} columns", column)};
  return bar;
}

}  // namespace bot::json
