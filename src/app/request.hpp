// What the command line asked for: one struct a command, filled by command_line.cpp, run by commands/<command>.cpp.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/time.hpp"
#include "trade/run_result.hpp"

namespace bot::app {

enum class ColorChoice { kAuto, kAlways, kNever };

// Flags of every command.
struct GlobalFlags {
  std::string config_file;        // --config; empty: config/config.local.yaml where there is one
  std::vector<std::string> sets;  // --set KEY=VALUE
  std::string log_level = "info";
  bool json = false;
  ColorChoice color = ColorChoice::kAuto;
  std::string clock;  // --clock, New York time; embedded gateway only
};

struct ConnectRequest {};
struct FetchRequest {
  std::optional<Date> start, end;
  std::vector<std::string> symbols;
  bool force_refresh = false;
  std::string source;  // "" the gateway, "csv"
  std::string from;    // folder of --source csv
};
struct ValidateRequest {
  std::optional<Date> asof;
};
struct WeightsRequest {
  std::optional<Date> asof;
};
struct ExplainRequest {
  Date date;
  std::string symbol;
};
struct PlanRequest {
  std::string account_file;
};
struct TradeRequest {
  trade::Mode mode = trade::Mode::kDryRun;
  bool scheduled = false;
};
// Flags of `bot gateway` that were given; what was not comes from `embedded:` of the configuration.
struct GatewayRequest {
  std::string listen = "127.0.0.1:4002";
  std::vector<std::string> sets;  // the flags as --set embedded.KEY=VALUE
};
struct ConfigRequest {
  bool show = true;
};
struct StatusRequest {};
struct ReportRequest {
  std::string run_id;
};
struct HaltRequest {
  std::string why;
};
struct ResumeRequest {
  std::string halt_id, by;
};
struct AcceptPositionsRequest {
  bool keep = false;
  bool yes = false;
};
struct ReleaseRequest {
  std::string symbol;
};
struct AlertRequest {
  enum class Action { kTest, kDeliver, kShow } action = Action::kTest;
  std::string file;  // of kShow
};
struct AuditRequest {};
struct CalendarRequest {
  std::optional<Date> from, to, explain;
};

using Request =
    std::variant<ConnectRequest, FetchRequest, ValidateRequest, WeightsRequest, ExplainRequest, PlanRequest,
                 TradeRequest, GatewayRequest, ConfigRequest, StatusRequest, ReportRequest, HaltRequest, ResumeRequest,
                 AcceptPositionsRequest, ReleaseRequest, AlertRequest, AuditRequest, CalendarRequest>;

// The command's name, as typed and as in its JSON schema.
[[nodiscard]] std::string_view command_name(const Request& request);

}  // namespace bot::app
