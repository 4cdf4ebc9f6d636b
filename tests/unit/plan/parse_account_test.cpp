// The described account of `bot plan --account FILE`, read from its text.
#include "plan/parse_account.hpp"

#include <gtest/gtest.h>

namespace bot::plan {
namespace {

std::string refusal(const std::string& text) {
  const auto account = parse_account(text, "account.json");
  return account ? "" : account.error().where + ": " + account.error().what;
}

TEST(ParseAccount, ReadsEveryKey) {
  const auto account = parse_account(R"({"equity": 10000, "settled_cash": 500.25, "unsettled_proceeds": 10,
    "available_funds": 400, "targets": {"SPY": 0.5}, "positions": {"SPY": {"shares": 12, "locked": 2}},
    "quotes": {"SPY": {"bid": 99.9, "ask": 100.1, "last_close": 100}}})",
                                     "account.json");
  ASSERT_TRUE(account) << account.error().text();
  const Symbol spy{"SPY"};
  EXPECT_EQ(account->equity, 10'000);
  EXPECT_EQ(account->settled_cash, 500.25);
  EXPECT_EQ(account->unsettled_proceeds, 10);
  EXPECT_EQ(account->available_funds, 400);
  EXPECT_EQ(account->targets.at(spy), 0.5);
  EXPECT_EQ(account->positions.at(spy).shares, 12);
  EXPECT_EQ(account->positions.at(spy).locked, 2);
  EXPECT_EQ(account->quotes.at(spy).bid, 99.9);
  EXPECT_EQ(account->quotes.at(spy).ask, 100.1);
  EXPECT_EQ(account->quotes.at(spy).last_close, 100);
}

TEST(ParseAccount, WhatIsAbsentOrNullIsMissing) {
  const auto account = parse_account(
      R"({"equity": 1, "settled_cash": 1, "available_funds": null, "quotes": {"SPY": {"bid": null}}})", "account.json");
  ASSERT_TRUE(account) << account.error().text();
  EXPECT_FALSE(account->available_funds);
  EXPECT_EQ(account->unsettled_proceeds, 0);
  EXPECT_FALSE(account->quotes.at(Symbol{"SPY"}).bid);
  EXPECT_TRUE(account->targets.empty() && account->positions.empty());
}

TEST(ParseAccount, RefusesWithThePlace) {
  EXPECT_EQ(refusal("{"), "account.json: this is not JSON");
  EXPECT_EQ(refusal("[]"), "account.json: an object is expected");
  EXPECT_EQ(refusal(R"({"settled_cash": 1})"), "account.json: 'equity' is missing");
  EXPECT_EQ(refusal(R"({"equity": -1, "settled_cash": 1})"), "account.json: 'equity' -1 is below 0");
  EXPECT_EQ(refusal(R"({"equity": 1, "equity": 2, "settled_cash": 1})"),
            "account.json: 'equity' stands twice in one object");
  EXPECT_EQ(refusal(R"({"equity": 1, "settled_cash": 1, "target": {}})"),
            "account.json: unknown key 'target'; did you mean 'targets'?");
  EXPECT_EQ(refusal(R"({"equity": "1", "settled_cash": 1})"), "account.json: 'equity' is not a number");
  EXPECT_EQ(refusal(R"({"equity": 1, "settled_cash": 1, "targets": []})"), "account.json: 'targets' is not an object");
  EXPECT_EQ(refusal(R"({"equity": 1, "settled_cash": 1, "targets": {"SPY": "half"}})"),
            "account.json: the target of SPY is not a number");
  EXPECT_EQ(refusal(R"({"equity": 1, "settled_cash": 1, "positions": {"SPY": {"locked": 1}}})"),
            "account.json: positions.SPY: 'shares' is missing");
  EXPECT_EQ(refusal(R"({"equity": 1, "settled_cash": 1, "quotes": {"SPY": {"last_clos": 1}}})"),
            "account.json: quotes.SPY: unknown key 'last_clos'; did you mean 'last_close'?");
}

}  // namespace
}  // namespace bot::plan
