// What goes wrong in one session, drawn from a seed: a script of gateway faults, when the program is killed, and days
// on which the machine is off or nobody is logged in.
#pragma once

#include <string>
#include <vector>

#include "base/rng.hpp"
#include "calendar/calendar.hpp"
#include "model/symbol.hpp"

namespace bot::simulate {

struct FaultPlan {
  std::string script;         // of the gateway
  std::vector<int> kills;     // steps at which one start after the other is killed
  bool stays_dead = false;    // nobody starts it again on that day
  bool owner_moves = false;   // shares come or go without an order
  bool machine_off = false;   // nothing runs all day
  bool logged_out = false;    // the gateway is there and answers nobody
  bool webhook_down = false;  // Discord cannot be reached
  int script_lines = 0;       // things that go wrong at the gateway
  int lost_answers = 0;       // of these, ends of answers that are dropped once

  [[nodiscard]] bool any() const {
    return !script.empty() || !kills.empty() || machine_off || logged_out || webhook_down;
  }
  // Nothing goes wrong but that the end of one answer is lost.
  [[nodiscard]] bool is_one_lost_answer() const {
    return lost_answers == 1 && script_lines == 1 && kills.empty() && !machine_off && !logged_out;
  }
  [[nodiscard]] std::string text() const;  // for a table: "killed twice, drop POSITION nth=2"
};

class FaultPlanner {
 public:
  FaultPlanner(Rng& rng, const calendar::Session& session, std::vector<Symbol> symbols)
      : rng_(rng), session_(session), symbols_(std::move(symbols)) {}
  // A session inside which much goes wrong, with the machine on.
  FaultPlan draw();
  // Of a year: mostly quiet days, a whole day lost now and then, else as above.
  FaultPlan draw_for_year();

 private:
  // What can go wrong at the gateway, each as likely as the next.
  enum class Fault {
    kDropMessage,
    kDelayMessage,
    kDuplicateMessage,
    kCloseAfterMessage,
    kConnection,
    kRejectOrder,
    kOrderError,
    kSilentOrder,
    kPartialOrder,
    kQuery,
    kLink,
    kMarketOrOwner,
    kForgottenExecutions,
    kCount
  };
  void add(Fault fault);
  void line(const std::string& text) {
    plan_.script += text + "\n";
    ++plan_.script_lines;
  }
  void drop_message();
  std::string pick(const std::vector<std::string>& from) { return from[rng_.below(from.size())]; }
  std::string symbol() { return symbols_[rng_.below(symbols_.size())].value(); }
  std::uint64_t from_to(std::uint64_t low, std::uint64_t high) { return low + rng_.below(high - low + 1); }
  std::string occurrence();
  std::string message();
  std::string end_marker();
  std::string instant();

  Rng& rng_;
  calendar::Session session_;
  std::vector<Symbol> symbols_;
  FaultPlan plan_;
};

}  // namespace bot::simulate
