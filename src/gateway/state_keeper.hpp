// Keeps the account on disk: what happened goes into the journal, line by line; the whole state is written where a day
// begins, and where the gateway starts and stops.
#pragma once

#include <string>

#include "gateway/journal.hpp"
#include "gateway/state.hpp"

namespace bot::gateway {

class StateKeeper {
 public:
  // All have to outlive it. Without a state folder nothing outlives the object, and the journal lives in memory.
  StateKeeper(ports::Files& files, const Options& options, const Account& account, OrderBook& book, Journal& journal,
              const MatchingEngine& engine);

  // What is unsaved, as little as can be. An error: nothing is forgotten, the next call tries to write everything.
  [[nodiscard]] Result<void> save(UtcTime now);
  [[nodiscard]] Result<void> save_everything(UtcTime now);
  // Everything into one file; nothing can be saved afterwards.
  [[nodiscard]] Result<void> close(UtcTime now);

 private:
  [[nodiscard]] Result<void> save_changes(UtcTime now);
  // The fingerprint of the state that stands on disk from now on.
  [[nodiscard]] Result<std::string> write_state(UtcTime now, const DayTexts& over, const DayTexts& in_book);

  ports::Files& files_;
  const Options& options_;
  const Account& account_;
  OrderBook& book_;
  Journal& journal_;
  const MatchingEngine& engine_;
  std::string path_;  // empty: no state folder
};

}  // namespace bot::gateway
