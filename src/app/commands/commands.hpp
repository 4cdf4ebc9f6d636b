// One function a command: does it, prints it, answers the exit code. Errors come back as values and are printed by
// main.
#pragma once

#include "app/environment.hpp"
#include "app/request.hpp"

namespace bot::app {

Result<int> execute(const ConnectRequest& request, Environment& environment);
Result<int> execute(const FetchRequest& request, Environment& environment);
Result<int> execute(const ValidateRequest& request, Environment& environment);
Result<int> execute(const WeightsRequest& request, Environment& environment);
Result<int> execute(const ExplainRequest& request, Environment& environment);
Result<int> execute(const PlanRequest& request, Environment& environment);
Result<int> execute(const TradeRequest& request, Environment& environment);
Result<int> execute(const GatewayRequest& request, Environment& environment);
Result<int> execute(const SimulateRequest& request, Environment& environment);
Result<int> execute(const ConfigRequest& request, Environment& environment);
Result<int> execute(const StatusRequest& request, Environment& environment);
Result<int> execute(const ReportRequest& request, Environment& environment);
Result<int> execute(const RunsRequest& request, Environment& environment);
Result<int> execute(const TradesRequest& request, Environment& environment);
Result<int> execute(const HaltRequest& request, Environment& environment);
Result<int> execute(const ResumeRequest& request, Environment& environment);
Result<int> execute(const AcceptPositionsRequest& request, Environment& environment);
Result<int> execute(const ReleaseRequest& request, Environment& environment);
Result<int> execute(const PinRequest& request, Environment& environment);
Result<int> execute(const ArmRequest& request, Environment& environment);
Result<int> execute(const DisarmRequest& request, Environment& environment);
Result<int> execute(const DoctorRequest& request, Environment& environment);
Result<int> execute(const InitRequest& request, Environment& environment);
Result<int> execute(const ReplayRequest& request, Environment& environment);
Result<int> execute(const AlertRequest& request, Environment& environment);
Result<int> execute(const AuditRequest& request, Environment& environment);
Result<int> execute(const PreflightRequest& request, Environment& environment);
Result<int> execute(const WatchdogRequest& request, Environment& environment);
Result<int> execute(const CalendarRequest& request, Environment& environment);
Result<int> execute(const ScheduleRequest& request, Environment& environment);
Result<int> execute(const BacktestRequest& request, Environment& environment);
Result<int> execute(const WalkforwardRequest& request, Environment& environment);
Result<int> execute(const PermuteRequest& request, Environment& environment);
Result<int> execute(const MergeRequest& request, Environment& environment);

}  // namespace bot::app
