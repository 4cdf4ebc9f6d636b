#include <fmt/format.h>

#include "app/command_line/command_tree.hpp"
#include "app/command_line/exit_codes.hpp"
#include "app/command_line/shell_texts.hpp"
#include "base/text.hpp"

namespace bot::app {
namespace {

// Text as roff takes it: nothing at the start of a line is a request, hyphens stay what they are.
std::string roff(std::string_view text) {
  std::string out;
  if (!text.empty() && (text.front() == '.' || text.front() == '\'')) out += "\\&";
  for (const char c : text) {
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else
      out += c;
  }
  return out;
}

void add_options(std::string& out, const CLI::App& command) {
  for (const CLI::Option* option : list_options(command)) {
    std::string term;
    if (option->get_lnames().empty()) {
      const std::string type = describe_type(*option);
      term = "\\fI" + roff(type.empty() || type == "TEXT" ? option->get_name(true) : type) + "\\fR";
    } else {
      term = "\\fB" + roff("--" + option->get_lnames().front()) + "\\fR";
      if (takes_value(*option)) term += " \\fI" + roff(describe_type(*option)) + "\\fR";
    }
    out += ".TP\n" + term + "\n" + roff(option->get_description()) + "\n";
  }
}

// "Example:\n  bot fetch" -> the commands, one a line.
void add_example(std::string& out, const CLI::App& command) {
  const std::string example = find_example(command);
  if (example.empty()) return;
  out += ".PP\nExample:\n.PP\n.nf\n.RS\n";
  for (const std::string_view line : split(example, '\n')) out += roff(trim(line)) + "\n";
  out += ".RE\n.fi\n";
}

void add_command(std::string& out, const CLI::App& command, const std::string& path) {
  const std::string full = path + " " + command.get_name();
  out += ".SS " + roff(full) + "\n" + roff(command.get_description()) + ".\n";
  const auto subs = list_commands(command);
  if (subs.empty()) {
    std::string own;
    add_options(own, command);
    out += own;
    add_example(out, command);
  }
  for (const CLI::App* sub : subs) add_command(out, *sub, full);
}

struct Row {
  const char* term;
  const char* text;
};
constexpr Row kFiles[] = {
    {"config/config.yaml, config/config.local.yaml", "Defaults with comments, and what differs from them."},
    {".env", "Secrets, mode 0600."},
    {"data/parquet", "The cache of daily bars, one Parquet file a symbol (paths.cache)."},
    {"data/state/ACCOUNT", "The ledger, its audit file, the outbox of alerts, the kill file HALT (paths.state)."},
    {"reports", "Plans and reports (paths.reports)."}};
constexpr Row kVariables[] = {{"DISCORD_WEBHOOK_URL, DEAD_MAN_URL", "Where alerts and signs of life go."},
                              {"IB_HOST, IB_PORT, IB_CLIENT_ID", "The gateway, over gateway.* of the files."},
                              {"IB_ACCOUNT_PAPER, IB_ACCOUNT_LIVE", "The accounts, over accounts.*."},
                              {"CREDENTIALS_DIRECTORY", "Set by systemd: secrets as files named like the variables."},
                              {"NO_COLOR, COLUMNS", "No colours; the width of tables where there is no terminal."}};

void add_row(std::string& out, std::string_view term, std::string_view text) {
  out += ".TP\n\\fB" + roff(term) + "\\fR\n" + roff(text) + "\n";
}

template <std::size_t N>
void add_rows(std::string& out, const char* title, const Row (&rows)[N]) {
  out += fmt::format(".SH {}\n", title);
  for (const Row& row : rows) add_row(out, row.term, row.text);
}

}  // namespace

std::string man_page(const CLI::App& app) {
  std::string out = fmt::format(".TH BOT 1 \"\" \"bot {}\" \"User Commands\"\n", BOT_VERSION);
  out +=
      ".SH NAME\n"
      "bot \\- unattended portfolio rebalancer for Interactive Brokers\n"
      ".SH SYNOPSIS\n"
      "\\fBbot\\fR [\\fIflags\\fR] \\fIcommand\\fR [\\fIflags\\fR]\n"
      ".SH DESCRIPTION\n"
      "Every trading day, five minutes before the close in New York, brings a cash account to its target weights and\n"
      "tells its owner on Discord how it went. A fresh installation works against a simulated gateway of its own.\n"
      ".SH FLAGS\n"
      "Before or after the command:\n";
  add_options(out, app);
  out += ".SH COMMANDS\n";
  for (const CLI::App* command : list_commands(app)) add_command(out, *command, "bot");
  out += ".SH EXIT STATUS\n";
  for (const ExitCodeText& line : kExitCodes) add_row(out, std::to_string(line.code), line.sentence);
  add_rows(out, "FILES", kFiles);
  add_rows(out, "ENVIRONMENT", kVariables);
  return out;
}

}  // namespace bot::app
