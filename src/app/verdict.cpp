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

}  // namespace

Result<void> keep_verdict(Environment& environment, const research::Dossier& dossier, Date last_session) {
  const nlohmann::ordered_json json = {{"schema", "bot.dossier/1"},
                                       {"strategy_sha256", config::strategy_fingerprint(environment.loaded)},
                                       {"last_session", to_iso(last_session)},
                                       {"verdict", name(dossier.verdict)},
                                       {"sentence", dossier.sentence}};
  BOT_TRY_VOID(environment.files.make_folders(environment.settings().paths.reports, 0755));
  return environment.files.write_atomically(verdict_path(environment), json.dump(2) + "\n", 0644);
}

Result<void> check_verdict(const Environment& environment) {
  if (!environment.settings().research.require_verdict) return {};
  const std::string path = verdict_path(environment);
  const auto refused = [&](std::string why) {
    return fail(ErrorCode::kSafety, "research.require_verdict: " + std::move(why) + "; nothing was armed", path,
                "bot walkforward makes the dossier of this strategy; or set research.require_verdict to false.");
  };
  if (!environment.files.exists(path)) return refused("there is no dossier");
  BOT_TRY(const std::string text, environment.files.read(path));
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (text_in(json, "schema") != "bot.dossier/1") return refused("the dossier cannot be read");
  if (text_in(json, "strategy_sha256") != config::strategy_fingerprint(environment.loaded))
    return refused("the dossier is of another strategy, universe or cost");
  if (text_in(json, "verdict") != name(research::Verdict::kHoldsUp))
    return refused("the verdict is: " + text_in(json, "sentence"));
  return {};
}

}  // namespace bot::app
