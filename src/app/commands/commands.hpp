// One function a command: does it, prints it, answers the exit code. Errors come back as values and are printed by
// main.
#pragma once

#include "app/environment.hpp"
#include "app/request.hpp"

namespace bot::app {

Result<int> run_connect(const ConnectRequest& request, Environment& environment);
Result<int> run_fetch(const FetchRequest& request, Environment& environment);
Result<int> run_validate(const ValidateRequest& request, Environment& environment);
Result<int> run_weights(const WeightsRequest& request, Environment& environment);
Result<int> run_explain(const ExplainRequest& request, Environment& environment);
Result<int> run_plan(const PlanRequest& request, Environment& environment);
Result<int> run_trade(const TradeRequest& request, Environment& environment);
Result<int> run_gateway(const GatewayRequest& request, Environment& environment);
Result<int> run_config(const ConfigRequest& request, Environment& environment);
Result<int> run_status(const StatusRequest& request, Environment& environment);
Result<int> run_report(const ReportRequest& request, Environment& environment);
Result<int> run_halt(const HaltRequest& request, Environment& environment);
Result<int> run_resume(const ResumeRequest& request, Environment& environment);
Result<int> run_accept_positions(const AcceptPositionsRequest& request, Environment& environment);
Result<int> run_release(const ReleaseRequest& request, Environment& environment);
Result<int> run_alert(const AlertRequest& request, Environment& environment);
Result<int> run_audit(const AuditRequest& request, Environment& environment);
Result<int> run_calendar(const CalendarRequest& request, Environment& environment);

}  // namespace bot::app
