// What an operator reads before positions are taken over or a contract is pinned anew.
#include "report/operations_report.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace bot::report {
namespace {

Instrument spy(std::int64_t con_id) {
  Instrument instrument;
  instrument.symbol = Symbol{"SPY"};
  instrument.con_id = ConId{con_id};
  instrument.primary_exchange = "ARCA";
  return instrument;
}

TEST(PinReport, AContractMetForTheFirstTimeWasNotPinned) {
  const PinReport report{.now = spy(1), .pinned = std::nullopt, .is_changed = true, .is_renewed = true};
  EXPECT_EQ(pin_text(report), "SPY is contract 1 on ARCA: unnamed\nit was not pinned before\nrenewed\n");
  EXPECT_TRUE(pin_json(report)["pinned"].is_null());
  EXPECT_TRUE(pin_json(report)["renewed"]);
}

TEST(PinReport, AnotherContractIsChangedOnlyWhenAsked) {
  const ledger::InstrumentPinned pinned{.symbol = Symbol{"SPY"}, .con_id = ConId{1}, .primary_exchange = "ARCA"};
  const std::string text = pin_text({.now = spy(2), .pinned = pinned, .is_changed = true, .is_renewed = false});
  EXPECT_NE(text.find("pinned was contract 1 on ARCA\n"), std::string::npos) << text;
  EXPECT_NE(text.find("Nothing was changed. If it is the same fund: bot pin SPY --yes."), std::string::npos) << text;
  const PinReport same{.now = spy(1), .pinned = pinned, .is_changed = false, .is_renewed = false};
  EXPECT_TRUE(pin_text(same).ends_with("nothing to renew\n"));
  EXPECT_EQ(pin_json(same)["pinned"]["con_id"], 1);
}

TEST(UnexplainedReport, NamesBothNumbersAndWhatItLooksLike) {
  const ledger::PositionDifferences positions{.unexplained = {{.symbol = Symbol{"SPY"},
                                                               .broker = Quantity::from_whole(20),
                                                               .explained = Quantity::from_whole(10),
                                                               .proposal = "2:1 split"}},
                                              .unbooked = {}};
  const std::string text = unexplained_text(positions, Taken::kNotYet, {});
  EXPECT_NE(text.find("2:1 split"), std::string::npos) << text;
  EXPECT_NE(text.find("bot accept-positions --keep --yes.\n"), std::string::npos) << text;
  EXPECT_TRUE(unexplained_text(positions, Taken::kManaged, {}).ends_with("\ntaken under management\n"));
  EXPECT_TRUE(unexplained_text(positions, Taken::kKept, {}).ends_with("never sold, counted as outside\n"));
  EXPECT_EQ(unexplained_text({}, Taken::kNotYet, {}), "every position is explained by the ledger; nothing to accept\n");
  const auto json = unexplained_json(positions, Taken::kNotYet);
  EXPECT_EQ(json["positions"][0]["broker"], 20.0);
  EXPECT_EQ(json["positions"][0]["explained"], 10.0);
  EXPECT_FALSE(json["accepted"]);
  EXPECT_TRUE(unexplained_json(positions, Taken::kKept)["accepted"]);
}

TEST(UnexplainedReport, AFillThatTheNextRunBooksIsNothingToAccept) {
  const ledger::PositionDifferences fill{.unexplained = {},
                                         .unbooked = {{.symbol = Symbol{"TLT"},
                                                       .broker = Quantity::from_whole(31),
                                                       .explained = Quantity{},
                                                       .key = OrderKey{"RB1.20250113.1.TLT.B.AB"},
                                                       .side = Side::kBuy,
                                                       .quantity = Quantity::from_whole(31)}}};
  EXPECT_EQ(unexplained_text(fill, Taken::kNotYet, {}),
            "the fill of our order RB1.20250113.1.TLT.B.AB (BUY 31 TLT) is not booked yet: broker 31, ledger 0; the "
            "next run of bot trade books it\nnothing to accept\n");
  const auto json = unexplained_json(fill, Taken::kNotYet);
  EXPECT_TRUE(json["positions"].empty());
  EXPECT_EQ(json["unbooked"][0]["order"], "RB1.20250113.1.TLT.B.AB");
}

}  // namespace
}  // namespace bot::report
