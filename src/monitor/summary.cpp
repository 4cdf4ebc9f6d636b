#include "monitor/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "decide/decision_text.hpp"

namespace bot::monitor {
namespace {

constexpr double kSameWeight = 1e-9;

// Which runs belong to the session, and the one whose result speaks for it.
std::optional<ledger::RunResult> speaking_run(const SummaryInput& input) {
  const auto session = input.state.sessions.find(input.session);
  const RunId planner = session == input.state.sessions.end() ? RunId{} : session->second.planned_by;
  std::optional<ledger::RunResult> last;
  std::optional<ledger::RunResult> planned;
  for (const ledger::LedgerEvent& event : input.events) {
    const auto* ended = std::get_if<ledger::RunEnded>(&event.body);
    if (ended == nullptr || ended->result.session != input.session) continue;
    last = ended->result;
    if (event.run == planner) planned = ended->result;
  }
  // A later start of the session knows more of its orders; its result has them all.
  if (last && last->orders.empty() && planned) return planned;
  return last;
}

void add_orders(DailySummary& summary, const SummaryInput& input) {
  for (const orders::OrderRecord* order : input.state.orders_of(input.session)) {
    if (order->was_sent()) ++summary.orders;
    if (order->reported_state() == OrderState::kFilled) ++summary.filled;
    for (const auto& [base, fill] : order->fills) {
      summary.traded += fill.value();
      if (fill.commission)
        summary.commission += *fill.commission;
      else
        summary.commission_complete = false;
      const Price worse = order->side == Side::kBuy ? fill.price - order->planned_mid : order->planned_mid - fill.price;
      if (order->planned_mid > Price{}) summary.slippage += multiply(worse, fill.quantity, Rounding::kHalfEven);
    }
    if (order->inferred > Quantity{}) summary.commission_complete = false;
  }
}

double weight_in(const std::map<Symbol, double>& weights, const Symbol& symbol) {
  const auto found = weights.find(symbol);
  return found == weights.end() ? 0 : found->second;
}

std::string reason_in(const std::map<Symbol, std::string>& reasons, const Symbol& symbol) {
  const auto found = reasons.find(symbol);
  return found == reasons.end() || found->second.empty() ? "no reason recorded" : found->second;
}

std::string move_text(const ShadowSymbol& line) {
  std::string text;
  if (line.score && line.final_score)
    text += fmt::format(", score {:.3f} then, {:.3f} now", *line.score, *line.final_score);
  if (line.close_move_bps)
    text += fmt::format(", close {:.2f} then, {:.2f} now ({:+.1f} bps)", *line.provisional_close, *line.final_close,
                        *line.close_move_bps);
  return text;
}

std::string explain_difference(const Shadow& shadow, const Decided& decided, const DailySummary& summary,
                               const decide::Decision& final_decision) {
  if (decided.continued)
    return "A rebalance that was still open went on with the targets it had; there was no new decision to compare.";
  if (shadow.same) return "The final bars give the same selection and the same targets.";
  const auto has = [](const std::vector<Symbol>& list, const Symbol& symbol) {
    return std::ranges::find(list, symbol) != list.end();
  };
  std::vector<std::string> sentences;
  for (const ShadowSymbol& line : shadow.symbols) {
    const bool then = has(shadow.selected, line.symbol);
    const bool now = has(shadow.final_selected, line.symbol);
    if (then == now) continue;
    const std::string live = summary.run ? reason_in(summary.run->reasons, line.symbol) : "no reason recorded";
    sentences.push_back(
        then ? fmt::format("{} was chosen and would not be: {}{}", line.symbol,
                           reason_in(final_decision.reasons, line.symbol), move_text(line))
             : fmt::format("{} was left out ({}) and would be chosen{}", line.symbol, live, move_text(line)));
  }
  if (!sentences.empty())
    return fmt::format("{}. The bar at the decision was still forming; the difference is what the last minutes did.",
                       fmt::join(sentences, ". "));
  for (const ShadowSymbol& line : shadow.symbols)
    if (std::abs(line.target - line.final_target) > kSameWeight)
      sentences.push_back(fmt::format("{} {:.2f} % then, {:.2f} % now{}", line.symbol, line.target * 100,
                                      line.final_target * 100, move_text(line)));
  return fmt::format("The same symbols, other weights: {}.", fmt::join(sentences, "; "));
}

}  // namespace

DailySummary summarize(const SummaryInput& input) {
  DailySummary summary;
  summary.session = input.session;
  summary.run = speaking_run(input);
  const auto point = std::ranges::find(input.state.navs, input.session, &ledger::NavPoint::session);
  if (point != input.state.navs.end()) {
    summary.equity = point->equity;
    summary.deposits = point->deposits;
  }
  for (const ledger::LedgerEvent& event : input.events)
    if (const auto* nav = std::get_if<ledger::NavRecorded>(&event.body); nav && nav->session == input.session)
      summary.cash = nav->cash;
  summary.returns = compute_returns(input.state.navs, input.session);
  add_orders(summary, input);
  return summary;
}

std::optional<Decided> decided_on(Date session, const std::vector<ledger::LedgerEvent>& events) {
  std::optional<Decided> decided;
  for (const ledger::LedgerEvent& event : events)
    if (const auto* decision = std::get_if<ledger::DecisionRecorded>(&event.body);
        decision && decision->session == session)
      decided = Decided{
          .session = session, .targets = decision->targets, .json = decision->json, .continued = decision->continued};
  return decided;
}

Shadow compare_decisions(const Decided& decided, const DailySummary& summary, const decide::Decision& final_decision,
                         const std::map<Symbol, double>& final_closes) {
  Shadow shadow;
  std::map<Symbol, std::optional<double>> scores;
  if (const auto then = decide::parse_decision(decided.json)) {
    for (const decide::SymbolScore& score : then->symbols) scores[score.symbol] = score.score;
    shadow.selected = then->selected;
  }
  shadow.final_selected = final_decision.selected;
  std::set<Symbol> symbols;
  for (const auto& [symbol, score] : scores) symbols.insert(symbol);
  for (const decide::SymbolScore& score : final_decision.symbols) symbols.insert(score.symbol);
  for (const Symbol& symbol : symbols) {
    ShadowSymbol line;
    line.symbol = symbol;
    if (const auto found = scores.find(symbol); found != scores.end()) line.score = found->second;
    const auto last = std::ranges::find(final_decision.symbols, symbol, &decide::SymbolScore::symbol);
    if (last != final_decision.symbols.end()) line.final_score = last->score;
    line.target = weight_in(decided.targets, symbol);
    line.final_target = weight_in(final_decision.weights, symbol);
    if (const auto close = final_closes.find(symbol); close != final_closes.end()) line.final_close = close->second;
    if (summary.run)
      if (const auto input = summary.run->inputs.find(symbol);
          input != summary.run->inputs.end() && input->second.provisional)
        line.provisional_close = input->second.provisional->close;
    if (line.provisional_close && line.final_close && *line.provisional_close > 0)
      line.close_move_bps = (*line.final_close / *line.provisional_close - 1) * 1e4;
    shadow.symbols.push_back(line);
  }
  const bool same_targets = std::ranges::all_of(shadow.symbols, [](const ShadowSymbol& line) {
    return std::abs(line.target - line.final_target) <= kSameWeight;
  });
  shadow.same = same_targets && std::set(shadow.selected.begin(), shadow.selected.end()) ==
                                    std::set(shadow.final_selected.begin(), shadow.final_selected.end());
  if (summary.run)
    for (const ledger::OrderLine& order : summary.run->orders) {
      if (order.filled <= Quantity{} || !order.average_price) continue;
      ShadowFill fill{.symbol = order.symbol,
                      .side = order.side,
                      .quantity = order.filled,
                      .price = *order.average_price,
                      .final_close = {},
                      .against_close_bps = {}};
      if (const auto close = final_closes.find(order.symbol); close != final_closes.end() && close->second > 0) {
        fill.final_close = close->second;
        const double worse = order.side == Side::kBuy ? 1 : -1;
        fill.against_close_bps = worse * (order.average_price->to_double() / close->second - 1) * 1e4;
      }
      shadow.fills.push_back(fill);
    }
  shadow.explanation = explain_difference(shadow, decided, summary, final_decision);
  return shadow;
}

}  // namespace bot::monitor
