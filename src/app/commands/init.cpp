// `bot init`: config/config.local.yaml and .env from a short dialogue or from flags.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "app/commands/commands.hpp"
#include "base/text.hpp"
#include "base/web_address.hpp"
#include "broker/paper_or_live.hpp"
#include "config/first_files.hpp"
#include "config/mode.hpp"
#include "os/terminal.hpp"
#include "ports/network.hpp"
#include "report/json.hpp"

namespace bot::app {
namespace {

constexpr const char* kConfigFile = "config/config.local.yaml";
constexpr const char* kSecretsFile = ".env";

Result<std::string> ask(const std::string& question, const std::string& usual) {
  BOT_TRY(const std::string answer,
          os::prompt(usual.empty() ? question + ": " : fmt::format("{} [{}]: ", question, usual)));
  const std::string entered(trim(answer));
  return entered.empty() ? usual : entered;
}

// Empty when the person wants none. Asked again until it is an address secrets may go to.
Result<Secret> ask_for_address(const std::string& question) {
  for (;;) {
    BOT_TRY(std::string answer, os::prompt(question + " (not shown; empty for none): ", os::Echo::kHidden));
    Secret entered{std::string(trim(answer))};
    wipe(answer);
    if (entered.empty() || is_allowed_address(entered.reveal())) return entered;
    std::fputs("That is no https address. Copy it whole, with https:// in front.\n", stderr);
  }
}

Secret from_environment(const std::string& name) {
  const auto value = config::process_environment()(name);
  return value ? Secret{std::string(trim(*value))} : Secret();
}

Result<int> read_port(const std::string& text) {
  const auto port = parse_int(text);
  if (!port || *port < 1 || *port > 65535)
    return fail(ErrorCode::kUsage, fmt::format("'{}' is not a port", text), "--port",
                "IB Gateway: 4002 paper, 4001 live. TWS: 7497, 7496.");
  return static_cast<int>(*port);
}

// Asked again until `wrong` has nothing to say of the answer: a mistake costs one answer, not all of them.
template <class Wrong>
Result<std::string> ask_until_right(const std::string& question, const std::string& usual, const Wrong& wrong) {
  for (;;) {
    BOT_TRY(std::string answer, ask(question, usual));
    const std::string problem = wrong(answer);
    if (problem.empty()) return answer;
    std::fputs((problem + "\n").c_str(), stderr);
  }
}

std::string wrong_account(const std::string& answer, Mode mode) {
  const char first = broker::account_prefix(mode);
  if (answer.empty() || (answer.front() == first && broker::is_account_id(answer))) return {};
  return fmt::format("'{}' is no {} account: it begins with {}, and has 4 to 20 capitals and digits.", answer,
                     name(mode), first);
}

// Any name may be a host's, but for what was meant as the answer to another question.
std::string wrong_host(const std::string& answer) {
  const bool has_digit = std::ranges::any_of(answer, [](char c) { return c >= '0' && c <= '9'; });
  const bool is_plain =
      std::ranges::all_of(answer, [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
  if (ports::is_host(answer) && !(is_plain && has_digit && broker::account_mode(AccountId(answer)))) return {};
  return fmt::format("'{}' is no host: a name or an address of a computer, such as 127.0.0.1.", answer);
}

// The known ports of the other kind of login would talk to the other account.
std::string wrong_port(const std::string& answer, Mode mode) {
  const auto port = read_port(answer);
  if (!port) return port.error().what + ". " + port.error().fix;
  const auto usual = broker::port_mode(*port);
  if (!usual || *usual == mode) return {};
  return fmt::format("{} is the port of a {} login; {} is {}.", *port, name(*usual), name(mode),
                     broker::usual_ports(mode));
}

// `usual` are the answers of an earlier round that could not be used as they were.
Result<config::FirstAnswers> from_dialogue(const InitRequest& request, const ports::AlertVariables& names,
                                           const config::FirstAnswers* usual) {
  std::fputs("A few questions; Enter takes what stands in brackets, Ctrl-C leaves everything as it is.\n", stderr);
  config::FirstAnswers answers;
  const std::string usual_kind = usual != nullptr && !usual->embedded ? "tws" : "embedded";
  BOT_TRY(const std::string kind,
          ask_until_right("Gateway: embedded (simulated, no account needed) or tws (TWS or IB Gateway)", usual_kind,
                          [](const std::string& answer) {
                            return answer == "embedded" || answer == "tws" ? "" : "Type embedded or tws.";
                          }));
  answers.embedded = kind == "embedded";
  if (!answers.embedded) {
    BOT_TRY(
        answers.paper,
        ask_until_right("Paper account, D... (empty for none)", usual != nullptr ? usual->paper : request.paper_account,
                        [](const std::string& answer) { return wrong_account(answer, Mode::kPaper); }));
    BOT_TRY(answers.live,
            ask_until_right("Live account, U... (empty for none)",
                            usual != nullptr ? usual->live : request.live_account, [&](const std::string& answer) {
                              if (answer.empty() && answers.paper.empty())
                                return std::string("One of the two is needed.");
                              return wrong_account(answer, Mode::kLive);
                            }));
    BOT_TRY(answers.host,
            ask_until_right("Host of the gateway", usual != nullptr ? usual->host : request.host, wrong_host));
    const Mode mode = answers.paper.empty() ? Mode::kLive : Mode::kPaper;
    const int usual_port = usual != nullptr
                               ? usual->port
                               : request.port.value_or(mode == Mode::kPaper ? config::kPaperPort : config::kLivePort);
    BOT_TRY(const std::string port,
            ask_until_right(fmt::format("Port of the gateway's {} login ({})", name(mode), broker::usual_ports(mode)),
                            std::to_string(usual_port),
                            [&](const std::string& answer) { return wrong_port(answer, mode); }));
    BOT_TRY(answers.port, read_port(port));
  }
  BOT_TRY(answers.webhook, ask_for_address(fmt::format("Discord webhook for alerts, {}", names.webhook)));
  BOT_TRY(answers.dead_man,
          ask_for_address(fmt::format("Dead-man's address (healthchecks.io or the like), {}", names.dead_man)));
  return answers;
}

Result<config::FirstAnswers> from_flags(const InitRequest& request, const ports::AlertVariables& names) {
  if (request.gateway.empty())
    return fail(
        ErrorCode::kUsage, "standard input is no terminal, so nothing can be asked", "bot init",
        "Give --gateway embedded, or --gateway tws with --paper-account or --live-account (and --host, --port).");
  config::FirstAnswers answers;
  answers.embedded = request.gateway == "embedded";
  answers.host = request.host;
  answers.paper = request.paper_account;
  answers.live = request.live_account;
  answers.port = request.port.value_or(answers.paper.empty() ? config::kLivePort : config::kPaperPort);
  answers.webhook = from_environment(names.webhook);
  answers.dead_man = from_environment(names.dead_man);
  return answers;
}

// What to do after these answers.
std::string_view next_steps(const config::FirstAnswers& answers) {
  if (!answers.embedded && answers.paper.empty())
    return "bot doctor, bot fetch, bot trade --dry-run; then execution.live: true and bot arm (docs/operations.md)";
  return "bot doctor, bot fetch, bot trade --dry-run, bot trade --paper";
}

// Loads what is about to be written from a folder of its own, so that nothing wrong ever takes the place of something.
Result<void> check_by_loading(Environment& environment, const config::FirstAnswers& answers, const std::string& config,
                              const std::string& secrets) {
  const std::string folder = fmt::format(".bot-init-{}", ::getpid());
  const auto clean = [&] {
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
  };
  const auto load = [&]() -> Result<config::Loaded> {
    BOT_TRY_VOID(environment.files.make_folders(folder, 0700));
    BOT_TRY_VOID(environment.files.write_atomically(fmt::format("{}/{}", folder, kConfigFile), config, 0600));
    BOT_TRY_VOID(environment.files.write_atomically(fmt::format("{}/{}", folder, kSecretsFile), secrets, 0600));
    config::Sources sources;
    sources.folder = folder;
    return config::load(sources);
  };
  auto loaded = load();
  clean();
  if (!loaded) {
    Error error = loaded.error();
    if (error.where.starts_with(folder + "/")) error.where = error.where.substr(folder.size() + 1);
    error.what += "; nothing was written";
    return fail(std::move(error));
  }
  const bool paper = answers.embedded || !answers.paper.empty();
  if (paper || answers.live.empty()) {
    if (const auto problems = config::check_mode(*loaded, Mode::kPaper); !problems.empty()) {
      Error error = problems.front();
      error.where = answers.embedded ? "" : "--paper-account, --port";
      error.what += "; nothing was written";
      return fail(std::move(error));
    }
  }
  return {};
}

}  // namespace

Result<int> execute(const InitRequest& request, Environment& environment) {
  if (!request.force)
    for (const char* path : {kConfigFile, kSecretsFile})
      if (environment.files.exists(path))
        return fail(ErrorCode::kUsage, fmt::format("{} is there already; nothing was written", path), path,
                    "Edit it, or bot init --force to replace it.");
  const ports::AlertVariables& names = environment.settings().alerts;
  const bool asks = os::stdin_is_terminal() && !environment.flags.json && request.gateway.empty();
  BOT_TRY(config::FirstAnswers answers, asks ? from_dialogue(request, names, nullptr) : from_flags(request, names));
  std::string config = config::first_config(answers);
  std::string secrets = config::first_secrets(answers, names);
  for (;;) {
    const auto checked = check_by_loading(environment, answers, config, secrets);
    if (checked) break;
    if (!asks) return fail(checked.error());
    std::fputs((checked.error().text() + "\nOnce more; your answers stand in brackets.\n").c_str(), stderr);
    BOT_TRY(answers, from_dialogue(request, names, &answers));
    config = config::first_config(answers);
    secrets = config::first_secrets(answers, names);
  }
  BOT_TRY_VOID(environment.files.write_atomically(kConfigFile, config, 0644));
  BOT_TRY_VOID(environment.files.write_atomically(kSecretsFile, secrets, 0600));
  wipe(secrets);

  report::Json document = report::document("init");
  document["files"] = {kConfigFile, kSecretsFile};
  document["gateway"] = answers.embedded ? "embedded" : "tws";
  document["webhook"] = !answers.webhook.empty();
  document["dead_man"] = !answers.dead_man.empty();
  environment.print(document, fmt::format("written: {}, {} (mode 0600)\n"
                                          "webhook {}, dead-man's switch {}\n\n"
                                          "next: {}\n",
                                          kConfigFile, kSecretsFile, answers.webhook.empty() ? "not set" : "set",
                                          answers.dead_man.empty() ? "not set" : "set", next_steps(answers)));
  return 0;
}

}  // namespace bot::app
