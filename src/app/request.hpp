// What the command line asked for: one struct a command, filled in command_line/, executed in commands/.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "app/shard.hpp"
#include "base/time.hpp"
#include "ledger/run_result.hpp"
#include "research/backtest.hpp"

namespace bot::app {

enum class ColorChoice { kAuto, kAlways, kNever };

// Flags of every command.
struct GlobalFlags {
  std::string config_file;        // --config; empty: config/config.local.yaml where there is one
  std::vector<std::string> sets;  // --set KEY=VALUE
  std::string log_level = "info";
  bool json = false;
  ColorChoice color = ColorChoice::kAuto;
  std::string log_file;  // --log-file: the log goes there as well, errors also into NAME-error.log beside it
  std::string clock;     // --clock, New York time; embedded gateway only
};

struct ConnectRequest {
  static constexpr std::string_view kName = "connect";
};
struct FetchRequest {
  static constexpr std::string_view kName = "fetch";
  std::optional<Date> start, end;
  std::vector<std::string> symbols;
  bool force_refresh = false;
  std::string source;  // "" the gateway, "csv"
  std::string from;    // folder of --source csv
};
struct ValidateRequest {
  static constexpr std::string_view kName = "validate";
  std::optional<Date> asof;
};
struct WeightsRequest {
  static constexpr std::string_view kName = "weights";
  std::optional<Date> asof;
};
struct ExplainRequest {
  static constexpr std::string_view kName = "explain";
  Date date;
  std::string symbol;
};
struct BacktestRequest {
  static constexpr std::string_view kName = "backtest";
  std::optional<Date> start, end;
  std::optional<int> threads;  // none: all cores
  research::Fills fills = research::Fills::kClose;
  std::optional<std::string> weights;  // a file of target weights to be tested; none: the strategy
};
// What the commands share that search a grid.
struct SearchRequest {
  std::optional<Date> start, end;
  std::optional<int> threads;  // none: all cores
  std::optional<Shard> shard;  // none: the whole search and its report
};
struct WalkforwardRequest : SearchRequest {
  static constexpr std::string_view kName = "walkforward";
};
struct PermuteRequest : SearchRequest {
  static constexpr std::string_view kName = "permute";
  std::optional<int> runs;  // permutation.runs
  std::optional<std::uint64_t> seed;
};
struct MergeRequest {
  static constexpr std::string_view kName = "merge";
  std::vector<std::string> pieces;  // files; at least one
};
struct PlanRequest {
  static constexpr std::string_view kName = "plan";
  std::string account_file;
};
struct TradeRequest {
  static constexpr std::string_view kName = "trade";
  Mode mode = Mode::kDryRun;
  bool scheduled = false;
};
// Flags of `bot gateway` that were given; what was not comes from `embedded:` of the configuration.
struct GatewayRequest {
  static constexpr std::string_view kName = "gateway";
  std::string listen = "127.0.0.1:4002";
  std::vector<std::string> sets;  // the flags as --set embedded.KEY=VALUE
};
struct SimulateRequest {
  static constexpr std::string_view kName = "simulate";
  int days = 252;
  std::optional<std::uint64_t> faults;
  std::optional<Date> from;
};
struct ConfigRequest {
  static constexpr std::string_view kName = "config";
  bool show = true;
};
struct StatusRequest {
  static constexpr std::string_view kName = "status";
};
struct ReportRequest {
  static constexpr std::string_view kName = "report";
  std::string run_id;  // "daily": the summary of the last session
  bool send = false;   // of the summary
  bool scheduled = false;
  std::optional<Mode> mode{};
  std::optional<Date> session{};  // of the summary
};
struct PreflightRequest {
  static constexpr std::string_view kName = "preflight";
  bool scheduled = false;
  std::optional<Mode> mode{};
};
struct WatchdogRequest {
  static constexpr std::string_view kName = "watchdog";
  bool scheduled = false;
  std::optional<Mode> mode{};
};
struct HaltRequest {
  static constexpr std::string_view kName = "halt";
  std::string why;
};
struct ResumeRequest {
  static constexpr std::string_view kName = "resume";
  std::string halt_id, by;
};
struct AcceptPositionsRequest {
  static constexpr std::string_view kName = "accept-positions";
  bool keep = false;
  bool yes = false;
};
struct ReleaseRequest {
  static constexpr std::string_view kName = "release";
  std::string symbol;
  bool yes = false;
};
struct RunsRequest {
  static constexpr std::string_view kName = "runs";
  int last = 20;
  bool csv = false;
};
struct TradesRequest {
  static constexpr std::string_view kName = "trades";
  std::optional<Date> from, to;
  bool csv = false;
};
struct PinRequest {
  static constexpr std::string_view kName = "pin";
  std::string symbol;
  bool yes = false;
};
struct ArmRequest {
  static constexpr std::string_view kName = "arm";
  std::optional<Money> max_order, max_day;  // asked for when left out
  int days = 30;
  std::optional<Date> from;
  std::string by;
};
struct DisarmRequest {
  static constexpr std::string_view kName = "disarm";
  std::string why;
};
struct DoctorRequest {
  static constexpr std::string_view kName = "doctor";
};
struct InitRequest {
  static constexpr std::string_view kName = "init";
  std::string gateway;  // "embedded", "tws"; empty: asked for
  std::string host = "127.0.0.1";
  std::optional<int> port;
  std::string paper_account, live_account;
  bool force = false;
};
struct ReplayRequest {
  static constexpr std::string_view kName = "replay";
  std::string run_id;
};
struct AlertRequest {
  static constexpr std::string_view kName = "alert";
  enum class Action { kTest, kDeliver, kShow } action = Action::kTest;
  std::string file;  // of kShow
};
struct AuditRequest {
  static constexpr std::string_view kName = "audit";
};
// `bot schedule install|uninstall|status`, and `failed`, which OnFailure= of the units calls.
struct ScheduleRequest {
  static constexpr std::string_view kName = "schedule";
  enum class Action { kInstall, kUninstall, kStatus, kFailed } action = Action::kStatus;
  bool live = false;  // of kInstall
  bool user = false;
  std::string prefix{};
  std::string unit{};  // of kFailed
};
struct CalendarRequest {
  static constexpr std::string_view kName = "calendar";
  std::optional<Date> from, to, explain;
};

using Request =
    std::variant<ConnectRequest, FetchRequest, ValidateRequest, WeightsRequest, ExplainRequest, PlanRequest,
                 TradeRequest, GatewayRequest, SimulateRequest, ConfigRequest, StatusRequest, ReportRequest,
                 RunsRequest, TradesRequest, HaltRequest, ResumeRequest, AcceptPositionsRequest, ReleaseRequest,
                 PinRequest, ArmRequest, DisarmRequest, DoctorRequest, InitRequest, ReplayRequest, AlertRequest,
                 AuditRequest, PreflightRequest, WatchdogRequest, CalendarRequest, ScheduleRequest, BacktestRequest,
                 WalkforwardRequest, PermuteRequest, MergeRequest>;

// The command's name, as typed and as in its JSON schema.
[[nodiscard]] std::string_view command_name(const Request& request);

}  // namespace bot::app
