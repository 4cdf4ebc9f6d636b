#include "ledger/bar_text.hpp"

#include <fmt/format.h>

#include <cmath>
#include <iterator>

namespace bot::json {
namespace {

// Whole numbers stay whole ("1000000", not "1000000.0"), which is half of the text of ten years of bars.
void write_number(Writer& out, double value) {
  if (!std::isfinite(value) || (value == 0 && std::signbit(value))) return out.number(value);
  fmt::format_to(std::back_inserter(out.text()), "{}", value);
}

}  // namespace

void Custom<Bar>::write(Writer& out, const Bar& bar) {
  out.raw("[");
  json::write(out, bar.date);
  for (const double value : {bar.open, bar.high, bar.low, bar.close, bar.volume}) {
    out.raw(",");
    write_number(out, value);
  }
  out.raw(",");
  if (bar.adj_close)
    write_number(out, *bar.adj_close);
  else
    out.raw("null");
  out.raw("]");
}

Bar Custom<Bar>::read(Reader& in) {
  constexpr int kColumns = 7;
  Bar bar;
  int column = 0;
  in.array([&] {
    switch (column++) {
      case 0:
        bar.date = json::read<Date>(in);
        return;
      case 1:
        bar.open = in.number();
        return;
      case 2:
        bar.high = in.number();
        return;
      case 3:
        bar.low = in.number();
        return;
      case 4:
        bar.close = in.number();
        return;
      case 5:
        bar.volume = in.number();
        return;
      case 6:
        bar.adj_close = json::read<std::optional<double>>(in);
        return;
      default:
        in.any();
    }
  });
  if (column != kColumns) throw Malformed{fmt::format("no bar: {} columns", column)};
  return bar;
}

}  // namespace bot::json
