// `bot trades`, and `bot pin` of what is not traded.
#include "app/account_ledger.hpp"
#include "unit/app/app_folder.hpp"

namespace bot::app::test {
namespace {

// A ledger with one fill of a price and a commission above a thousand.
void record_a_fill() {
  const auto environment = open_environment(embedded_settings(), TradesRequest{});
  const auto ledger = open_ledger(*environment, AccountId{"DU0000001"});
  ASSERT_TRUE(ledger) << ledger.error().text();
  const Date session = make_date(2025, 3, 4);
  const UtcTime at{std::chrono::seconds{1'741'121'700}};
  const OrderKey key{"RB1.20250304.1.SPY.B.0"};
  const Quantity shares = Quantity::from_whole(2'000);
  ledger::Intent intent;
  intent.key = key;
  intent.symbol = Symbol{"SPY"};
  intent.quantity = shares;
  intent.limit = Price::from_whole(1'300);
  ledger::PlanWritten plan;
  plan.session = session;
  plan.intents = {intent};
  const orders::OrderSending sending{
      .key = key, .order_id = ClientOrderId{1}, .quantity = shares, .limit = intent.limit, .expires = at};
  orders::FillBooked fill;
  fill.session = session;
  fill.settles = make_date(2025, 3, 5);
  fill.execution.exec_id = ExecId{"0001.01"};
  fill.execution.key = key;
  fill.execution.symbol = intent.symbol;
  fill.execution.quantity = shares;
  fill.execution.price = Price::from_double(1'234.56);
  fill.execution.time = at;
  fill.execution.commission = Money::from_double(1'234.5);
  for (const ledger::EventBody& body : {ledger::EventBody{plan}, ledger::EventBody{sending}, ledger::EventBody{fill}})
    ASSERT_TRUE((*ledger)->append(at, RunId{}, body));
}

TEST(History, TradesAsCsvHavePlainNumbers) {
  const AppFolder folder;
  record_a_fill();
  std::vector<std::string> arguments = {"--log-level", "error"};
  for (const std::string& setting : embedded_settings()) arguments.insert(arguments.end(), {"--set", setting});
  arguments.insert(arguments.end(), {"trades", "--csv"});
  const Answer csv = run(arguments);
  EXPECT_EQ(csv.exit_code, 0) << csv.out;
  EXPECT_NE(csv.out.find("time,symbol,side,shares,price,commission,key\n"), std::string::npos) << csv.out;
  EXPECT_NE(csv.out.find(",SPY,BUY,2000,1234.56,1234.5"), std::string::npos) << csv.out;
  EXPECT_EQ(csv.out.find_first_of("\"$"), std::string::npos) << csv.out;
}

TEST(Pin, ASymbolThatIsNotTradedIsRefused) {
  const AppFolder folder;
  const Answer refused = run_embedded({"pin", "XYZ"});
  EXPECT_EQ(refused.exit_code, 2) << refused.out;
  EXPECT_NE(refused.json()["error"]["message"].get<std::string>().find("XYZ is neither in the universe nor"),
            std::string::npos)
      << refused.out;
}

}  // namespace
}  // namespace bot::app::test
