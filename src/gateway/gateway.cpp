#include "gateway/gateway.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "gateway/drawn_faults.hpp"
#include "gateway/fault_script.hpp"
#include "gateway/generator.hpp"
#include "gateway/replay.hpp"
#include "gateway/server.hpp"
#include "gateway/state_keeper.hpp"
#include "gateway/valuation.hpp"

namespace bot::gateway {
namespace {

Result<Faults> load_faults(const Options& options, const Ports& ports) {
  if (options.faults.empty()) return Faults{};
  if (const auto seed = parse_int(options.faults))
    return draw_faults(static_cast<std::uint64_t>(*seed), ports.loop.now());
  // A script differs from a path by its blanks: every fault has more than one word.
  if (options.faults.find(' ') != std::string::npos && !ports.files.exists(options.faults))
    return parse_faults(options.faults);
  const auto script = ports.files.read(options.faults);
  if (!script)
    return fail(ErrorCode::kConfig, "the faults cannot be read: " + script.error().message(), options.faults,
                "Give a seed, a file or a script; docs/formats/gateway-faults.md lists the faults.");
  return parse_faults(*script);
}

Result<std::unique_ptr<HistorySource>> open_history(const Options& options, const Ports& ports,
                                                    const calendar::Calendar& calendar) {
  if (options.replay.empty()) return make_generator({options.seed, options.first_date}, calendar);
  return open_replay({options.replay, options.first_date}, ports.files, ports.parquet, calendar);
}

// Nothing: the account is not kept on disk.
Result<std::unique_ptr<ports::FileLock>> lock_state(const Options& options, const Ports& ports) {
  if (options.state.empty()) return std::unique_ptr<ports::FileLock>();
  BOT_TRY_VOID(ports.files.make_folders(options.state, 0700));
  auto lock = ports.files.lock(options.state + "/" + options.account + ".lock");
  if (lock) return lock;
  if (lock.error().code == ErrorCode::kLocked)
    return fail(ErrorCode::kLocked, "another process has this gateway's state",
                state_path(options.state, options.account),
                "Stop it; or, where that is bot gateway, use it from here: --set embedded.attach=HOST:PORT. A further "
                "account of your own is embedded.account with embedded.state.");
  return fail(lock.error().in("locking the gateway's state"));
}

}  // namespace

// The broker that is simulated: what a Venue refers to, and those who work on it.
struct Gateway::Broker {
  Broker(const Ports& ports, const Options& options, Faults drawn, Habits asked, std::unique_ptr<HistorySource> source,
         const calendar::Calendar& calendar)
      : faults(std::move(drawn)),
        habits(std::move(asked)),
        market(std::move(source), calendar, options.seed),
        contracts(market),
        account(options.cash, options.others),
        journal(ports.files, options.state.empty() ? "" : journal_path(state_path(options.state, options.account))),
        archive(journal, options.account),
        book(archive),
        outbox(OrderMessages(contracts, options.account)),
        venue{options, faults, habits, market, contracts, account, book, outbox},
        engine(venue, ports.loop.now()),
        entry(venue, engine),
        keeper(ports.files, options, account, book, journal, engine) {}

  Faults faults;
  Habits habits;
  Market market;
  Contracts contracts;
  Account account;
  Journal journal;
  DayArchive archive;
  OrderBook book;
  Outbox outbox;
  Venue venue;
  MatchingEngine engine;
  OrderEntry entry;
  StateKeeper keeper;
  std::unique_ptr<ports::FileLock> lock;
  std::unique_ptr<Server> server;  // last, so that it goes first
};

Gateway::Gateway(Ports ports, Options options, std::optional<Faults> faults)
    : ports_(ports), options_(std::move(options)), faults_(std::move(faults)) {}

Gateway::~Gateway() { stop(); }

Result<void> Gateway::start() {
  const calendar::Calendar calendar(options_.calendar);
  BOT_TRY(Faults faults, faults_ ? Result<Faults>(*faults_) : load_faults(options_, ports_));
  BOT_TRY(Habits habits, parse_habits(options_.habits));
  BOT_TRY(auto source, open_history(options_, ports_, calendar));
  broker_ =
      std::make_unique<Broker>(ports_, options_, std::move(faults), std::move(habits), std::move(source), calendar);
  BOT_TRY(broker_->lock, lock_state(options_, ports_));
  BOT_TRY_VOID(restore());
  BOT_TRY_VOID(broker_->keeper.save_everything(ports_.loop.now()));
  broker_->server = std::make_unique<Server>(ports_, broker_->venue, broker_->engine, broker_->entry,
                                             [this] { return broker_->keeper.save(ports_.loop.now()); });
  return broker_->server->listen();
}

Result<void> Gateway::restore() {
  if (options_.state.empty()) return {};
  const std::string path = state_path(options_.state, options_.account);
  BOT_TRY(auto state, load_state(ports_.files, path));
  if (!state) return {};
  BOT_TRY_VOID(check_not_before(*state, path, ports_.loop.now()));
  if (state->note) ports_.log.warning("gateway: " + *state->note);
  broker_->account.restore(std::move(state->account));
  for (const auto& [symbol, holding] : broker_->account.holdings()) (void)broker_->contracts.con_id(symbol);
  broker_->engine.restore(std::move(state->engine));
  broker_->engine.advance(ports_.loop.now());
  (void)broker_->outbox.take();  // no client was there
  return {};
}

ports::Endpoint Gateway::endpoint() const {
  return broker_ && broker_->server ? broker_->server->endpoint() : options_.listen;
}

void Gateway::stop() {
  if (!broker_ || !broker_->server) return;
  broker_->server->stop();
  broker_->server.reset();
  broker_->engine.advance(ports_.loop.now());
  if (const auto saved = broker_->keeper.close(ports_.loop.now()); !saved)
    ports_.log.error("gateway: " + saved.error().text());
  broker_->lock.reset();
}

GroundTruth Gateway::ground_truth(const SeenBefore& seen) const {
  GroundTruth truth;
  if (!broker_) return truth;
  const Account& account = broker_->account;
  truth.cash = account.cash();
  truth.settled_cash = account.settled_cash();
  truth.lowest_cash = account.lowest_cash();
  truth.net_liquidation = compute_net_liquidation(account, broker_->market, ports_.loop.now());
  for (const auto& [symbol, holding] : account.holdings())
    if (holding.quantity > Quantity{}) {
      truth.positions.emplace(symbol, holding.quantity);
      truth.contracts.emplace(broker_->contracts.con_id(symbol), holding.quantity);
    }
  for (const OtherListing& other : account.others()) truth.contracts[other.con_id] += other.quantity;
  const auto from = [](const auto& all, std::size_t first) {
    return all.begin() + static_cast<std::ptrdiff_t>(std::min(first, all.size()));
  };
  const auto& trades = broker_->engine.trades();
  const auto& frames = broker_->entry.frames();
  truth.trades.assign(from(trades, seen.trades), trades.end());
  truth.frames.assign(from(frames, seen.frames), frames.end());
  for (const Order& order : broker_->book.orders()) truth.open_orders += order.is_done() ? 0 : 1;
  return truth;
}

}  // namespace bot::gateway
