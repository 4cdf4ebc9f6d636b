// The durable outbox: a folder of files beside the ledger. pending/ waits, sent/ was acknowledged, dead/ was refused or
// grew too old, crashes/ holds what a crash left. A file's name sorts as it should be sent (critical first, then by
// time) and ends in a hash, by which the same cause is kept once within its scope. The dead-man's pings travel the same
// way. A waiting file is written once and again only when there is something new to say of it, and what delivery itself
// has to remember lies in delivery/: whoever watches the outbox and pending/ is not woken by it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "notify/dead_man.hpp"
#include "ports/event_loop.hpp"
#include "ports/files.hpp"
#include "ports/notifier.hpp"

namespace bot::notify {

struct Ping {
  DeadManSignal signal = DeadManSignal::kStart;
  std::string text;
};

struct OutboxItem {
  std::string name;    // file name
  ports::Alert alert;  // meaningless with a ping
  std::optional<Ping> ping;
  UtcTime stored{};  // by the outbox's clock
  std::string note;  // "no webhook", the last failure; empty at first
  int attempts = 0;
};

// What waits, as the folder was read.
struct PendingItems {
  std::vector<OutboxItem> items;     // in sending order
  std::vector<std::string> damaged;  // names of files that are no items; deliver() moves them to dead/
  std::vector<Error> unreadable;     // of files that may not be read: they stay
};

class Outbox final : public ports::Notifier {
 public:
  // `clock` measures lateness: the machine's own, also where alerts speak of a virtual time.
  Outbox(ports::Files& files, const ports::Clock& clock, std::string folder, std::vector<Secret> secrets = {});

  Result<void> put(const ports::Alert& alert) override;
  Result<void> put_ping(DeadManSignal signal, const std::string& text);
  // Whether the same cause is kept already, waiting or sent.
  [[nodiscard]] Result<bool> knows(const ports::Alert& alert) const;
  // What crashes left in pending/ (os/crash_record.hpp) becomes alerts.
  Result<int> adopt_crashes();
  // Forgets what was sent longer ago than this.
  Result<void> forget_sent_before(UtcTime instant);

  [[nodiscard]] Result<PendingItems> pending() const;
  Result<void> note(const OutboxItem& item);  // keeps note and attempts in the item
  Result<void> mark_sent(const OutboxItem& item, const std::string& message_id);
  Result<void> mark_dead(const OutboxItem& item, const std::string& why);
  Result<void> bury_damaged(const std::string& name);
  Result<void> drop(const OutboxItem& item);        // a ping that was answered or is of no use any more
  Result<std::unique_ptr<ports::FileLock>> lock();  // of the one delivery at a time

  // A webhook that answered 401 or 404 is not tried again, by any process, until its address changes.
  [[nodiscard]] Result<bool> is_given_up(const Secret& webhook) const;
  Result<void> give_up(const Secret& webhook, const std::string& why);
  Result<void> take_back(const Secret& webhook);  // it answered after all
  // Why no alert gets through this webhook, and since when: from its first refusal until it takes one again.
  [[nodiscard]] Result<std::optional<std::string>> silence(const Secret& webhook) const;
  Result<void> note_silence(const Secret& webhook, const std::string& why);
  Result<void> break_silence(const Secret& webhook);
  // What Discord asked us to wait for outlives the process.
  [[nodiscard]] Result<UtcTime> held_until() const;
  Result<void> hold_until(UtcTime instant);

  [[nodiscard]] const std::string& folder() const { return folder_; }
  [[nodiscard]] ports::Files& files() { return files_; }
  [[nodiscard]] UtcTime now() const { return clock_.now(); }

 private:
  [[nodiscard]] Result<std::vector<std::string>> list_state(const char* state) const;
  [[nodiscard]] Result<bool> has_ending(const std::string& ending) const;
  [[nodiscard]] std::string new_name(ports::Severity severity, UtcTime stored, const std::string& ending);

  ports::Files& files_;
  const ports::Clock& clock_;
  std::string folder_;
  std::vector<Secret> secrets_;
  int sequence_ = 0;
};

// Alerts that wait for longer than a notifier needs: nobody delivers them. Pings are no alerts.
[[nodiscard]] Result<std::uint64_t> count_waiting_alerts(const Outbox& outbox);

}  // namespace bot::notify
