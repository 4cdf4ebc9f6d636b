// One account, one market, one ledger on one disk, and runs over them: for tests of the whole run.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "calendar/new_york.hpp"
#include "ledger/operations.hpp"
#include "run/run.hpp"
#include "support/fake_broker.hpp"

namespace bot::test {

struct TradeWorld {
  calendar::Calendar calendar;
  VirtualLoop loop{calendar::from_new_york(make_date(2026, 3, 3), std::chrono::hours{15} + std::chrono::minutes{55})};
  FakeBroker broker{loop, calendar, AccountId{"DU0000001"}};
  Disk disk;
  MemoryStore store;
  MemoryFiles files;
  MemoryNotifier notifier;
  MemoryLog log;
  run::RunOptions options;
  const ports::WeightSource* weight_source = nullptr;
  ports::Notifier* outbox = &notifier;

  TradeWorld() {
    for (const auto& [name, mid] : std::map<std::string, double>{{"GLD", 180}, {"IEF", 95}, {"QQQ", 420}, {"SPY", 510}})
      broker.list(name, mid);
    options.account = AccountId{"DU0000001"};
    options.universe = {Symbol{"GLD"}, Symbol{"IEF"}, Symbol{"QQQ"}, Symbol{"SPY"}};
    options.port = 4002;
    options.data.start = make_date(2025, 9, 1);
    options.decide.kind = decide::StrategyKind::kFixed;
    options.decide.fixed_weights = {{Symbol{"GLD"}, 0.3}, {Symbol{"IEF"}, 0.6}};
    options.halt_file = "state/HALT";
    options.plans_folder = "reports/plans";
    broker.is_durable = [this](const OrderKey& key) {
      for (const ledger::LedgerEvent& event : disk.events)
        if (const auto* sending = std::get_if<orders::OrderSending>(&event.body); sending && sending->key == key)
          return true;
      return false;
    };
    broker.kill_file = [this] { return files.exists(options.halt_file); };
  }

  ledger::RunResult trade() {
    MemoryLedger ledger(disk);
    const run::ReaderPorts reader{loop, broker, broker, store, files, log, calendar, weight_source};
    const run::TradePorts ports{.read = reader, .orders = broker, .ledger = ledger, .notifier = *outbox};
    broker.forget_client();
    loop.start_anew();
    return run::run_trade(ports, options);
  }
  ledger::RunResult dry() {
    const run::ReaderPorts reader{loop, broker, broker, store, files, log, calendar, weight_source};
    return run::dry_run(reader, state(), options);
  }
  [[nodiscard]] ledger::LedgerState state() { return MemoryLedger(disk).state(); }
  void at(Date date, int hour, int minute, int second = 0) {
    loop.jump_to(calendar::from_new_york(
        date, std::chrono::hours{hour} + std::chrono::minutes{minute} + std::chrono::seconds{second}));
  }
  void to_next_session() {
    const auto next = calendar.next_after(calendar::to_new_york(loop.now()).date);
    for (auto& [symbol, line] : broker.market)
      line.bars.push_back({.date = next->date,
                           .open = line.mid.to_double(),
                           .high = line.mid.to_double() + 0.5,
                           .low = line.mid.to_double() - 0.5,
                           .close = line.mid.to_double(),
                           .volume = 5e7,
                           .adj_close = std::nullopt});
    at(next->date, 15, 55);
  }
  // With GLD and IEF in the account, the session that brings it to IEF and SPY: two sells' worth of change and a buy.
  void to_rotation() {
    trade();
    to_next_session();
    want({{"IEF", 0.3}, {"SPY", 0.6}});
  }
  // The records that a trade writes, of which the last is its end.
  int count_records() {
    int records = 0;
    disk.on_step = [&](const std::string& what) { records += what == "append" ? 1 : 0; };
    trade();
    disk.on_step = {};
    return records;
  }
  void fill_disk_at(int record) {
    disk.on_step = [this, left = record](const std::string& what) mutable {
      if (what == "append" && --left == 0) disk.full = true;
    };
  }
  void want(const std::map<std::string, double>& weights) {
    options.decide.fixed_weights.clear();
    for (const auto& [name, weight] : weights) options.decide.fixed_weights[Symbol{name}] = weight;
  }
};

}  // namespace bot::test
