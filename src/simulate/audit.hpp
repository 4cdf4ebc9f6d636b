// What has to hold after every session whatever went wrong in it, judged by what the gateway really saw and did, not by
// what the program believes. Each invariant has a number and is counted: how often it was looked at, how often broken.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/enum_names.hpp"
#include "simulate/harness.hpp"
#include "simulate/settlement.hpp"

namespace bot::simulate {

enum class Invariant {
  kOnce,
  kWrittenFirst,
  kAsPlanned,
  kBetween,
  kExpiry,
  kNeverShort,
  kCash,
  kSettlement,
  kManagedOnly,
  kWindow,
  kOneRun,
  kReplay,
  kAccounted,
  kConverges,
  kNumbersTrue,
  kReported,
  kHaltSticks,
  kWordsTrue,
  kNotLeft,
  kLostAnswer,
  kNoContractShort
};
[[nodiscard]] std::string_view number(Invariant invariant);    // "I1"
[[nodiscard]] std::string_view sentence(Invariant invariant);  // for the table

class Audit {
 public:
  explicit Audit(SimulationHarness& harness) : harness_(harness), settlement_(harness.calendar) {}

  // Before the session's first start.
  void begin();
  // Shares came or went without an order in this session.
  void owner_moves() { owner_moved_ = true; }
  // After every start that was not killed.
  void after_run(const ledger::RunResult& result);
  // For a run in whose session nothing went wrong except that one answer was lost. Nothing is said of one that an
  // earlier session left halted, or with a position or an order that nobody explained.
  void check_lost_answer(const ledger::RunResult& result);
  // In the evening.
  void end();

  // Every share where the ledger thinks it is, nothing asked and not answered.
  void check_settled();
  // Weights inside the band, with one share for rounding.
  void check_on_target(const ledger::RunResult& result);
  // Outcome and alerts of a run as the owner got them.
  void check_reported(const ledger::RunResult& result, const std::vector<ports::Alert>& alerts);

  [[nodiscard]] std::size_t frames_today() const { return harness_.all_frames.size() - first_frame_; }
  [[nodiscard]] std::size_t trades_today() const { return harness_.all_trades.size() - first_trade_; }
  void broken(Invariant invariant, const std::string& what);
  [[nodiscard]] const std::vector<std::string>& problems() const { return problems_; }
  [[nodiscard]] std::string text() const;
  struct Count {
    int checked = 0;
    int broken = 0;
  };
  [[nodiscard]] Count count(Invariant invariant) const;

 private:
  // Which symbols the account holds off their target by more than the band, and a share or the smallest order.
  [[nodiscard]] std::vector<Symbol> off_target(const ledger::RunResult& result) const;
  void count_check(Invariant invariant) { ++counts_[invariant].checked; }
  void check_frames(const ledger::LedgerState& state);
  void check_trades(const ledger::LedgerState& state);
  void check_positions(const ledger::LedgerState& state);

  SimulationHarness& harness_;
  SettlementChecker settlement_;
  std::map<Symbol, Quantity> before_;
  std::map<std::int64_t, Quantity> contracts_before_;  // by contract id
  std::size_t first_frame_ = 0;
  std::size_t first_trade_ = 0;
  Money settled_before_;
  std::optional<std::string> halted_since_;  // the halt in force before the session began
  bool began_in_order_ = true;
  bool owner_moved_ = false;
  bool ended_well_ = false;  // the session's last run ended with 0
  std::set<std::string> keys_;
  std::set<std::pair<std::int64_t, std::int64_t>> ids_;
  std::map<Invariant, Count> counts_;
  std::vector<std::string> problems_;
};

}  // namespace bot::simulate

template <>
inline constexpr bot::simulate::Invariant bot::kLastOf<bot::simulate::Invariant> =
    bot::simulate::Invariant::kNoContractShort;
