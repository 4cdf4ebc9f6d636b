// What has to hold after every session whatever went wrong in it, judged by what the gateway really saw and did, not by
// what the program believes. Each promise has a number and is counted: how often it was looked at, how often broken.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "simulate/settlement.hpp"
#include "simulate/world.hpp"

namespace bot::simulate {

enum class Promise {
  kOnce,          // I1
  kWrittenFirst,  // I2
  kAsPlanned,     // I3
  kBetween,       // I4
  kFence,         // I5
  kNeverShort,    // I6
  kCash,          // I7
  kSettlement,    // I8
  kManagedOnly,   // I9
  kWindow,        // I11
  kOneRun,        // I12
  kReplay,        // I13
  kBooked,        // I14
  kConverges,     // I15
  kTruth,         // I16
  kTold,          // I17
  kHaltSticks     // I22
};
inline constexpr std::array kPromises = {
    Promise::kOnce,       Promise::kWrittenFirst, Promise::kAsPlanned,  Promise::kBetween,     Promise::kFence,
    Promise::kNeverShort, Promise::kCash,         Promise::kSettlement, Promise::kManagedOnly, Promise::kWindow,
    Promise::kOneRun,     Promise::kReplay,       Promise::kBooked,     Promise::kConverges,   Promise::kTruth,
    Promise::kTold,       Promise::kHaltSticks};
[[nodiscard]] std::string_view number_of(Promise promise);    // "I1"
[[nodiscard]] std::string_view sentence_of(Promise promise);  // for the table

class Audit {
 public:
  explicit Audit(World& world) : world_(world), settlement_(world.calendar) {}

  // Before the session's first start.
  void begin();
  // Shares came or went without an order in this session.
  void owner_moves() { moved_by_owner_ = true; }
  // After every start that was not killed.
  void after_run(const ledger::RunResult& result);
  // In the evening.
  void end();

  // Every share where the ledger thinks it is, nothing asked and not answered.
  void check_settled();
  // Weights inside the band, with one share for rounding.
  void check_on_target(const ledger::RunResult& result);
  // Outcome and alerts of a run as the owner got them.
  void check_told(const ledger::RunResult& result, const std::vector<ports::Alert>& alerts);

  [[nodiscard]] std::size_t frames_today() const { return world_.truth_frames.size() - first_frame_; }
  [[nodiscard]] std::size_t trades_today() const { return world_.truth_trades.size() - first_trade_; }
  void broken(Promise promise, const std::string& what);
  [[nodiscard]] const std::vector<std::string>& problems() const { return problems_; }
  [[nodiscard]] std::string text() const;
  struct Count {
    int looked_at = 0;
    int broken = 0;
  };
  [[nodiscard]] Count count(Promise promise) const;

 private:
  void looked_at(Promise promise) { ++counts_[promise].looked_at; }
  [[nodiscard]] bool is_managed(const Symbol& symbol, const ledger::LedgerState& state) const;
  void check_frames(const ledger::LedgerState& state);
  void check_trades(const ledger::LedgerState& state);
  void check_positions(const ledger::LedgerState& state);

  World& world_;
  SettlementChecker settlement_;
  std::map<Symbol, Quantity> before_;
  std::size_t first_frame_ = 0;
  std::size_t first_trade_ = 0;
  Money settled_before_;
  std::optional<std::string> halted_since_;  // the halt in force before the session began
  bool moved_by_owner_ = false;
  bool said_well_ = false;  // the session's last run ended with 0
  std::set<std::string> keys_;
  std::set<std::pair<std::int64_t, std::int64_t>> ids_;
  std::map<Promise, Count> counts_;
  std::vector<std::string> problems_;
};

}  // namespace bot::simulate
