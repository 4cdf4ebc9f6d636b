#include "app/environment.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "app/simulated_account.hpp"
#include "base/display.hpp"
#include "base/redact.hpp"
#include "os/terminal.hpp"
#include "report/json.hpp"

namespace bot::app {
namespace {

bool wants_color(ColorChoice choice, bool terminal) {
  switch (choice) {
    case ColorChoice::kAlways:
      return true;
    case ColorChoice::kNever:
      return false;
    case ColorChoice::kAuto:
      break;
  }
  const char* no_color = std::getenv("NO_COLOR");
  return terminal && (no_color == nullptr || *no_color == '\0');
}

std::vector<config::Flag> override_flags(const GlobalFlags& global) {
  std::vector<config::Flag> flags;
  if (!global.clock.empty())
    flags.push_back({.name = "--clock", .key = "embedded.clock", .value = "\"" + global.clock + "\""});
  return flags;
}

// On a terminal broken at its edge, further lines under the first letter.
void print_labelled(const std::string& label, const std::string& text) {
  const auto width = static_cast<std::size_t>(os::stderr_is_terminal() ? os::terminal_width() : 0);
  std::vector<std::string> lines = {text};
  if (width >= label.size() + 20) lines = wrapped(text, width - label.size());
  for (std::size_t at = 0; at < lines.size(); ++at)
    std::fprintf(stderr, "%s%s\n", at == 0 ? label.c_str() : std::string(label.size(), ' ').c_str(), lines[at].c_str());
}

}  // namespace

Environment::Environment(const GlobalFlags& global_flags, std::string name, config::Loaded configuration,
                         os::LogOptions log_options)
    : flags(global_flags), command(std::move(name)), loaded(std::move(configuration)), log(std::move(log_options)) {
  style.width = static_cast<std::size_t>(os::terminal_width());
  style.colour = wants_color(flags.color, os::stdout_is_terminal());
}

Result<std::unique_ptr<Environment>> Environment::open(const GlobalFlags& flags, const Request& request) {
  config::Sources sources;
  if (!flags.config_file.empty()) sources.config_file = flags.config_file;
  sources.sets = flags.sets;
  if (const auto* gateway = std::get_if<GatewayRequest>(&request))
    sources.sets.insert(sources.sets.end(), gateway->sets.begin(), gateway->sets.end());
  // What is there may be broken; bot init --force rewrites it.
  sources.files = !std::holds_alternative<InitRequest>(request);
  sources.flags = override_flags(flags);
  sources.environment = config::process_environment();
  // A mistake in the configuration must not stand in the way of the emergency stop.
  if (const auto* schedule = std::get_if<ScheduleRequest>(&request);
      schedule &&
      (schedule->action == ScheduleRequest::Action::kUninstall || schedule->action == ScheduleRequest::Action::kStatus))
    sources = {.folder = "/dev/null"};
  if (std::holds_alternative<HaltRequest>(request)) return for_halting(flags, sources);
  BOT_TRY(config::Loaded loaded, config::load(sources));
  if (!flags.clock.empty() && loaded.settings.gateway.kind != config::GatewayKind::kEmbedded)
    return fail(ErrorCode::kUsage, "--clock is for the embedded gateway: a real account never sees a made-up time",
                "--clock", "Leave it out, or use --set gateway.kind=embedded.");
  BOT_TRY(const ports::LogLevel level, os::parse_log_level(flags.log_level));
  os::LogOptions log_options{
      .level = level, .color = wants_color(flags.color, os::stderr_is_terminal()), .file = flags.log_file};
  for (const Secret* secret : {&loaded.webhook, &loaded.dead_man})
    if (!secret->empty()) log_options.secrets.push_back(*secret);
  std::unique_ptr<Environment> environment(
      new Environment(flags, std::string(command_name(request)), std::move(loaded), std::move(log_options)));
  keep_attached_account_apart(*environment);
  // Said loudly where somebody looks at the configuration; on every command it would only be noise.
  const bool looking = environment->command == "config";
  for (const config::Warning& warning : environment->loaded.warnings)
    environment->log.write(looking ? ports::LogLevel::kWarning : ports::LogLevel::kDebug, warning.error.text());
  return environment;
}

// Nothing that is wrong with configuration or flags keeps the kill switch from working.
Result<std::unique_ptr<Environment>> Environment::for_halting(const GlobalFlags& flags,
                                                              const config::Sources& sources) {
  config::Salvage salvaged = config::salvage(sources);
  std::unique_ptr<Environment> environment(
      new Environment(flags, std::string(HaltRequest::kName), std::move(salvaged.loaded),
                      {.level = os::parse_log_level(flags.log_level).value_or(ports::LogLevel::kInfo),
                       .color = wants_color(flags.color, os::stderr_is_terminal()),
                       .file = flags.log_file}));
  environment->passed_over = std::move(salvaged.errors);
  keep_attached_account_apart(*environment);
  return environment;
}

std::string Environment::without_secrets(const std::string& text) const {
  return redact(text, {loaded.webhook, loaded.dead_man});
}

void Environment::print(const nlohmann::ordered_json& document, const std::string& text) const {
  const std::string out = flags.json ? report::to_text(document) : text;
  std::fwrite(out.data(), 1, out.size(), stdout);
  std::fflush(stdout);
}

int print_error(const Error& error, const GlobalFlags& flags, std::string_view command,
                const std::vector<Secret>& secrets) {
  const Error shown{.code = error.code,
                    .what = redact(error.message(), secrets),
                    .where = redact(error.where, secrets),
                    .fix = redact(report::suggest_fix(error), secrets)};
  if (flags.json) {
    const std::string out = report::to_text(report::error_document(command, shown));
    std::fwrite(out.data(), 1, out.size(), stdout);
  } else {
    print_labelled("bot: ", shown.what);
    if (!shown.where.empty()) print_labelled("  where: ", shown.where);
    print_labelled("  do:    ", shown.fix);
  }
  std::fflush(stdout);
  return exit_code(error.code);
}

}  // namespace bot::app
