// What reads bytes that others wrote, one function each: any bytes come back as a value or as an error, and what was
// read is written and read again to the same. A violation ends the process through BOT_CHECK.
#pragma once

#include <string_view>
#include <vector>

namespace bot::fuzz {

void frames(std::string_view bytes);
void requests(std::string_view bytes);   // the first byte chooses the server version
void responses(std::string_view bytes);  // the same
void config_yaml(std::string_view bytes);
void csv_bars(std::string_view bytes);
void parquet(std::string_view bytes);
void gateway_faults(std::string_view bytes);
void ledger_event(std::string_view bytes);  // kind, line feed, JSON
void discord_message(std::string_view bytes);
void liquid_hours(std::string_view bytes);

struct Target {
  std::string_view name;  // and folder of its corpus
  void (*run)(std::string_view bytes);
};
[[nodiscard]] inline std::vector<Target> targets() {
  return {{"frames", frames},
          {"requests", requests},
          {"responses", responses},
          {"config_yaml", config_yaml},
          {"csv_bars", csv_bars},
          {"parquet", parquet},
          {"gateway_faults", gateway_faults},
          {"ledger_event", ledger_event},
          {"discord_message", discord_message},
          {"liquid_hours", liquid_hours}};
}

}  // namespace bot::fuzz
