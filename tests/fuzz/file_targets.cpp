#include <algorithm>
#include <string>

#include "base/check.hpp"
#include "config/load.hpp"
#include "config/yaml_tree.hpp"
#include "data/csv_bars.hpp"
#include "fuzz/targets.hpp"
#include "gateway/fault_script.hpp"
#include "parquet/parquet_store.hpp"
#include "tws/tws_times.hpp"

namespace bot::fuzz {

void config_yaml(std::string_view bytes) {
  (void)config::parse_yaml(bytes, "config.yaml");
  // The same text as settings: a line is one --set.
  config::Sources sources;
  sources.folder = "/nonexistent";
  for (std::size_t begin = 0; begin < bytes.size() && sources.sets.size() < 8;) {
    const std::size_t end = std::min(bytes.find('\n', begin), bytes.size());
    sources.sets.emplace_back(bytes.substr(begin, end - begin));
    begin = end + 1;
  }
  const config::LoadReport report = config::load_all(sources);
  BOT_CHECK(report.loaded.has_value() == report.errors.empty(), "settings with errors, or none without");
}

void csv_bars(std::string_view bytes) {
  const auto actions = data::parse_actions_csv(bytes, "actions.csv");
  const auto bars = data::parse_bars_csv(bytes, "bars.csv");
  if (!bars) return;
  for (std::size_t i = 1; i < bars->size(); ++i)
    BOT_CHECK((*bars)[i - 1].date < (*bars)[i].date, "dates that do not ascend");
  const auto adjusted = data::adjust_for_actions(*bars, {});
  BOT_CHECK(adjusted.size() == bars->size(), "bars lost in adjusting");
}

void parquet(std::string_view bytes) {
  const Symbol symbol("FUZZ");
  const auto series = parquet::decode_bars(std::string(bytes), "fuzz.parquet", symbol);
  if (!series) return;
  const auto again = parquet::encode_bars(*series);
  if (!again) return;
  const auto back = parquet::decode_bars(*again, "fuzz.parquet", symbol);
  BOT_CHECK(back.has_value(), "a file we wrote cannot be read: {}", back.error().text());
  BOT_CHECK(back->bars.size() == series->bars.size(), "bars lost in a file");
}

void gateway_faults(std::string_view bytes) { (void)gateway::parse_faults(bytes); }

void liquid_hours(std::string_view bytes) {
  const auto hours = tws::parse_liquid_hours(bytes, "US/Eastern");
  if (!hours) return;
  for (const HoursInterval& open : hours->open)
    BOT_CHECK(open.opens <= open.closes, "an interval that ends before it begins");
}

}  // namespace bot::fuzz
