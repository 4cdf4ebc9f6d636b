// bot: flags → configuration → command → exit code.
#include <cstdio>
#include <exception>

#include "app/command_line.hpp"
#include "app/commands/commands.hpp"
#include "net/loop.hpp"

namespace bot::app {
namespace {

struct Run {
  Environment& environment;
  Result<int> operator()(const ConnectRequest& request) const { return run_connect(request, environment); }
  Result<int> operator()(const FetchRequest& request) const { return run_fetch(request, environment); }
  Result<int> operator()(const ValidateRequest& request) const { return run_validate(request, environment); }
  Result<int> operator()(const WeightsRequest& request) const { return run_weights(request, environment); }
  Result<int> operator()(const ExplainRequest& request) const { return run_explain(request, environment); }
  Result<int> operator()(const PlanRequest& request) const { return run_plan(request, environment); }
  Result<int> operator()(const TradeRequest& request) const { return run_trade(request, environment); }
  Result<int> operator()(const GatewayRequest& request) const { return run_gateway(request, environment); }
  Result<int> operator()(const ConfigRequest& request) const { return run_config(request, environment); }
  Result<int> operator()(const StatusRequest& request) const { return run_status(request, environment); }
  Result<int> operator()(const ReportRequest& request) const { return run_report(request, environment); }
  Result<int> operator()(const HaltRequest& request) const { return run_halt(request, environment); }
  Result<int> operator()(const ResumeRequest& request) const { return run_resume(request, environment); }
  Result<int> operator()(const AcceptPositionsRequest& request) const {
    return run_accept_positions(request, environment);
  }
  Result<int> operator()(const ReleaseRequest& request) const { return run_release(request, environment); }
  Result<int> operator()(const AlertRequest& request) const { return run_alert(request, environment); }
  Result<int> operator()(const AuditRequest& request) const { return run_audit(request, environment); }
  Result<int> operator()(const CalendarRequest& request) const { return run_calendar(request, environment); }
};

int run(int argc, char** argv) {
  const CommandLine line = parse_command_line(argc, argv);
  if (!line.request) {
    if (line.exit_code == 0) {
      std::fputs(line.text.c_str(), stdout);
      return 0;
    }
    return print_error(Error{ErrorCode::kUsage, line.text, "command line",
                             "bot --help lists the commands, bot COMMAND --help their flags."},
                       line.flags, "usage");
  }
  net::watch_signals();
  const std::string_view command = command_name(*line.request);
  auto environment = Environment::open(line.flags, *line.request);
  if (!environment) return print_error(environment.error(), line.flags, command);
  const Result<int> done = std::visit(Run{**environment}, *line.request);
  return done ? *done : print_error(done.error(), line.flags, command);
}

}  // namespace
}  // namespace bot::app

int main(int argc, char** argv) {
  try {
    const int code = bot::app::run(argc, argv);
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return code;
    std::fputs("bot: the answer could not be written to standard output\n", stderr);
    return code == 0 ? bot::exit_code(bot::ErrorCode::kIo) : code;
  } catch (const std::exception& defect) {  // no room lets one out: this is a defect of ours
    std::fprintf(stderr, "bot: a defect in bot: %s\n", defect.what());
    return 70;
  }
}
