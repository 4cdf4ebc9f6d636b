#include "simulate/market.hpp"

#include <fmt/format.h>

#include "gateway/generator.hpp"

namespace bot::simulate {

std::map<std::string, std::string> recorded_market(std::uint64_t seed, const std::vector<Symbol>& symbols, Date first,
                                                   Date last) {
  std::map<std::string, std::string> files;
  const calendar::Calendar calendar;
  const auto source = gateway::make_generator({.seed = seed, .first_date = first}, calendar);
  for (const Symbol& symbol : symbols) {
    const gateway::History& history = *source->find(symbol);
    std::string rows = "date,open,high,low,close,volume\n";
    for (const gateway::Row& row : history.rows)
      if (row.date <= last)
        rows +=
            fmt::format("{},{},{},{},{},{}\n", to_iso(row.date), row.open, row.high, row.low, row.close, row.volume);
    std::string actions = "ex_date,kind,value\n";
    for (const gateway::Action& action : history.actions)
      if (action.kind == gateway::ActionKind::kDividend && action.ex_date <= last)
        actions += fmt::format("{},dividend,{}\n", to_iso(action.ex_date), action.value);
    files[fmt::format("{}/{}.csv", kMarketFolder, symbol)] = rows;
    files[fmt::format("{}/actions/{}.csv", kMarketFolder, symbol)] = actions;
  }
  return files;
}

}  // namespace bot::simulate
