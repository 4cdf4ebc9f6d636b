#include "app/verdict.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "config/fingerprint.hpp"

namespace bot::app {
namespace {

std::string verdict_path(const Environment& environment) {
  return environment.settings().paths.reports + "/dossier.json";
}

// Empty where the file, which anybody may have written, has no such text.
std::string text_in(const nlohmann::json& json, const char* key) {
  if (!json.is_object()) return {};
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool is(const nlohmann::json& json, const char* key, bool wanted) {
  const auto found = json.find(key);
  return found != json.end() && found->is_boolean() && found->get<bool>() == wanted;
}

// "top_n 3, not 2": where the settings that were judged are not those configured.
std::vector<std::string> other_settings(const nlohmann::json& json, const config::Settings& settings) {
  const research::Strategy configured = config::strategy(settings);
  const auto judged = json.find("settings");
  std::vector<std::string> others;
  for (const auto& [key, values] : settings.research.walkforward.grid) {
    const double own = research::find_parameter(key)->get(configured);
    if (judged == json.end() || !judged->is_object() || !judged->contains(key) || !(*judged)[key].is_number())
      others.push_back(key + " is missing");
    else if (const double value = (*judged)[key].get<double>(); value != own)
      others.push_back(fmt::format("{} {:g}, not {:g}", key, value, own));
  }
  return others;
}

}  // namespace

Result<void> keep_verdict(Environment& environment, const research::Dossier& dossier, const JudgedRecord& record) {
  nlohmann::ordered_json settings = nlohmann::ordered_json::object();
  for (const auto& [key, value] : record.settings) settings[key] = value;
  const nlohmann::ordered_json json = {{"schema", "bot.dossier/1"},
                                       {"strategy_sha256", config::strategy_fingerprint(environment.loaded)},
                                       {"first_session", to_iso(record.first_session)},
                                       {"last_session", to_iso(record.last_session)},
                                       {"whole_record", record.is_whole},
                                       {"simulated", record.is_simulated},
                                       {"settings", settings},
                                       {"verdict", name(dossier.verdict)},
                                       {"sentence", dossier.sentence}};
  BOT_TRY_VOID(environment.files.make_folders(environment.settings().paths.reports, 0755));
  return environment.files.write_atomically(verdict_path(environment), json.dump(2) + "\n", 0644);
}

Result<void> check_verdict(const Environment& environment) {
  if (!environment.settings().research.require_verdict) return {};
  const std::string path = verdict_path(environment);
  const bool is_file = environment.settings().run.decide.kind == decide::StrategyKind::kFile;
  const auto refused = [&](std::string why) {
    return fail(ErrorCode::kSafety, "research.require_verdict: " + std::move(why) + "; nothing was armed", path,
                is_file ? "A file of weights has nothing to search: set research.require_verdict to false."
                        : "bot walkforward makes the dossier of this strategy; or set research.require_verdict to "
                          "false.");
  };
  if (!environment.files.exists(path)) return refused("there is no dossier");
  BOT_TRY(const std::string text, environment.files.read(path));
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (text_in(json, "schema") != "bot.dossier/1") return refused("the dossier cannot be read");
  if (text_in(json, "strategy_sha256") != config::strategy_fingerprint(environment.loaded))
    return refused("the dossier is of another strategy, universe or cost");
  if (!is(json, "simulated", false)) return refused("the dossier rests on simulated bars");
  if (!is(json, "whole_record", true))
    return refused("the dossier is of a part of the record (--start, --end, or a symbol without bars)");
  if (const auto others = other_settings(json, environment.settings()); !others.empty())
    return refused(fmt::format("the verdict is of other settings than those configured: {}", fmt::join(others, "; ")));
  if (text_in(json, "verdict") != name(research::Verdict::kHoldsUp))
    return refused("the verdict is: " + text_in(json, "sentence"));
  return {};
}

}  // namespace bot::app
