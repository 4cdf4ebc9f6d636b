// A message from which facts are taken has exactly its fields. With one too many or one too few at any place it is
// refused, or what was read of it is what was meant all the same: never another order, position or fill.
#include <gtest/gtest.h>

#include <array>
#include <set>

#include "support/spy_contract.hpp"
#include "unit/wire/golden_file.hpp"
#include "wire/codec.hpp"
#include "wire/echo.hpp"

namespace bot::wire {
namespace {

constexpr std::array kDamagedVersions = {176, 178, 185, 195, 200};

Contract spy() { return as_tws_echoes(bot::test::spy_contract()); }

OpenOrderData their_open_order() {
  OpenOrderData data;
  data.contract = spy();
  data.order.order_id = 17;
  data.order.client_id = 5;
  data.order.perm_id = 1811220001;
  data.order.action = "BUY";
  data.order.total_quantity = Quantity::from_whole(9);
  data.order.order_type = "LMT";
  data.order.limit_price = 650.25;
  data.order.tif = "GTC";
  data.order.account = "DU1234567";
  data.order.order_ref = "theirs";
  data.order = as_tws_echoes(data.order);
  data.state.status = "Submitted";
  return data;
}

OpenOrderData with_a_condition() {
  OpenOrderData data = their_open_order();
  Condition& condition = data.order.conditions.emplace_back();
  condition.price = 600;
  condition.con_id = 756733;
  condition.exchange = "SMART";
  return data;
}

CompletedOrderData their_completed_order() {
  CompletedOrderData data;
  const OpenOrderData open = their_open_order();
  data.contract = open.contract;
  data.order = open.order;
  data.order.order_id = 0;
  data.order.client_id = 0;
  data.order.filled_quantity = Quantity::from_whole(9);
  data.state.status = "Filled";
  data.state.completed_time = "20260406 11:00:00 US/Eastern";
  data.state.completed_status = "Filled Size: 9";
  return data;
}

ExecutionData their_execution() {
  ExecutionData data;
  data.req_id = -1;
  data.order_id = 17;
  data.contract = spy();
  data.exec_id = "0000e0d5.68c70001.01.01";
  data.time = "20260406 15:55:00 US/Eastern";
  data.account = "DU1234567";
  data.exchange = "ARCA";
  data.side = "BOT";
  data.shares = data.cumulative = Quantity::from_whole(9);
  data.price = data.average_price = 650.25;
  data.perm_id = 1811220001;
  data.client_id = 5;
  data.order_ref = "theirs";
  data.last_liquidity = 2;
  return data;
}

std::string payload_of_fields(const std::vector<std::string>& fields) {
  std::string payload;
  for (const auto& field : fields) payload += field + '\0';
  return payload;
}

// What decisions are made of.
std::string facts(const Response& response) {
  if (const auto* open = std::get_if<OpenOrderData>(&response)) {
    const auto& order = open->order;
    return fmt::format("{} {} {} {} {} {} {} {} {} {} {} {}", open->contract.con_id, open->contract.symbol,
                       open->contract.sec_type, open->contract.currency, order.order_id, order.client_id, order.perm_id,
                       order.action, order.total_quantity.value_or(Quantity{}), order.account, order.order_ref,
                       open->state.status);
  }
  if (const auto* done = std::get_if<CompletedOrderData>(&response)) {
    const auto& order = done->order;
    return fmt::format("{} {} {} {} {} {} {} {} {}", done->contract.con_id, done->contract.symbol,
                       done->contract.sec_type, order.perm_id, order.action, order.filled_quantity.value_or(Quantity{}),
                       order.account, order.order_ref, done->state.status);
  }
  const auto& fill = std::get<ExecutionData>(response);
  return fmt::format("{} {} {} {} {} {} {} {} {} {} {} {} {}", fill.contract.con_id, fill.contract.symbol,
                     fill.contract.sec_type, fill.req_id, fill.order_id, fill.client_id, fill.perm_id, fill.exec_id,
                     fill.account, fill.side, fill.shares.value_or(Quantity{}), fill.price, fill.order_ref);
}

void expect_no_misreading(const Response& sent, const std::vector<std::string>& fields, int version,
                          const std::string& damage) {
  const auto read = decode_response(payload_of_fields(fields), version);
  if (!read || std::holds_alternative<UnknownMessage>(*read) || read->index() != sent.index()) return;
  EXPECT_EQ(facts(*read), facts(sent)) << message_name(sent) << " at " << version << ": " << damage;
}

TEST(Damaged, OneFieldTooManyOrTooFewNeverPassesForAnotherMessage) {
  const std::vector<Response> messages = {their_open_order(), with_a_condition(), their_completed_order(),
                                          their_execution()};
  const std::vector<std::string> fillings = {
      "", "0", "1", "2", "-1", "true", "X", "a", "None", "SPY", "BUY", "1.7976931348623157E308", "2147483647"};
  for (const Response& message : messages) {
    for (const int version : kDamagedVersions) {
      const auto fields = test::lay_out_payload(encode_response(message, version));
      ASSERT_EQ(facts(decode_response(payload_of_fields(fields), version).value()), facts(message));
      for (std::size_t at = 1; at <= fields.size(); ++at) {
        std::set<std::string> inserted(fillings.begin(), fillings.end());
        if (at < fields.size()) inserted.insert(fields[at]);
        for (const auto& text : inserted) {
          auto more = fields;
          more.insert(more.begin() + static_cast<std::ptrdiff_t>(at), text);
          expect_no_misreading(message, more, version, fmt::format("\"{}\" too many before field {}", text, at));
        }
        if (at == fields.size()) continue;
        auto fewer = fields;
        fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(at));
        expect_no_misreading(message, fewer, version, fmt::format("field {} (\"{}\") too few", at, fields[at]));
      }
    }
  }
}

// Every spelling of "unset" is nothing, and never a number.
TEST(Damaged, WhatIsNotReportedIsNothing) {
  const std::vector<std::string> unset = {"", "1.7976931348623157E308", "1.7976931348623157e+308", "NaN", "Infinity"};
  const std::string nul(1, '\0');
  for (const auto& text : unset) {
    const auto report = decode_response(
        "59" + nul + "1" + nul + "0000e0d5.1.01.01" + nul + text + nul + "USD" + nul + text + nul + text + nul + nul,
        178);
    ASSERT_TRUE(report.has_value()) << report.error().text();
    EXPECT_EQ(std::get<CommissionReport>(*report).commission, std::nullopt) << text;
    // A fill without price and a bar without close cannot be written at all.
    auto fields = test::lay_out_payload(encode_response(their_execution(), 178));
    ASSERT_EQ(fields.at(20), "650.25");
    fields.at(20) = text;
    EXPECT_FALSE(decode_response(payload_of_fields(fields), 178).has_value()) << text;
    const HistoricalData bars{7, "", "", {{"20200313", 263, 271, 248, 269, 329566384, 261.1, 5}}};
    fields = test::lay_out_payload(encode_response(bars, 178));
    ASSERT_EQ(fields.at(9), "269");
    fields.at(9) = text;
    EXPECT_FALSE(decode_response(payload_of_fields(fields), 178).has_value()) << text;
  }
  for (const char* text : {"", "NaN", "1.7976931348623157E308", "9223372036854775807", "2147483647"}) {
    const HistoricalData bars{7, "", "", {{"20200313", 263, 271, 248, 269, 329566384, 261.1, 5}}};
    auto fields = test::lay_out_payload(encode_response(bars, 178));
    ASSERT_EQ(fields.at(10), "329566384");
    fields.at(10) = text;
    const auto read = decode_response(payload_of_fields(fields), 178);
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(std::get<HistoricalData>(*read).bars.at(0).volume, 0) << text << ": none, which validation finds";
  }
}

}  // namespace
}  // namespace bot::wire
