#include "config/load.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "config/checks.hpp"
#include "config/env_file.hpp"
#include "config/origin.hpp"
#include "config/schema.hpp"
#include "config/text_file.hpp"
#include "config/yaml_tree.hpp"

namespace bot::config {
namespace {

struct VariableKey {
  const char* variable;
  const char* key;
};
constexpr VariableKey kVariables[] = {{"IB_HOST", "gateway.host"},
                                      {"IB_PORT", "gateway.port"},
                                      {"IB_CLIENT_ID", "gateway.client_id"},
                                      {"IB_ACCOUNT_PAPER", "accounts.paper"},
                                      {"IB_ACCOUNT_LIVE", "accounts.live"}};

class Merger {
 public:
  Settings settings;
  Origins origins;
  Remarks remarks;

  // A layer of YAML.
  void add_yaml(const std::string& text, OriginKind kind, const std::string& file) {
    const auto root = parse_yaml(text, file);
    if (!root) {
      remarks.errors.push_back(root.error());
      return;
    }
    begin_layer([kind, file](int line) { return Origin{.kind = kind, .name = file, .line = line}; });
    if (root->kind == YamlNode::Kind::kNull) return;
    if (root->kind != YamlNode::Kind::kMap) {
      refuse("must be a map of sections", "", root->line);
      return;
    }
    add_map(*root, "");
  }

  // One value under its dotted key, as text.
  void add_value(const std::string& key, const std::string& value, const Origin& origin) {
    begin_layer([origin](int) { return origin; });
    const KeySpec* spec = find_key(key);
    const bool is_entry = spec != nullptr && spec->open_map && spec->path != key;
    if (spec == nullptr && !is_section(key)) {
      refuse_unknown(key, 0);
      return;
    }
    const std::string_view trimmed = trim(value);
    const bool as_yaml =
        spec == nullptr || spec->is_list || (spec->open_map && (!is_entry || spec->path == "walkforward.grid"));
    if (!as_yaml) {
      YamlNode node;
      node.kind = YamlNode::Kind::kScalar;
      node.text = without_quotes(trimmed);
      read_key(*spec, key, node);
      return;
    }
    const bool bracketed = trimmed.starts_with("[") || trimmed.starts_with("{");
    const bool wants_list = spec != nullptr && (spec->is_list || is_entry);
    const auto node =
        parse_yaml(wants_list && !bracketed ? fmt::format("[{}]", trimmed) : std::string(trimmed), to_place(origin));
    if (!node) {
      refuse(fmt::format("{}: {}", key, node.error().message()), node.error().fix, 0);
      return;
    }
    add_node(key, *node);
  }

 private:
  void begin_layer(std::function<Origin(int line)> origin_at) {
    ++layer_;
    origin_at_ = std::move(origin_at);
  }
  void refuse(std::string what, std::string fix, int line) {
    remarks.errors.push_back({ErrorCode::kConfig, std::move(what), to_place(origin_at_(line)), std::move(fix)});
  }
  void refuse_unknown(const std::string& path, int line) {
    const std::string near = nearest_key(path);
    refuse(fmt::format("unknown key \"{}\"", ellipsis(path, 80)),
           near.empty() ? "" : fmt::format("Did you mean \"{}\"?", near), line);
  }
  static std::string without_quotes(std::string_view text) {
    if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front())
      text = text.substr(1, text.size() - 2);
    return std::string(text);
  }

  void add_map(const YamlNode& map, const std::string& prefix) {
    for (const auto& [name, node] : map.entries) {
      const std::string path = prefix + name;
      if (name.find('.') != std::string::npos && (find_key(path) != nullptr || is_section(path))) {
        refuse(fmt::format("unknown key \"{}\"", path), "In a file, keys are nested: one level for each point",
               node.line);
        continue;
      }
      add_node(path, node);
    }
  }

  void add_node(const std::string& path, const YamlNode& node) {
    const KeySpec* spec = find_key(path);
    if (spec == nullptr && !is_section(path)) {
      refuse_unknown(path, node.line);
      return;
    }
    const bool holds_more = spec == nullptr || (spec->open_map && spec->path == path);
    if (!holds_more) {
      read_key(*spec, path, node);
      return;
    }
    if (node.kind == YamlNode::Kind::kNull) return;  // a section whose keys are all commented out
    if (node.kind != YamlNode::Kind::kMap) {
      refuse(fmt::format("{} must be a map of keys", path), "", node.line);
      return;
    }
    if (spec == nullptr) {
      add_map(node, path + ".");
      return;
    }
    for (const auto& [name, entry] : node.entries) read_key(*spec, fmt::format("{}.{}", path, name), entry);
  }

  void read_key(const KeySpec& spec, const std::string& path, const YamlNode& node) {
    const std::string entry = spec.open_map ? path.substr(spec.path.size() + 1) : std::string();
    if (const auto refusal = spec.read(settings, entry, node)) {
      refuse(fmt::format("{} {}", ellipsis(path, 80), refusal->what), refusal->fix,
             refusal->line > 0 ? refusal->line : node.line);
      return;
    }
    origins.set(path, layer_, origin_at_(node.line));
  }

  int layer_ = -1;
  std::function<Origin(int line)> origin_at_;
};

std::string under(const std::string& folder, const std::string& path) {
  return folder.empty() || folder == "." || path.starts_with("/") ? path : folder + "/" + path;
}

void add_built_in(Merger& merger) {
  merger.add_yaml(std::string(built_in_defaults()), OriginKind::kBuiltIn, "built-in config.yaml");
}

void add_files(const Sources& sources, Merger& merger, std::vector<std::string>& files) {
  add_built_in(merger);
  if (!sources.files) return;
  const std::string defaults = under(sources.folder, "config/config.yaml");
  const auto add = [&](const std::string& path) {
    const auto text = read_text_file(path, path);
    if (!text) {
      merger.remarks.errors.push_back(text.error());
      return;
    }
    files.push_back(path);
    merger.add_yaml(*text, path == defaults ? OriginKind::kDefaultsFile : OriginKind::kOwnFile, path);
  };
  const auto add_if_there = [&](const std::string& path) {
    std::error_code ignored;
    if (std::filesystem::exists(path, ignored)) add(path);
  };
  add_if_there(defaults);
  if (sources.config_file) {
    add(*sources.config_file);
  } else {
    add_if_there(under(sources.folder, "config/config.local.yaml"));
  }
}

void add_variables(const Sources& sources, const EnvFile& env, const std::string& env_shown, Merger& merger) {
  for (const VariableKey& known : kVariables) {
    const auto line = env.lines.find(known.variable);
    const auto value = sources.environment ? sources.environment(known.variable) : std::nullopt;
    if (value && !trim(*value).empty()) {
      merger.add_value(known.key, *value, {.kind = OriginKind::kVariable, .name = known.variable});
    } else if (line != env.lines.end() && !line->second.value.empty()) {
      merger.add_value(known.key, line->second.value,
                       {.kind = OriginKind::kEnvFile, .name = env_shown, .line = line->second.line});
    }
  }
}

void add_flags(const Sources& sources, Merger& merger) {
  for (const std::string& set : sources.sets) {
    const auto equals = set.find('=');
    if (equals == std::string::npos || equals == 0) {
      merger.remarks.errors.push_back(
          {ErrorCode::kUsage, "--set wants KEY=VALUE", "--set", "For example --set selection.top_n=3"});
      continue;
    }
    const std::string key(trim(std::string_view(set).substr(0, equals)));
    merger.add_value(key, set.substr(equals + 1), {.kind = OriginKind::kFlag, .name = "--set " + key});
  }
  for (const Flag& flag : sources.flags)
    merger.add_value(flag.key, flag.value, {.kind = OriginKind::kFlag, .name = flag.name});
}

void warn_of_unknown_variables(const EnvFile& env, const std::string& env_shown, const Settings& settings,
                               Remarks& remarks) {
  std::vector<std::string> known = {settings.alerts.webhook, settings.alerts.dead_man};
  for (const VariableKey& variable : kVariables) known.emplace_back(variable.variable);
  for (const auto& [name, line] : env.lines) {
    const bool looks_ours = name.starts_with("IB_") || name.starts_with("DISCORD") || name.starts_with("DEAD_MAN");
    if (!looks_ours || std::ranges::find(known, name) != known.end()) continue;
    const std::string near = nearest(name, known);
    const Origin origin{.kind = OriginKind::kEnvFile, .name = env_shown, .line = line.line};
    remarks.warnings.push_back(
        {.error = {ErrorCode::kConfig, fmt::format("{} has no effect: no setting reads it", name), to_place(origin),
                   near.empty() ? "" : fmt::format("Did you mean \"{}\"?", near)},
         .origin = origin});
  }
}

std::vector<Entry> list_entries(const Merger& merger) {
  std::vector<Entry> entries;
  for (const KeySpec& key : schema()) {
    if (!key.open_map) {
      const Shown shown = key.show(merger.settings);
      entries.push_back({key.path, shown.text, shown.json, merger.origins.at(key.path)});
      continue;
    }
    const auto inner = key.entries(merger.settings);
    if (inner.empty()) entries.push_back({key.path, "{}", "{}", Origin{}});
    for (const auto& [name, shown] : inner) {
      const std::string path = fmt::format("{}.{}", key.path, name);
      entries.push_back({path, shown.text, shown.json, merger.origins.at(path)});
    }
  }
  return entries;
}

}  // namespace

std::function<std::optional<std::string>(const std::string&)> process_environment() {
  return [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe): read before any thread starts
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
  };
}

Salvage salvage(const Sources& sources) {
  Merger merger;
  std::vector<std::string> files;
  add_files(sources, merger, files);
  const std::string env_path = under(sources.folder, ".env");
  const EnvFile env = sources.files ? read_env_file(env_path, env_path, merger.remarks) : EnvFile{};
  if (env.found) files.push_back(env_path);
  add_variables(sources, env, env_path, merger);
  add_flags(sources, merger);
  derive(merger.settings);
  check_combinations(merger.settings, merger.origins, merger.remarks);
  warn_of_unknown_variables(env, env_path, merger.settings, merger.remarks);

  const ports::AlertVariables& alerts = merger.settings.alerts;
  const FoundSecret webhook = find_secret(alerts.webhook, sources.environment, env, env_path, merger.remarks);
  const FoundSecret dead_man = find_secret(alerts.dead_man, sources.environment, env, env_path, merger.remarks);
  Loaded loaded;
  loaded.entries = list_entries(merger);
  const auto show_secret = [&](const std::string& name, const FoundSecret& secret) {
    if (name.empty()) return;
    const bool there = !secret.value.empty();
    loaded.entries.push_back({name, there ? "***" : "", there ? "\"***\"" : "null", secret.origin});
  };
  show_secret(alerts.webhook, webhook);
  show_secret(alerts.dead_man, dead_man);
  loaded.settings = std::move(merger.settings);
  loaded.webhook = Secret(webhook.value);
  loaded.dead_man = Secret(dead_man.value);
  loaded.warnings = std::move(merger.remarks.warnings);
  loaded.files = std::move(files);
  return {std::move(loaded), std::move(merger.remarks.errors)};
}

LoadReport load_all(const Sources& sources) {
  Salvage all = salvage(sources);
  if (!all.errors.empty()) return {std::nullopt, std::move(all.errors)};
  return {std::move(all.loaded), {}};
}

Result<Settings> load_recorded(const std::string& shown_json) {
  const auto unreadable = [](const std::string& why) {
    return fail(ErrorCode::kData, "the recorded configuration cannot be read: " + why, "ledger",
                "Use the version of bot that made the record.");
  };
  const auto root = nlohmann::ordered_json::parse(shown_json, nullptr, false);
  if (!root.is_object() || !root.contains("values")) return unreadable("it is not one");
  Merger merger;
  add_built_in(merger);
  for (const auto& [key, entry] : root["values"].items())
    if (find_key(key) != nullptr && entry.contains("value"))
      merger.add_value(key, entry["value"].dump(), {.kind = OriginKind::kRecord, .name = key});
  if (!merger.remarks.errors.empty()) return unreadable(merger.remarks.errors.front().text());
  derive(merger.settings);
  return std::move(merger.settings);
}

Result<Loaded> load(const Sources& sources) {
  LoadReport report = load_all(sources);
  if (report.loaded) return std::move(*report.loaded);
  Error first = report.errors.front();
  for (std::size_t i = 1; i < report.errors.size(); ++i) first.what += fmt::format("; {}", report.errors[i].text());
  return fail(std::move(first));
}

}  // namespace bot::config
