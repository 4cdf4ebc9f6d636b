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

Result<void> copy_market(const ports::Files& disk, const std::string& folder, fakes::MemoryFiles& to) {
  const auto copy = [&](const std::string& from, const std::string& into) -> Result<void> {
    BOT_TRY(const auto names, disk.list(from));
    for (const std::string& name : names) {
      if (!name.ends_with(".csv")) continue;
      BOT_TRY(to.files[fmt::format("{}/{}", into, name)], disk.read(fmt::format("{}/{}", from, name)));
    }
    return {};
  };
  BOT_TRY_VOID(copy(folder, kMarketFolder));
  if (to.files.empty())
    return fail(ErrorCode::kConfig, "there are no CSV files to replay", folder,
                "A simulation replays SYMBOL.csv files; bot gateway takes Parquet too.");
  for (const std::string& actions : {folder + "/actions", folder + "/../actions"})
    if (disk.exists(actions)) return copy(actions, std::string(kMarketFolder) + "/actions");
  return {};
}

}  // namespace bot::simulate
