// The generator's market as a replay folder in memory: drawn once for many worlds, which is most of a world's cost.
#pragma once

#include <fmt/format.h>

#include <map>
#include <string>

#include "calendar/calendar.hpp"
#include "gateway/generator.hpp"

namespace bot::test {

inline constexpr const char* kMarketFolder = "market";

// Path to text, for a Files in memory.
inline const std::map<std::string, std::string>& recorded_market(std::uint64_t seed, Date first, Date last) {
  static std::map<std::uint64_t, std::map<std::string, std::string>> known;
  auto& files = known[seed];
  if (!files.empty()) return files;
  const calendar::Calendar calendar;
  const auto source = gateway::make_generator({.seed = seed, .first_date = first}, calendar);
  files[fmt::format("{}/actions", kMarketFolder)] = "";  // a folder, as far as asking for it goes
  for (const char* name : {"GLD", "IEF", "QQQ", "SPY", "XLE"}) {
    const gateway::History& history = *source->find(Symbol{name});
    std::string rows = "date,open,high,low,close,volume\n";
    for (const gateway::Row& row : history.rows)
      if (row.date <= last)
        rows +=
            fmt::format("{},{},{},{},{},{}\n", to_iso(row.date), row.open, row.high, row.low, row.close, row.volume);
    std::string actions = "ex_date,kind,value\n";
    for (const gateway::Action& action : history.actions)
      if (action.kind == gateway::ActionKind::kDividend)
        actions += fmt::format("{},dividend,{}\n", to_iso(action.ex_date), action.value);
    files[fmt::format("{}/{}.csv", kMarketFolder, name)] = rows;
    files[fmt::format("{}/actions/{}.csv", kMarketFolder, name)] = actions;
  }
  return files;
}

}  // namespace bot::test
