#include "report/trade_report.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>

#include "base/check.hpp"
#include "base/money_text.hpp"
#include "base/wording.hpp"
#include "report/finding_text.hpp"
#include "report/json.hpp"
#include "report/numbers.hpp"
#include "report/paragraph.hpp"

namespace bot::report {
namespace {

using ledger::RunResult;

Json positions_json(const RunResult& result) {
  Json all = Json::object();
  for (const auto& [symbol, line] : result.positions)
    all[symbol.value()] = {{"shares", line.shares.to_double()},
                           {"price", number(line.price)},
                           {"value", number(line.value)},
                           {"weight", number(line.weight)}};
  return all;
}

Json inputs_json(const RunResult& result) {
  Json all = Json::object();
  for (const auto& [symbol, input] : result.inputs) {
    Json provisional = nullptr;
    if (input.provisional) {
      const Bar& bar = *input.provisional;
      provisional = {{"date", to_iso(bar.date)}, {"open", number(bar.open)},   {"high", number(bar.high)},
                     {"low", number(bar.low)},   {"close", number(bar.close)}, {"volume", number(bar.volume)}};
    }
    all[symbol.value()] = {{"provisional", provisional},
                           {"factor", number(input.factor)},
                           {"bid", number(input.bid)},
                           {"ask", number(input.ask)}};
  }
  return all;
}

// `sending` is a step of ours between planned and working; for others its outcome is not known.
std::string_view public_state(OrderState state) {
  return state == OrderState::kSending ? name(OrderState::kUnknown) : name(state);
}

Json orders_json(const RunResult& result) {
  Json all = Json::array();
  for (const ledger::OrderLine& order : result.orders)
    all.push_back({{"key", order.key.value()},
                   {"symbol", order.symbol.value()},
                   {"side", name(order.side)},
                   {"shares", order.shares.to_double()},
                   {"limit_price", order.limit.to_double()},
                   {"state", public_state(order.state)},
                   {"filled", order.filled.to_double()},
                   {"average_price", number(order.average_price)},
                   {"commission", number(order.commission)},
                   {"doubtful_commission", number(order.doubtful_commission)},
                   {"slippage_bps", number(order.known_slippage_bps())},
                   {"reason", order.reason}});
  return all;
}

Json findings_json(const RunResult& result) {
  Json all = Json::array();
  for (const ledger::FindingLine& finding : result.findings)
    all.push_back({{"symbol", finding.symbol ? Json(finding.symbol->value()) : Json(nullptr)},
                   {"severity", finding.is_error ? "error" : "warning"},
                   {"code", name(finding.code)},
                   {"message", finding.message},
                   {"first_seen", finding.first_seen ? Json(to_iso(*finding.first_seen)) : Json(nullptr)}});
  return all;
}

std::string find_reason(const RunResult& result, const Symbol& symbol) {
  const auto found = result.reasons.find(symbol);
  return found == result.reasons.end() ? std::string() : found->second;
}

std::set<Symbol> all_symbols(const RunResult& result) {
  std::set<Symbol> symbols;
  for (const auto& [symbol, weight] : result.targets) symbols.insert(symbol);
  for (const auto& [symbol, line] : result.positions) symbols.insert(symbol);
  for (const auto& [symbol, reason] : result.reasons) symbols.insert(symbol);
  for (const ledger::OrderLine& order : result.orders) symbols.insert(order.symbol);
  return symbols;
}

Tone choose_tone(OrderState state) {
  switch (state) {
    case OrderState::kFilled:
      return Tone::kGood;
    case OrderState::kPlanned:
    case OrderState::kWorking:
      return Tone::kPlain;
    case OrderState::kAbandoned:
    case OrderState::kCancelled:
    case OrderState::kExpired:
    case OrderState::kPartial:
    case OrderState::kSending:
      return Tone::kWarning;
    case OrderState::kRejected:
    case OrderState::kUnknown:
      return Tone::kBad;
  }
  BOT_CHECK(false);
}

Table position_table(const RunResult& result) {
  Table table({{.title = "symbol", .align = Align::kLeft},
               {.title = "now"},
               {.title = "target"},
               {.title = "order", .align = Align::kLeft},
               {.title = "shares"},
               {.title = "limit", .spare = true},
               {.title = "notional"},
               {.title = "cost", .spare = true},
               {.title = "state", .align = Align::kLeft},
               {.title = "reason", .align = Align::kLeft, .elastic = true}});
  for (const Symbol& symbol : all_symbols(result)) {
    const auto position = result.positions.find(symbol);
    const auto target = result.targets.find(symbol);
    const std::string now = position == result.positions.end() ? percent(0) : optional_percent(position->second.weight);
    const std::string wanted = target == result.targets.end() ? percent(0) : percent(target->second);
    bool has_order = false;
    for (const ledger::OrderLine& order : result.orders) {
      if (order.symbol != symbol) continue;
      has_order = true;
      const std::string cost = order.commission ? money_figure(*order.commission) : "n/a";
      table.add({symbol.value(),
                 now,
                 wanted,
                 std::string(name(order.side)),
                 order.shares.str(),
                 price_text(order.limit),
                 money_figure(multiply(order.limit, order.shares, Rounding::kHalfEven)),
                 cost,
                 {std::string(public_state(order.state)), choose_tone(order.state)},
                 order.reason});
    }
    if (!has_order)
      table.add({symbol.value(), now, wanted, "", "", "", "", "", "", {find_reason(result, symbol), Tone::kFaint}});
  }
  return table;
}

Tone choose_tone(int exit_code) {
  if (exit_code == 0) return Tone::kGood;
  return exit_code == kExitNeedsAttention ? Tone::kWarning : Tone::kBad;
}

}  // namespace

Json deferred_json(const RunResult& result) {
  Json list = Json::array();
  for (const ledger::DeferredLine& line : result.deferred)
    list.push_back({{"symbol", line.symbol.value()},
                    {"shares", line.shares.to_double()},
                    {"until", line.until ? Json(to_iso(*line.until)) : Json(nullptr)},
                    {"why", line.why}});
  return list;
}

Json outside_json(const std::vector<ledger::OutsideLine>& lines) {
  Json all = Json::array();
  for (const ledger::OutsideLine& line : lines)
    all.push_back({{"symbol", line.symbol},
                   {"con_id", line.con_id.value()},
                   {"kind", line.kind},
                   {"currency", line.currency},
                   {"shares", line.shares.to_double()},
                   {"value", number(line.value)},
                   {"why", line.why}});
  return all;
}

std::string outside_text(const ledger::OutsideLine& line) {
  return fmt::format("{} {} ({} {}), {}, {}", line.shares, line.symbol, line.kind, line.currency,
                     line.value ? "worth " + money_text(*line.value) : "its worth is not reported", line.why);
}

Json trade_json(const RunResult& result) {
  Json json = document("trade");
  json["run_id"] = result.run_id;
  json["mode"] = name(result.mode);
  json["session"] = result.session ? Json(to_iso(*result.session)) : Json(nullptr);
  json["simulated"] = result.simulated;
  json["indicative"] = result.indicative;
  json["outcome"] = name(result.outcome);
  json["exit_code"] = result.exit_code;
  json["message"] = result.message;
  json["equity"] = number(result.equity);
  json["cash"] = number(result.cash);
  json["targets"] = Json::object();
  for (const auto& [symbol, weight] : result.targets) json["targets"][symbol.value()] = number(weight);
  json["deferred"] = deferred_json(result);
  json["managed_equity"] = number(result.managed_equity);
  json["positions"] = positions_json(result);
  json["outside"] = outside_json(result.outside);
  json["inputs"] = inputs_json(result);
  json["orders"] = orders_json(result);
  json["findings"] = findings_json(result);
  json["reasons"] = Json::object();
  for (const auto& [symbol, reason] : result.reasons) json["reasons"][symbol.value()] = reason;
  if (const auto& file = result.strategy_file)
    json["strategy_file"] = {{"path", file->path}, {"sha256", file->sha256}, {"row", to_iso(file->row)}};
  json["started"] = to_iso(result.started);
  json["ended"] = to_iso(result.ended);
  json["next_run"] = instant_or_null(result.next_run.at);
  if (result.error) json["error"] = error_object(*result.error);
  return json;
}

std::string trade_text(const RunResult& result, const TextStyle& style) {
  std::string out;
  std::string mode(name(result.mode));
  if (result.mode == Mode::kDryRun) mode = "dry run";
  out += fmt::format("{}{}{}{}: {}\n", result.simulated ? "SIMULATED " : "", mode,
                     result.session ? fmt::format(" of {}", to_iso(*result.session)) : "",
                     result.indicative ? ", indicative" : "",
                     painted(name(result.outcome), choose_tone(result.exit_code), style.colour));
  if (!result.message.empty()) out += paragraph(result.message, style);
  if (result.error && result.error->text() != result.message) out += paragraph(result.error->text(), style);
  if (result.equity || result.cash)
    out += fmt::format("equity {}, cash {}\n", result.equity ? money_text(*result.equity) : "n/a",
                       result.cash ? money_text(*result.cash) : "n/a");
  const Table table = position_table(result);
  if (!table.empty()) out += "\n" + table.render(style);
  if (!result.outside.empty()) out += "\n";
  for (const ledger::OutsideLine& line : result.outside) out += paragraph("outside: " + outside_text(line), style);
  if (!result.findings.empty()) out += "\n";
  std::size_t known = 0;
  for (const ledger::FindingLine& finding : result.findings) {
    // A warning is printed when it is new.
    if (!finding.is_error && !is_new(finding, result)) {
      ++known;
      continue;
    }
    const std::string mark = finding.is_error ? "\xE2\x9C\x96" : "\xE2\x96\xB2";
    out += paragraph(mark + " " + finding_text(finding), style);
  }
  if (known > 0)
    out +=
        paragraph(counted(known, "warning") + " of earlier runs: bot validate lists what is known of the bars", style);
  if (result.next_run.is_asked) out += fmt::format("\nnext run {}\n", to_text(result.next_run));
  return out;
}

}  // namespace bot::report
