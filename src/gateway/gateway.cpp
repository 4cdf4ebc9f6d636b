#include "gateway/gateway.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "calendar/new_york.hpp"
#include "gateway/generator.hpp"
#include "gateway/replay.hpp"
#include "gateway/server.hpp"
#include "gateway/state.hpp"

namespace bot::gateway {

struct Gateway::Parts {
  Parts(Doors doors_in, Options options_in) : doors(doors_in), options(std::move(options_in)) {}

  Doors doors;
  Options options;
  Faults faults;
  std::unique_ptr<ports::FileLock> lock;
  std::optional<Market> market;
  std::optional<Contracts> contracts;
  std::optional<Account> account;
  std::optional<Desk> desk;
  std::unique_ptr<Server> server;  // last, so that it goes first

  [[nodiscard]] std::string path() const { return state_path(options.state, options.account); }
  Result<void> load_faults();
  Result<void> open_market();
  Result<void> open_account();
  Result<void> save();
};

namespace {

bool is_number(std::string_view text) { return parse_int(text).has_value(); }

}  // namespace

Result<void> Gateway::Parts::load_faults() {
  if (options.faults.empty()) return {};
  if (is_number(options.faults)) {
    faults = draw_faults(static_cast<std::uint64_t>(*parse_int(options.faults)), doors.loop.now());
    return {};
  }
  // A script is told from a path by its blanks: every fault has more than one word.
  std::string script = options.faults;
  if (script.find(' ') == std::string::npos || doors.files.exists(script)) {
    const auto text = doors.files.read(script);
    if (!text)
      return fail(ErrorCode::kConfig, "the faults cannot be read: " + text.error().what, script,
                  "give a seed, a file or a script; docs/formats/gateway-faults.md lists the faults");
    script = *text;
  }
  BOT_TRY(faults, parse_faults(script));
  return {};
}

Result<void> Gateway::Parts::open_market() {
  const calendar::Calendar calendar(options.calendar);
  std::unique_ptr<HistorySource> source;
  if (options.replay.empty()) {
    source = make_generator({options.seed, options.first_date}, calendar);
  } else {
    BOT_TRY(source, open_replay({options.replay, options.first_date}, doors.files, doors.parquet, calendar));
  }
  market.emplace(std::move(source), calendar, options.seed);
  contracts.emplace(*market);
  return {};
}

Result<void> Gateway::Parts::open_account() {
  const UtcTime now = doors.loop.now();
  account.emplace(options.cash);
  desk.emplace(Desk::Parts{*market, *contracts, *account, options, faults}, now);
  if (options.state.empty()) return {};
  BOT_TRY_VOID(doors.files.make_folders(options.state, 0700));
  auto held = doors.files.lock(options.state + "/" + options.account + ".lock");
  if (!held)
    return held.error().code == ErrorCode::kLocked
               ? fail(ErrorCode::kLocked, "another process has this gateway's state", path(),
                      "stop it, or name another state folder")
               : fail(held.error().in("locking the gateway's state"));
  lock = std::move(*held);
  return {};
}

Result<void> Gateway::Parts::save() {
  if (options.state.empty() || !desk) return {};
  const State state{{account->cash(), account->holdings(), account->unsettled()}, desk->saved(doors.loop.now())};
  return doors.files.write_atomically(path(), encode_state(state, options.account), 0600);
}

Gateway::Gateway(Doors doors, Options options) : parts_(std::make_unique<Parts>(doors, std::move(options))) {}

Gateway::~Gateway() { stop(); }

Result<void> Gateway::start() {
  Parts& parts = *parts_;
  BOT_TRY_VOID(parts.load_faults());
  BOT_TRY_VOID(parts.open_market());
  BOT_TRY_VOID(parts.open_account());
  if (!parts.options.state.empty()) {
    BOT_TRY(auto state, load_state(parts.doors.files, parts.path()));
    if (state) {
      BOT_TRY_VOID(check_not_before(*state, parts.path(), parts.doors.loop.now()));
      parts.account->restore(std::move(state->account));
      for (const auto& [symbol, holding] : parts.account->holdings()) (void)parts.contracts->con_id(symbol);
      parts.desk->restore(std::move(state->desk));
      parts.desk->advance(parts.doors.loop.now());
      (void)parts.desk->take_outgoing();  // nobody was there to hear it
    }
  }
  BOT_TRY_VOID(save());
  parts.server = std::make_unique<Server>(Server::Parts{parts.doors, parts.options, parts.faults, *parts.market,
                                                        *parts.contracts, *parts.account, *parts.desk, [this] {
                                                          if (const auto saved = save(); !saved)
                                                            parts_->doors.log.error("gateway: " + saved.error().text());
                                                        }});
  return parts.server->listen();
}

ports::Endpoint Gateway::endpoint() const {
  return parts_->server ? parts_->server->endpoint() : parts_->options.listen;
}

Result<void> Gateway::save() { return parts_->save(); }

void Gateway::stop() {
  if (!parts_->server) return;
  parts_->server->stop();
  parts_->server.reset();
  parts_->desk->advance(parts_->doors.loop.now());
  if (const auto saved = save(); !saved) parts_->doors.log.error("gateway: " + saved.error().text());
  parts_->lock.reset();
}

Truth Gateway::truth() const {
  Truth truth;
  if (!parts_->desk) return truth;
  const Desk& desk = *parts_->desk;
  truth.cash = parts_->account->cash();
  truth.settled_cash = parts_->account->settled_cash();
  truth.lowest_cash = parts_->account->lowest_cash();
  truth.net_liquidation = desk.net_liquidation(parts_->doors.loop.now());
  for (const auto& [symbol, holding] : parts_->account->holdings())
    if (holding.quantity > Quantity{}) truth.positions.emplace(symbol, holding.quantity);
  truth.trades = desk.all_fills();
  truth.frames = desk.frames();
  for (const DeskOrder& order : desk.orders()) truth.open_orders += order.is_done() ? 0 : 1;
  return truth;
}

}  // namespace bot::gateway
