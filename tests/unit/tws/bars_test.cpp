// Daily bars: several questions at a time, each by its contract, with pacing and silence waited out.
#include "unit/tws/messages.hpp"

namespace bot::tws {
namespace {

using std::chrono::seconds;
using test::ClientTest;
using test::contract_data;

class Bars : public ClientTest {
 protected:
  static ports::BarRequest request(const std::string& symbol) {
    return {Symbol(symbol), ports::BarKind::kTrades, make_date(2020, 3, 10), make_date(2020, 3, 13)};
  }
  static wire::HistoricalData bars_for(std::int64_t req_id) {
    wire::HistoricalData data{req_id, "", "", {}};
    for (const char* date : {"20200306", "20200310", "20200313", "20200316"}) {
      data.bars.push_back({date, 263.09, 271.48, 248.53, 269.32, 329566384, 261.1, 5});
    }
    return data;
  }
};

TEST_F(Bars, ComeInTheSpanSeveralAtATime) {
  for (const int version : {178, 200}) {
    gateway.version = version;
    std::size_t most = 0, open = 0;
    on_request([&](const wire::Request& asked) {
      const auto* history = std::get_if<wire::HistoricalDataRequest>(&asked);
      if (history == nullptr) return;
      most = std::max(most, ++open);
      EXPECT_EQ(history->end, "20200314-04:00:00");
      EXPECT_EQ(history->duration, "4 D");
      EXPECT_TRUE(history->use_rth);
      loop.call_at(in(seconds{2}), [&, id = history->req_id] {
        --open;
        gateway.emit(bars_for(id), Duration{0});
        if (version >= 196) gateway.emit(wire::HistoricalDataEnd{id, "", ""}, Duration{0});
      });
    });
    connect();
    std::vector<ports::BarRequest> requests;
    for (int i = 0; i < 30; ++i) requests.push_back(request("S" + std::to_string(i)));
    std::size_t reported = 0;
    const auto answers = client().daily_bars(requests, in(seconds{300}), [&](std::size_t done) { reported = done; });
    ASSERT_EQ(answers.size(), 30U);
    for (const auto& answer : answers) {
      ASSERT_TRUE(answer.has_value());
      ASSERT_EQ(answer->size(), 2U);
      EXPECT_EQ(answer->at(0).date, make_date(2020, 3, 10));
      EXPECT_EQ(answer->at(1).close, 269.32);
      EXPECT_EQ(answer->at(1).adj_close, std::nullopt);
    }
    EXPECT_EQ(reported, 30U);
    EXPECT_EQ(most, options.history_in_flight);
  }
}

TEST_F(Bars, NoDataIsEmptyAndOtherRefusalsAreErrors) {
  on_request([&](const wire::Request& asked) {
    const auto* history = std::get_if<wire::HistoricalDataRequest>(&asked);
    if (history == nullptr) return;
    const bool empty = history->contract.symbol == "NEW";
    gateway.emit(wire::ErrorMessage{history->req_id, empty ? 162 : 200,
                                    empty ? "HMDS query returned no data: NEW" : "No security definition", "", 0});
  });
  connect();
  const auto answers = client().daily_bars({request("NEW"), request("BAD")}, in(seconds{100}), nullptr);
  EXPECT_TRUE(answers.at(0).value().empty());
  EXPECT_EQ(answers.at(1).error().code, ErrorCode::kRequestRejected);
}

// 366 to a question that is still open: the gateway has none with this id, so no answer will come.
TEST_F(Bars, AQueryThatTheGatewayDoesNotHaveCostsItsSymbolAtOnce) {
  on_request([&](const wire::Request& asked) {
    const auto* history = std::get_if<wire::HistoricalDataRequest>(&asked);
    if (history == nullptr) return;
    if (history->contract.symbol == "SPY") return gateway.emit(bars_for(history->req_id));
    gateway.emit(wire::ErrorMessage{history->req_id, 366, "No historical data query found for ticker id.", "", 0});
  });
  connect();
  const UtcTime start = loop.now();
  const auto answers = client().daily_bars({request("GLD"), request("SPY")}, in(seconds{300}), nullptr);
  EXPECT_EQ(answers.at(0).error().code, ErrorCode::kRequestRejected);
  EXPECT_TRUE(answers.at(1).has_value());
  EXPECT_LT(loop.now(), start + seconds{5});
}

TEST_F(Bars, PacingIsWaitedOutAndSilenceIsAskedOnceMore) {
  int asked_count = 0;
  on_request([&](const wire::Request& asked) {
    const auto* history = std::get_if<wire::HistoricalDataRequest>(&asked);
    if (history == nullptr) return;
    if (history->contract.symbol == "MUTE") return;
    if (++asked_count == 1) {
      gateway.emit(wire::ErrorMessage{history->req_id, 162, "Historical data request pacing violation", "", 0});
    } else {
      gateway.emit(bars_for(history->req_id));
    }
  });
  connect();
  const auto began = loop.now();
  const auto paced = client().daily_bars({request("SPY")}, in(seconds{600}), nullptr);
  EXPECT_TRUE(paced.at(0).has_value());
  EXPECT_GE(loop.now() - began, seconds{15});
  const auto mute = client().daily_bars({request("MUTE")}, in(seconds{600}), nullptr);
  EXPECT_EQ(mute.at(0).error().code, ErrorCode::kTimeout);
  loop.sleep_until(in(seconds{1}));
  EXPECT_EQ(gateway.find_received<wire::CancelHistoricalData>().size(), 2U);
  gateway.hang_up();
  std::vector<std::size_t> progress;
  const auto without = client().daily_bars({request("SPY"), request("TLT")}, in(seconds{600}),
                                           [&](std::size_t done) { progress.push_back(done); });
  EXPECT_EQ(without.at(0).error().code, ErrorCode::kDisconnected);
  EXPECT_EQ(progress, (std::vector<std::size_t>{1, 2})) << "each is counted once";
}

TEST_F(Bars, AreAskedByTheKnownContractAndEndWithTheirOwnEnd) {
  gateway.version = 200;
  std::vector<wire::HistoricalDataRequest> asked_for;
  on_request([&](const wire::Request& asked) {
    if (const auto* contract = std::get_if<wire::ContractDataRequest>(&asked)) {
      gateway.emit(contract_data(contract->req_id));
      gateway.emit(wire::ContractDataEnd{contract->req_id});
    } else if (const auto* history = std::get_if<wire::HistoricalDataRequest>(&asked)) {
      asked_for.push_back(*history);
      gateway.emit(wire::HistoricalDataEnd{history->req_id - 1, "", ""});
      gateway.emit(bars_for(history->req_id), seconds{1});
      gateway.emit(wire::HistoricalDataEnd{history->req_id, "", ""}, seconds{1});
    }
  });
  connect();
  ASSERT_TRUE(client().instrument(Symbol("SPY"), in(seconds{10})));
  const auto answers = client().daily_bars({request("SPY"), request("TLT")}, in(seconds{100}), nullptr);
  ASSERT_TRUE(answers.at(0)) << answers.at(0).error().text();
  EXPECT_EQ(answers.at(0)->size(), 2U);
  ASSERT_EQ(asked_for.size(), 2U);
  EXPECT_EQ(asked_for[0].contract.con_id, 756733);
  EXPECT_EQ(asked_for[0].contract.primary_exchange, "ARCA");
  EXPECT_EQ(asked_for[1].contract.con_id, 0) << "not described yet";
  for (const wire::HistoricalDataRequest& one : asked_for) {
    EXPECT_EQ(one.contract.exchange, "SMART");
    EXPECT_EQ(one.what_to_show, "TRADES");
    EXPECT_TRUE(one.use_rth);
  }
}

TEST_F(Bars, APacingViolationIsWaitedOutFourTimesAtMost) {
  on_request([&](const wire::Request& asked) {
    if (const auto* history = std::get_if<wire::HistoricalDataRequest>(&asked))
      gateway.emit(wire::ErrorMessage{history->req_id, 162, "Historical data request pacing violation", "", 0});
  });
  connect();
  const UtcTime began = loop.now();
  const auto answers = client().daily_bars({request("SPY")}, in(seconds{600}), nullptr);
  EXPECT_EQ(answers.at(0).error().code, ErrorCode::kPacing);
  EXPECT_EQ(gateway.find_received<wire::HistoricalDataRequest>().size(), 4U);
  EXPECT_GE(loop.now() - began, seconds{45});
  EXPECT_LT(loop.now() - began, seconds{60});
}

TEST_F(Bars, APacingViolationThatCannotBeWaitedOutIsAnErrorAtOnce) {
  on_request([&](const wire::Request& asked) {
    if (const auto* history = std::get_if<wire::HistoricalDataRequest>(&asked))
      gateway.emit(wire::ErrorMessage{history->req_id, 162, "Historical data request pacing violation", "", 0});
  });
  connect();
  const UtcTime began = loop.now();
  const auto answers = client().daily_bars({request("SPY")}, in(seconds{10}), nullptr);
  EXPECT_EQ(answers.at(0).error().code, ErrorCode::kPacing);
  EXPECT_LT(loop.now() - began, seconds{5});
}

TEST_F(Bars, AnInterruptionEndsTheWait) {
  on_request([](const wire::Request&) {});
  connect();
  const UtcTime began = loop.now();
  loop.call_at(in(seconds{1}), [&] { loop.interrupt(); });
  EXPECT_EQ(client().daily_bars({request("SPY")}, in(seconds{60}), nullptr).at(0).error().code,
            ErrorCode::kInterrupted);
  EXPECT_LE(loop.now() - began, seconds{2});
}

}  // namespace
}  // namespace bot::tws
