// The durable outbox: a folder of files beside the ledger. pending/ waits, sent/ was acknowledged, dead/ was refused or
// grew too old. A file's name sorts as it should be sent (critical first, then by time) and ends in a hash, by which
// the same cause in one run (outside a run: on one New York day) is kept once.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "ports/event_loop.hpp"
#include "ports/files.hpp"
#include "ports/notifier.hpp"

namespace bot::notify {

struct OutboxItem {
  std::string name;  // file name
  ports::Alert alert;
  UtcTime stored{};  // by the outbox's clock
  std::string note;  // "no webhook", the last failure; empty at first
  int attempts = 0;
};

class Outbox final : public ports::Notifier {
 public:
  // `clock` measures lateness: the machine's own, also where alerts speak of a virtual time.
  Outbox(ports::Files& files, const ports::Clock& clock, std::string folder, std::vector<Secret> secrets = {});

  Result<void> put(const ports::Alert& alert) override;

  [[nodiscard]] Result<std::vector<OutboxItem>> pending()
      const;  // in sending order; damaged files go to dead/ by deliver()
  [[nodiscard]] Result<std::vector<std::string>> damaged() const;  // names in pending/ that cannot be read
  Result<void> note(const OutboxItem& item);                       // keeps note and attempts
  Result<void> mark_sent(const OutboxItem& item, const std::string& message_id);
  Result<void> mark_dead(const OutboxItem& item, const std::string& why);
  Result<void> bury_damaged(const std::string& name);

  // A webhook that answered 401 or 404 is not tried again, by any process, until its address changes.
  [[nodiscard]] bool is_given_up(const Secret& webhook) const;
  Result<void> give_up(const Secret& webhook, const std::string& why);

  [[nodiscard]] const std::string& folder() const { return folder_; }
  [[nodiscard]] UtcTime now() const { return clock_.now(); }

 private:
  ports::Files& files_;
  const ports::Clock& clock_;
  std::string folder_;
  std::vector<Secret> secrets_;
  int sequence_ = 0;
};

}  // namespace bot::notify
