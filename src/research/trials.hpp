// What was tried: the daily returns of each trial over the same sessions.
#pragma once

#include <cstddef>
#include <vector>

#include "base/check.hpp"

namespace bot::research {

class TrialReturns {
 public:
  // trials[k][t], all of one length; at least one trial.
  explicit TrialReturns(const std::vector<std::vector<double>>& trials)
      : trials_(trials.size()), sessions_(trials.empty() ? 0 : trials.front().size()), values_(trials_ * sessions_) {
    BOT_CHECK(!trials.empty());
    for (std::size_t trial = 0; trial < trials_; ++trial) {
      BOT_CHECK(trials[trial].size() == sessions_, "{} and {}", trials[trial].size(), sessions_);
      for (std::size_t session = 0; session < sessions_; ++session)
        values_[session * trials_ + trial] = trials[trial][session];
    }
  }
  [[nodiscard]] std::size_t trials() const { return trials_; }
  [[nodiscard]] std::size_t sessions() const { return sessions_; }
  // The returns of one session, a trial each, side by side.
  [[nodiscard]] const double* session(std::size_t index) const { return values_.data() + index * trials_; }
  [[nodiscard]] std::vector<double> of_trial(std::size_t trial) const {
    std::vector<double> returns(sessions_);
    for (std::size_t session = 0; session < sessions_; ++session) returns[session] = values_[session * trials_ + trial];
    return returns;
  }
  // Every trial has the same returns: what was varied had no effect.
  [[nodiscard]] bool are_alike() const {
    for (std::size_t at = 0; at < values_.size(); ++at)
      if (values_[at] != values_[at - at % trials_]) return false;
    return true;
  }

 private:
  std::size_t trials_;
  std::size_t sessions_;
  std::vector<double> values_;
};

}  // namespace bot::research
