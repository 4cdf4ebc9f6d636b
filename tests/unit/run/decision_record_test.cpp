// Decisions and plans as they are recorded, field by field: a replay compares two texts that one program made, so a
// field that both lack would be missed by nobody.
#include <gtest/gtest.h>

#include "decide/decision_text.hpp"
#include "run/decision_record.hpp"
#include "support/golden.hpp"
#include "unit/run/symbols.hpp"

namespace bot::run {
namespace {

using test::kGld;
using test::kSpy;

decide::SymbolScore score() {
  decide::SymbolScore one;
  one.symbol = kGld;
  one.bars = 251;
  one.close = 180.25;
  one.ema_fast = 179.5;
  one.ema_slow = 175.125;
  one.atr = 2.5;
  one.score = 0.75;
  one.volatility = 0.0125;
  one.passed = true;
  one.reason = "passed";
  return one;
}

TEST(DecisionRecord, OfADecision) {
  decide::Decision decision;
  decision.asof = make_date(2026, 3, 3);
  decision.symbols = {score()};
  decision.correlations = {{.a = kGld, .b = kSpy, .rho = 0.5}};
  decision.selected = {kGld};
  decision.weights = {{kGld, 0.45}};
  decision.cash = 0.55;
  decision.reasons = {{kGld, "chosen"}, {kSpy, "too much like GLD"}};
  test::expect_golden("run/records/decision.json", decision_text(decision) + "\n");
}

TEST(DecisionRecord, OfItsInputs) {
  DecisionInputs inputs{.asof = make_date(2026, 3, 3)};
  inputs.symbols = {{.symbol = kGld, .usable = true, .reason = ""},
                    {.symbol = kSpy, .usable = false, .reason = "too old"}};
  inputs.file_row = data::FileRow{
      .path = "weights.csv", .sha256 = "abc", .row = {.date = make_date(2026, 3, 2), .weights = {{kGld, 0.25}}}};
  const std::string text = encode_decision_inputs(inputs);
  test::expect_golden("run/records/decision_inputs.json", text + "\n");
  EXPECT_EQ(encode_decision_inputs(decode_decision_inputs(text).value()), text);
}

// No two fields alike, so that none may stand for another.
plan::PlanInput plan_input() {
  plan::PlanInput input;
  input.equity = Money::from_whole(10'001);
  input.settled_cash = Money::from_whole(2'002);
  input.unsettled_proceeds = Money::from_whole(303);
  input.available_funds = Money::from_whole(1'404);
  input.positions[kGld] = {
      .shares = Quantity::from_whole(15), .locked = Quantity::from_whole(6), .locked_until = make_date(2026, 3, 5)};
  input.quotes[kGld] = {.bid = Price::from_double(179.99),
                        .ask = Price::from_double(180.01),
                        .last_close = Price::from_double(178.5),
                        .tick = Price::from_double(0.05),
                        .problem = "halted"};
  input.targets = {{kGld, 0.45}, {kSpy, 0.25}};
  input.excluded = {{kSpy, "its data failed"}};
  input.fractional = true;
  input.weight_cap = {.max_weight_per_asset = 0.35, .fixed_strategy = true};
  input.options.limit_offset_bps = 11;
  input.options.exit_offset_bps = 31;
  input.options.min_order_notional = Money::from_whole(51);
  input.options.drift_band = 0.021;
  input.options.max_price_move = 0.22;
  input.options.max_spread_bps = 52;
  input.options.cash_rule = plan::CashRule::kSettledOnly;
  input.options.cash_reserve = Money::from_whole(777);
  input.options.costs = {.per_share = Money::from_double(0.006), .minimum = Money::from_double(1.25)};
  return input;
}

TEST(DecisionRecord, OfAPlansInputs) {
  const std::string text = encode_plan_input(plan_input());
  test::expect_golden("run/records/plan_inputs.json", text + "\n");
  EXPECT_EQ(encode_plan_input(decode_plan_input(text).value()), text);
  plan::PlanInput other = plan_input();
  other.options.cash_rule = plan::CashRule::kAuto;
  EXPECT_EQ(decode_plan_input(encode_plan_input(other))->options.cash_rule, plan::CashRule::kAuto);
}

TEST(DecisionRecord, OfAPlan) {
  const plan::PlanInput input = plan_input();
  plan::Plan plan;
  plan.orders = {{.symbol = kGld,
                  .side = Side::kSell,
                  .shares = Quantity::from_whole(4),
                  .limit_price = Price::from_double(179.46),
                  .notional = Money::from_double(717.84),
                  .commission = Money::from_double(1.25),
                  .mid = Price::from_whole(180),
                  .full_exit = true,
                  .reason = "exit: no target"}};
  plan.shares_after = {{kGld, Quantity::from_whole(11)}};
  plan.scale = 0.9;
  plan.goals = {{kGld, 0.4}};
  plan.distance = 0.03;
  plan.budget = Money::from_whole(1'950);
  plan.reserve = Money::from_whole(50);
  plan.skipped = {{.symbol = kSpy, .reason = "its data failed", .bad_quote = true}};
  plan.reasons = {{kGld, "exit: no target"}, {kSpy, "its data failed"}};
  test::expect_golden("run/records/plan.json", plan_text({.session = make_date(2026, 3, 3),
                                                          .account_sha256 = "account",
                                                          .targets = input.targets,
                                                          .input = input,
                                                          .plan = plan}));
}

}  // namespace
}  // namespace bot::run
