#include "systemd/status.hpp"

#include <fmt/format.h>

#include <map>

#include "base/text.hpp"
#include "systemd/machine.hpp"
#include "systemd/render.hpp"

namespace bot::systemd {
namespace {

// "Thu 2026-01-15 20:55:00 UTC", as systemctl prints instants where the zone is UTC; "n/a" or nothing where there is
// none.
std::optional<UtcTime> shown_time(const std::string& text) {
  if (text.size() != 27 || !text.ends_with(" UTC")) return std::nullopt;
  const auto time = parse_utc(text.substr(4, 10) + "T" + text.substr(15, 8) + "Z");
  return time ? std::optional(*time) : std::nullopt;
}

UnitStatus read_unit(const std::map<std::string, std::string>& values) {
  const auto value = [&](const char* key) {
    const auto found = values.find(key);
    return found == values.end() ? std::string() : found->second;
  };
  UnitStatus unit{.name = value("Id"),
                  .loaded = value("LoadState") == "loaded",
                  .enabled = value("UnitFileState") == "enabled",
                  .active = value("ActiveState"),
                  .result = value("Result"),
                  .next = shown_time(value("NextElapseUSecRealtime")),
                  .last = shown_time(value("LastTriggerUSec"))};
  if (!unit.last) unit.last = shown_time(value("ExecMainExitTimestamp"));
  return unit;
}

std::optional<Mode> mode_of_unit(const std::string& text) {
  if (text.find(" trade --live ") != std::string::npos) return Mode::kLive;
  if (text.find(" trade --paper ") != std::string::npos) return Mode::kPaper;
  return std::nullopt;
}

// In UTC and in plain words, whatever this machine's are.
Result<std::vector<UnitStatus>> show_units(const Machine& machine, Scope scope, const std::vector<std::string>& units) {
  std::vector<std::string> asked{"env", "TZ=UTC", "LC_ALL=C"};
  std::vector<std::string> arguments{
      "show",
      "--property=Id,LoadState,UnitFileState,ActiveState,Result,NextElapseUSecRealtime,LastTriggerUSec,"
      "ExecMainExitTimestamp"};
  arguments.insert(arguments.end(), units.begin(), units.end());
  for (const std::string& word : systemctl(scope, arguments)) asked.push_back(word);
  BOT_TRY(const std::string shown, run_or_fail(machine, asked));
  return parse_units(shown);
}

}  // namespace

std::optional<std::vector<TradingTimer>> find_trading_timers(const Machine& machine) {
  if (!runs_systemd(machine)) return std::nullopt;
  std::vector<TradingTimer> timers;
  for (const Scope scope : {Scope::kSystem, Scope::kUser}) {
    const auto shown = show_units(machine, scope, {fmt::format("{}.timer", kName)});
    timers.push_back({.scope = scope, .unit = shown && !shown->empty() ? shown->front() : UnitStatus{}});
  }
  return timers;
}

std::vector<UnitStatus> parse_units(std::string_view shown) {
  std::vector<UnitStatus> units;
  std::map<std::string, std::string> values;
  const auto finish = [&] {
    if (values.contains("Id")) units.push_back(read_unit(values));
    values.clear();
  };
  for (const std::string_view line : split(shown, '\n')) {
    const auto equals = line.find('=');
    if (equals == std::string_view::npos) {
      finish();
    } else {
      values[std::string(line.substr(0, equals))] = std::string(line.substr(equals + 1));
    }
  }
  finish();
  return units;
}

Status read_status(const Layout& layout, const std::optional<Options>& options, const Machine& machine) {
  Status status;
  const std::string trader = layout.on_disk(fmt::format("{}/{}.service", layout.unit_folder, kName));
  if (machine.files.exists(trader)) {
    status.installed = true;
    if (const auto text = machine.files.read(trader)) status.mode = mode_of_unit(*text);
  }
  if (status.installed && options) {
    for (const RenderedFile& file : render_files(*options, layout)) {
      // Others than root may not read what names accounts; that is no difference.
      if (file.path == layout.notifier_config) continue;
      const auto present = machine.files.read(layout.on_disk(file.path));
      if (!present || *present != file.text) status.differing.push_back(file.path);
    }
  }
  status.current = status.differing.empty();
  if (!is_real(layout)) return status;
  if (const auto systemd = check_systemd(machine, layout); !systemd) {
    status.problem = systemd.error().text();
    return status;
  }
  std::vector<std::string> units = enabled_units(layout.scope);
  for (const std::string& unit : service_units()) units.push_back(unit);
  const auto shown = show_units(machine, layout.scope, units);
  if (!shown) {
    status.problem = shown.error().text();
    return status;
  }
  status.systemd = true;
  status.units = *shown;
  return status;
}

}  // namespace bot::systemd
