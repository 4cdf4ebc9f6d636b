// What becomes of our orders: evidence is booked as it comes, and what must not go on freezes the run. It asks and
// listens only; sending and cancelling is order_sender.hpp's.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "orders/order_tracker.hpp"
#include "run/ending.hpp"
#include "run/runtime.hpp"

namespace bot::run {

// The ledger as the order tracker sees it.
class LedgerJournal final : public orders::Journal {
 public:
  explicit LedgerJournal(Runtime& runtime) : runtime_(runtime) {}
  [[nodiscard]] const std::map<OrderKey, orders::OrderRecord>& orders() const override {
    return runtime_.state().orders;
  }
  [[nodiscard]] Result<void> record(UtcTime at, const orders::OrderEvent& event) override;

 private:
  Runtime& runtime_;
};

class OrderFollower {
 public:
  // `runtime` outlives it.
  explicit OrderFollower(Runtime& runtime);
  OrderFollower(const OrderFollower&) = delete;
  OrderFollower& operator=(const OrderFollower&) = delete;
  ~OrderFollower() = default;

  // Books what a full snapshot says.
  [[nodiscard]] Result<void> book(const BrokerSnapshot& snapshot);
  // Waits for the broker's next messages, at most until then, and books them. An interruption is taken note of here.
  void listen(UtcTime until);
  // Asks for executions, finished and open orders again and books them; the executions as the broker lists them.
  [[nodiscard]] Result<std::vector<Execution>> ask_broker();
  // Silence is no answer: unknown from here on, until evidence comes.
  [[nodiscard]] Result<void> give_up_waiting(const OrderKey& key, const std::string& why);
  // The gateway's last message about an order, for a person to read.
  [[nodiscard]] std::optional<std::string> last_message_about(const OrderKey& key) const {
    return tracker_.last_message_about(key);
  }
  // Executions of ours that the broker's list lacks although we saw them.
  [[nodiscard]] std::vector<ExecId> missing_from(const std::vector<Execution>& executions) const {
    return tracker_.missing_from(executions);
  }
  // A reason to halt for good, met so far.
  [[nodiscard]] const std::optional<orders::Alarm>& alarm() const { return tracker_.alarm(); }
  [[nodiscard]] bool link_was_lost() const { return tracker_.link_was_lost(); }

  // FREEZE: nothing new is sent, what is out is followed to its end. The first reason stays.
  void freeze(std::string why);
  [[nodiscard]] const std::optional<std::string>& frozen() const { return frozen_; }
  // What became of a durable record: one that failed freezes, and the run ends as failed.
  void recorded(const Result<void>& result);
  // The ledger could not be written any more.
  [[nodiscard]] bool ledger_failed() const { return ledger_failed_; }
  // How the run will end once what is out is followed to its end: the first halt or failed record; none so far.
  [[nodiscard]] const std::optional<Stop>& fatal() const { return fatal_; }
  // Takes note of an interruption, once: nothing new is sent, waits run their course again.
  void note_interruption();

 private:
  Runtime& runtime_;
  LedgerJournal journal_;
  orders::OrderTracker tracker_;
  std::optional<std::string> frozen_;
  std::optional<Stop> fatal_;
  bool ledger_failed_ = false;
};

}  // namespace bot::run
