// From files, environment and flags to Settings. Lowest first: the built-in copy of config/config.yaml, that file
// itself where it exists, config/config.local.yaml or the file of --config in its place, .env, the environment, flags.
// Nested keys merge. Strict: an unknown key, a wrong type, an impossible value or combination is kConfig with file,
// line, key and the nearest valid key; all of them are collected in one go.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "config/origin.hpp"
#include "config/settings.hpp"

namespace bot::config {

struct Flag {
  std::string name;  // as typed, for the origin: "--clock"
  std::string key;   // "embedded.clock"
  std::string value;
};

struct Sources {
  bool files = true;                         // false: built-in defaults alone, no file and no .env
  std::string folder = ".";                  // config/ and .env are looked for here
  std::optional<std::string> config_file{};  // --config: must exist; in place of config/config.local.yaml
  std::vector<std::string> sets{};           // --set, each KEY=VALUE; lists and maps as YAML: universe=[SPY, QQQ]
  std::vector<Flag> flags{};                 // other flags that stand for a key; over `sets`
  // Looks up one variable of the process environment; empty function: no environment. See process_environment().
  std::function<std::optional<std::string>(const std::string& name)> environment{};
};
[[nodiscard]] std::function<std::optional<std::string>(const std::string&)> process_environment();

// One value of the merged configuration. Entries of open maps (fixed_weights, keep, walkforward.grid) have one line
// each.
struct Entry {
  std::string key;   // "features.macd.fast"
  std::string text;  // as YAML would write it; secrets ***
  std::string json;  // the same as a JSON value
  Origin origin;
};

struct Loaded {
  Settings settings;
  Secret webhook;   // empty: none
  Secret dead_man;  // empty: none
  std::vector<Entry>
      entries;  // every key, in the order of the schema, then the two secrets under their variables' names
  std::vector<Warning> warnings;
  std::vector<std::string> files;  // that were read, in order
};

struct LoadReport {
  std::optional<Loaded> loaded;  // absent when there are errors
  std::vector<Error> errors;     // all of them, in order of file and line
};
// Every value that could be read, with built-in ones for the rest: for the kill switch, which must work even when the
// configuration is broken. Nothing that trades may use it.
struct Salvage {
  Loaded loaded;
  std::vector<Error> errors;
};
[[nodiscard]] Salvage salvage(const Sources& sources);
[[nodiscard]] LoadReport load_all(const Sources& sources);
// The same, with all errors folded into one: `where` is the first one's, `what` lists them all.
[[nodiscard]] Result<Loaded> load(const Sources& sources);

// The configuration a run recorded (render.hpp), without secrets and with nothing of this machine. kData if this
// program no longer knows one of its keys or values.
[[nodiscard]] Result<Settings> load_recorded(const std::string& shown_json);

// The built-in copy of config/config.yaml.
[[nodiscard]] std::string_view built_in_defaults();

}  // namespace bot::config
