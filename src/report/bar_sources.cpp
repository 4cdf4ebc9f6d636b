#include "report/bar_sources.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <ranges>
#include <vector>

#include "base/wording.hpp"

namespace bot::report {
namespace {

bool simulated(const BarSources::value_type& one) { return is_simulated(one.second); }

}  // namespace

BarSources bar_sources(const data::CachedUniverse& universe) {
  BarSources sources;
  for (const BarSeries& series : universe.series)
    if (!series.bars.empty()) sources.emplace(series.symbol, series.origin.identity);
  return sources;
}

bool any_simulated(const BarSources& sources) { return std::ranges::any_of(sources, simulated); }

std::string simulated_bars_text(const BarSources& sources) {
  std::map<std::string, std::vector<std::string>> symbols;
  for (const auto& one : sources)
    if (simulated(one)) symbols[describe(one.second)].push_back(one.first.value());
  const bool all = symbols.size() == 1 && std::ranges::all_of(sources, simulated);
  std::string text;
  for (const auto& [source, whose] : symbols)
    text += all ? fmt::format("SIMULATED: bars of {}\n", source)
                : fmt::format("SIMULATED: bars of {}: {}\n", source, fmt::join(whose, ", "));
  return text;
}

nlohmann::ordered_json left_out_json(const LeftOut& left_out) {
  auto list = nlohmann::ordered_json::array();
  for (const auto& [symbol, why] : left_out) list.push_back({{"symbol", symbol.value()}, {"reason", why}});
  return list;
}

std::string left_out_text(const LeftOut& left_out) {
  std::string text;
  for (const auto& [symbol, why] : left_out) text += fmt::format("WITHOUT {}: {}\n", symbol, why);
  return text;
}

std::string left_out_phrase(const LeftOut& left_out) {
  if (left_out.empty()) return {};
  return fmt::format(", without {}", fmt::join(std::views::keys(left_out), ", "));
}

nlohmann::ordered_json invalid_json(const InvalidSymbols& invalid) {
  auto list = nlohmann::ordered_json::array();
  for (const InvalidSymbol& one : invalid)
    list.push_back({{"symbol", one.symbol.value()},
                    {"sessions", one.sessions},
                    {"first", to_iso(one.first)},
                    {"last", to_iso(one.last)},
                    {"reason", one.reason}});
  return list;
}

std::string invalid_text(const InvalidSymbols& invalid) {
  std::string text;
  for (const InvalidSymbol& one : invalid)
    text += fmt::format(
        "INVALID {} on {}, {}: {}\n", one.symbol, counted(one.sessions, "session"),
        one.first == one.last ? to_iso(one.first) : fmt::format("{} to {}", to_iso(one.first), to_iso(one.last)),
        one.reason);
  return text;
}

std::string invalid_phrase(const InvalidSymbols& invalid) {
  constexpr std::size_t kNamed = 5;  // more are no line of a page
  if (invalid.empty()) return {};
  if (invalid.size() > kNamed) return fmt::format(", {} invalid on some sessions", counted(invalid.size(), "symbol"));
  std::vector<std::string> parts;
  for (const InvalidSymbol& one : invalid)
    parts.push_back(fmt::format("{} on {}", one.symbol, counted(one.sessions, "session")));
  return fmt::format(", invalid: {}", fmt::join(parts, ", "));
}

}  // namespace bot::report
