#include "research/momentum_few.hpp"

#include <algorithm>
#include <bit>
#include <vector>

#include "decide/formulas.hpp"
#include "research/kernels.hpp"
#include "research/momentum_parts.hpp"
#include "research/return_windows.hpp"

namespace bot::research {
namespace {

using Mask = ReturnWindows::Mask;

template <class Work>
void for_each_column(Mask columns, Work work) {
  for (; columns != 0; columns &= columns - 1) work(static_cast<std::size_t>(std::countr_zero(columns)));
}

// What the columns' scores are made of on some sessions, by column, and the columns as they rank on each.
class ScoresTogether {
 public:
  explicit ScoresTogether(std::size_t columns)
      : columns_(columns),
        scores_(columns, kSessionsTogether),
        ranking_{std::vector<double>(columns * kSessionsTogether),
                 std::vector<std::int64_t>(columns * kSessionsTogether)} {}
  void begin() {
    for (Column& column : columns_) column.closes[0] = column.closes[kSessionsTogether];
    any_passes_ = 0;
  }
  void set(std::size_t i, const Gates::ScoreParts& parts, Mask passing) {
    for (std::size_t s = 0; Column & column : columns_) {
      column.closes[1 + i] = parts.close[s];
      column.ema_fast[i] = parts.ema_fast[s];
      column.atr[i] = parts.atr[s++];
    }
    passing_[i] = passing;
    any_passes_ |= passing;
  }
  void rank() {
    for (Mask rest = any_passes_; rest != 0; rest &= rest - 1) {
      const auto s = static_cast<std::size_t>(std::countr_zero(rest));
      const Column& column = columns_[s];
      make_scores_by_session(column.closes + 1, column.ema_fast, column.atr, passing_, s, scores_.row(s));
    }
    rank_by_session(scores_.row(0), any_passes_, ranking_);
  }
  [[nodiscard]] std::size_t count(std::size_t i) const { return static_cast<std::size_t>(std::popcount(passing_[i])); }
  [[nodiscard]] double score(std::size_t i, std::size_t place) const {
    return ranking_.scores[place * kSessionsTogether + i];
  }
  [[nodiscard]] std::size_t column(std::size_t i, std::size_t place) const {
    return static_cast<std::size_t>(ranking_.columns[place * kSessionsTogether + i]);
  }
  // By column, always in the same place.
  [[nodiscard]] std::vector<const double*> closes() const {
    std::vector<const double*> closes;
    for (const Column& column : columns_) closes.push_back(column.closes);
    return closes;
  }

 private:
  struct Column {
    double closes[1 + kSessionsTogether] = {};  // of the session before, then theirs; 0 where there is none yet
    double ema_fast[kSessionsTogether] = {};
    double atr[kSessionsTogether] = {};
  };
  std::vector<Column> columns_;
  Matrix scores_;  // [column][session]
  Mask passing_[kSessionsTogether] = {};
  Mask any_passes_ = 0;
  Ranking ranking_;
};

// Some sessions at a time, with their scratch space.
class DeciderOfFew {
 public:
  DeciderOfFew(const Panel& panel, const decide::Options& options)
      : options_(options),
        top_(static_cast<std::size_t>(std::max(options.selection.top_n, 0))),
        gates_(panel, options),
        panel_returns_(panel, gates_.features()),
        weighing_(panel_returns_, options),
        scores_(panel.symbol_count()),
        windows_(scores_.closes(), options),
        first_bar_(panel.symbol_count(), panel.session_count()) {}
  DeciderOfFew(const DeciderOfFew&) = delete;
  DeciderOfFew& operator=(const DeciderOfFew&) = delete;
  ~DeciderOfFew() = default;

  [[nodiscard]] Targets run(std::span<const std::uint8_t> due) {
    Targets targets(due.size());
    for (std::size_t first = 0; first < due.size(); first += kSessionsTogether) {
      const std::size_t count = std::min(kSessionsTogether, due.size() - first);
      scores_.begin();
      for (std::size_t i = 0; i < count; ++i) {
        move_to(first + i);
        scores_.set(i, gates_.score_parts(), due[first + i] == 0 ? 0 : gates_.passing(0));
      }
      scores_.rank();
      windows_.move_on();
      for (std::size_t i = 0; i < count; ++i) accepted_[i] = select(first + i, i);
      const bool together = options_.weights.method == decide::WeightMethod::kInvVol;
      if (together) weigh_together(count);
      for (std::size_t i = 0; i < count; ++i) {
        if (due[first + i] == 0)
          targets.add_undecided();
        else if (together)
          add_weighed(i, targets);
        else
          targets.add_if_decided(weigh(first + i, i));
      }
    }
    return targets;
  }

 private:
  void move_to(std::size_t session) {
    gates_.move_on();
    if (begun_ == first_bar_.size()) return;
    for (std::size_t s = 0; s < first_bar_.size(); ++s) {
      if (first_bar_[s] < session || gates_.features().bars(s) == 0) continue;
      first_bar_[s] = session;
      ++begun_;
    }
  }

  // What is accepted on the `i`-th of the sessions together.
  [[nodiscard]] Mask select(std::size_t session, std::size_t i) {
    Mask accepted = 0;
    std::size_t taken = 0;
    const std::size_t count = scores_.count(i);
    for (std::size_t place = 0; place < count && taken < top_; ++place) {
      if (!decide::is_scored_enough(scores_.score(i, place), options_.selection.min_score)) break;
      const std::size_t column = scores_.column(i, place);
      if (!is_diverse(session, i, column, accepted) || !is_moving(session, i, column)) continue;
      accepted |= Mask{1} << column;
      ++taken;
    }
    return accepted;
  }

  void weigh_together(std::size_t count) {
    int places = 0;
    for (std::size_t i = 0; i < count; ++i) places = std::max(places, std::popcount(accepted_[i]));
    weights_.assign(static_cast<std::size_t>(places) * kSessionsTogether, 0.0);
    for (std::size_t i = 0; i < count; ++i)
      for_each_column(accepted_[i], [&, place = i](std::size_t column) mutable {
        weights_[place] = windows_.volatility(i, column);
        place += kSessionsTogether;
      });
    weigh_by_session(weights_, options_.weights.max_weight_per_asset, options_.weights.cash_buffer);
  }
  void add_weighed(std::size_t i, Targets& targets) const {
    for_each_column(accepted_[i], [&, place = i](std::size_t column) mutable {
      targets.add_to_row({static_cast<std::uint32_t>(column), weights_[place]});
      place += kSessionsTogether;
    });
    targets.end_decided_row();
  }
  [[nodiscard]] std::optional<std::span<const Target>> weigh(std::size_t session, std::size_t i) {
    std::vector<Accepted> accepted;
    for_each_column(accepted_[i], [&](std::size_t column) {
      accepted.push_back({column, windows_.volatility(i, column)});
    });
    return weighing_.weigh(session, accepted);
  }

  [[nodiscard]] bool has_returns(std::size_t session, std::size_t column, int window) const {
    return window >= 2 && first_bar_[column] + static_cast<std::size_t>(window) <= session;
  }
  [[nodiscard]] bool is_diverse(std::size_t session, std::size_t i, std::size_t column, Mask others) {
    const int window = options_.selection.corr_window;
    for (; others != 0; others &= others - 1) {
      const auto other = static_cast<std::size_t>(std::countr_zero(others));
      if (!has_returns(session, column, window) || !has_returns(session, other, window)) return false;
      if (!windows_.is_diverse(i, column, other)) return false;
    }
    return true;
  }
  [[nodiscard]] bool is_moving(std::size_t session, std::size_t i, std::size_t column) {
    return has_returns(session, column, options_.weights.vol_window) &&
           decide::is_moving(windows_.volatility(i, column));
  }

  const decide::Options& options_;
  std::size_t top_;
  Gates gates_;
  PanelReturns panel_returns_;
  Weighing weighing_;
  ScoresTogether scores_;
  ReturnWindows windows_;
  std::vector<std::size_t> first_bar_;
  std::size_t begun_ = 0;  // columns with a bar so far
  Mask accepted_[kSessionsTogether] = {};
  std::vector<double> weights_;  // [place][session]
};

}  // namespace

Targets targets_of_few(const Panel& panel, const decide::Options& options, std::span<const std::uint8_t> due) {
  return DeciderOfFew(panel, options).run(due);
}

}  // namespace bot::research
