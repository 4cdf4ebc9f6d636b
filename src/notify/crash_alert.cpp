#include "notify/crash_alert.hpp"

#include <cxxabi.h>
#include <fmt/format.h>

#include <cstdlib>
#include <memory>

#include "base/text.hpp"

namespace bot::notify {
namespace {

constexpr std::size_t kMaxStack = 16;

// "/opt/bot(_ZN3bot5trade3runEv+0x12) [0x55…]" -> "bot::trade::run()+0x12".
std::string readable_frame(std::string_view line) {
  const auto open = line.find('(');
  const auto close = line.find(')', open == std::string_view::npos ? 0 : open);
  if (open == std::string_view::npos || close == std::string_view::npos) return std::string(line);
  const std::string_view inside = line.substr(open + 1, close - open - 1);
  const auto plus = inside.find('+');
  const std::string symbol(inside.substr(0, plus));
  const std::string offset(plus == std::string_view::npos ? std::string_view() : inside.substr(plus));
  const auto slash = line.substr(0, open).rfind('/');
  const std::string file(line.substr(slash == std::string_view::npos ? 0 : slash + 1,
                                     open - (slash == std::string_view::npos ? 0 : slash + 1)));
  if (symbol.empty()) return file + offset;
  int status = -1;
  const std::unique_ptr<char, void (*)(void*)> plain(abi::__cxa_demangle(symbol.c_str(), nullptr, nullptr, &status),
                                                     std::free);
  const std::string name = status == 0 && plain ? ellipsis(plain.get(), 90) : symbol;
  return file == "bot" || file.empty() ? name + offset : fmt::format("{}{} in {}", name, offset, file);
}

}  // namespace

ports::Alert crash_alert(std::string_view record, UtcTime found) {
  ports::Alert alert;
  alert.kind = ports::AlertKind::kFailure;
  alert.severity = ports::Severity::kCritical;
  alert.at = found;
  std::string command = "bot";
  std::string what;
  bool in_stack = false;
  for (const std::string_view line : split(record, '\n')) {
    const auto rest = [&](std::string_view key) { return std::string(line.substr(key.size())); };
    if (in_stack) {
      if (!trim(line).empty() && alert.stack.size() < kMaxStack) alert.stack.push_back(readable_frame(trim(line)));
    } else if (line.starts_with("version ")) {
      alert.facts.emplace_back("Version", rest("version "));
    } else if (line.starts_with("command ")) {
      command = rest("command ");
    } else if (line.starts_with("account ")) {
      alert.facts.emplace_back("Account", rest("account "));
    } else if (line.starts_with("simulated ")) {
      alert.simulated = rest("simulated ") == "1";
    } else if (line.starts_with("at ")) {
      if (const auto seconds = parse_int(rest("at "))) alert.at = UtcTime(std::chrono::seconds(*seconds));
    } else if (line.starts_with("what ")) {
      what = rest("what ");
    } else if (line == "stack") {
      in_stack = true;
    }
  }
  alert.title = fmt::format("{} crashed: a defect in bot", command);
  alert.text = what.empty() ? "The program ended by a defect of its own." : sentence_case(what) + ".";
  alert.account_state =
      "Not known from here. An order that was already out expires by itself before the close; nothing is sent twice.";
  alert.not_done = "Whatever the program had not done by then: see the steps in its log.";
  alert.to_do =
      "Look at orders and positions in IBKR before the close. Then start it again by hand: it first finds out what "
      "became of its orders. Keep the stack below for a report of the defect.";
  return alert;
}

}  // namespace bot::notify
