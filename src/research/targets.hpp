// What is wanted on each session of a panel: the target weights decided on the bars up to its close. Where they come
// from does not matter to the account: the strategy's own decisions, or a file of another program.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "calendar/calendar.hpp"
#include "decide/options.hpp"
#include "research/panel.hpp"
#include "schedule/options.hpp"

namespace bot::research {

struct Target {
  std::uint32_t symbol = 0;  // column of the panel
  double weight = 0;         // share of equity, after cap and cash buffer
  bool operator==(const Target&) const = default;
};

// One row a session, filled in order. A row is either "nothing was decided" (the account is left as it is) or the
// targets above zero, by column; none of them: all cash.
class Targets {
 public:
  explicit Targets(std::size_t sessions) {
    ends_.reserve(sessions);
    decided_.reserve(sessions);
    entries_.reserve(2 * sessions);
  }
  void add_undecided() { end_row(0); }
  void add(std::span<const Target> row) {
    for (const Target& target : row) add_to_row(target);
    end_decided_row();
  }
  void add_if_decided(std::optional<std::span<const Target>> row) { row ? add(*row) : add_undecided(); }
  // The same, one by one.
  void add_to_row(const Target& target) { entries_.push_back(target); }
  void end_decided_row() { end_row(1); }
  [[nodiscard]] std::size_t session_count() const { return ends_.size(); }
  [[nodiscard]] bool decided(std::size_t session) const { return decided_[session] != 0; }
  [[nodiscard]] std::span<const Target> at(std::size_t session) const {
    const std::size_t begin = session == 0 ? 0 : ends_[session - 1];
    return std::span(entries_).subspan(begin, ends_[session] - begin);
  }
  bool operator==(const Targets&) const = default;

 private:
  void end_row(std::uint8_t decided) {
    ends_.push_back(entries_.size());
    decided_.push_back(decided);
  }

  std::vector<Target> entries_;
  std::vector<std::size_t> ends_;
  std::vector<std::uint8_t> decided_;
};

// Sessions on which a rebalance is due, 1 or 0 a row of the panel.
[[nodiscard]] std::vector<std::uint8_t> due_sessions(const Panel& panel, schedule::Frequency frequency,
                                                     const calendar::Calendar& calendar);

// The strategy's targets on every session that is due: those of decide::decide on the bars up to its close, to the bit.
// Not of StrategyKind::kFile, whose weights are file_targets().
[[nodiscard]] Targets strategy_targets(const Panel& panel, const decide::Options& options,
                                       std::span<const std::uint8_t> due);

}  // namespace bot::research
