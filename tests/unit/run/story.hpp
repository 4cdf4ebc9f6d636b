// Whole runs as a text: what is asked when and how long an answer is waited for, what is written down, sent and
// said, and what the run came to. The broker is reached through this; what it does is the fake broker's.
#pragma once

#include <nlohmann/json.hpp>

#include "ledger/codec.hpp"
#include "safety/approved.hpp"
#include "support/trade_world.hpp"

namespace bot::test {

class Story final : public ports::BrokerReader, public ports::OrderPort, public ports::BarSource {
 public:
  TradeWorld world;
  std::string text;
  std::string from_step;                                 // what comes before it in a run is left out; empty: all is
  std::function<void(const std::string& line)> on_line;  // what happens, left out or not
  // How the broker is reached: what is lost on the way, which questions get no answer how often, how long one takes.
  std::function<bool(const ports::BrokerEvent&)> events_lost;
  std::map<std::string, int> unanswered;
  std::map<std::string, Duration> slow;
  std::function<void(Quote& quote)> on_quote;
  UtcTime linked_again{};  // till then the gateway has lost its own link
  bool has_adjusted_bars = true;
  bool has_commissions = true;  // in the list of executions

  ledger::RunResult trade(const std::string& heading) {
    begin(heading);
    MemoryLedger ledger(world.disk);
    const run::TradePorts ports{.read = reader(), .orders = *this, .ledger = ledger, .notifier = world.notifier};
    world.broker.forget_client();
    world.loop.start_anew();
    return end(run::run_trade(ports, world.options));
  }
  ledger::RunResult dry(const std::string& heading) {
    begin(heading);
    const run::ReaderPorts ports = reader();
    return end(run::dry_run(ports, world.state(), world.options));
  }
  // What the ledger holds in the end, but for the orders and what the runs have shown already.
  void add_ledger() {
    text += "\n# what the ledger holds\n";
    const Json state = shortened(Json::parse(ledger::encode_state(world.state())));
    for (const auto& [key, value] : state.items())
      if (key != "orders" && key != "bars" && key != "last_run" && key != "pins" && key != "events")
        text += "  " + key + ": " + (value.is_string() ? value.get<std::string>() : value.dump()) + "\n";
  }
  // What comes before the story.
  void skip_a_day() {
    world.trade();
    world.to_next_session();
  }

  Result<ports::BrokerSession> connect(UtcTime deadline) override {
    ask("connect", deadline);
    return world.broker.connect(deadline);
  }
  void disconnect() override {
    say("disconnects");
    world.broker.disconnect();
  }
  [[nodiscard]] bool connected() const override { return world.broker.connected(); }
  [[nodiscard]] bool link_ok() const override { return world.broker.link_ok() && world.loop.now() >= linked_again; }
  Result<UtcTime> server_time(UtcTime deadline) override {
    BOT_TRY_VOID(answered("time", deadline));
    return world.broker.server_time(deadline);
  }
  Result<AccountValues> account_values(const AccountId& account, UtcTime deadline) override {
    BOT_TRY_VOID(answered("account values", deadline));
    return world.broker.account_values(account, deadline);
  }
  Result<std::vector<Position>> positions(UtcTime deadline) override {
    BOT_TRY_VOID(answered("positions", deadline));
    return world.broker.positions(deadline);
  }
  Result<std::vector<OpenOrder>> open_orders(UtcTime deadline) override {
    BOT_TRY_VOID(answered("open orders", deadline));
    return world.broker.open_orders(deadline);
  }
  Result<std::vector<CompletedOrder>> completed_orders(UtcTime deadline) override {
    BOT_TRY_VOID(answered("completed orders", deadline));
    return world.broker.completed_orders(deadline);
  }
  Result<std::vector<Execution>> executions(UtcTime deadline) override {
    BOT_TRY_VOID(answered("executions", deadline));
    auto executions = world.broker.executions(deadline);
    if (executions && !has_commissions)
      for (Execution& execution : *executions) execution.commission.reset();
    return executions;
  }
  std::vector<Result<Instrument>> instruments(const std::vector<Symbol>& symbols, UtcTime deadline) override {
    std::string which;
    for (const Symbol& symbol : symbols) which += " " + symbol.value();
    ask("contracts of" + which, deadline);
    return world.broker.instruments(symbols, deadline);
  }
  std::vector<Result<Quote>> quotes(const std::vector<Instrument>& instruments, MarketDataType wanted,
                                    UtcTime deadline) override {
    std::string which;
    for (const Instrument& instrument : instruments) which += " " + instrument.symbol.value();
    ask(fmt::format("{} quotes of{}", bot::name(wanted), which), deadline);
    auto answers = world.broker.quotes(instruments, wanted, deadline);
    for (auto& answer : answers)
      if (answer && on_quote) on_quote(*answer);
    return answers;
  }
  std::vector<Result<ports::WhatIf>> what_ifs(const std::vector<OrderTicket>& tickets, UtcTime deadline) override {
    std::string which;
    for (const OrderTicket& ticket : tickets) which += "; " + words(ticket);
    ask("what if" + which, deadline);
    return world.broker.what_ifs(tickets, deadline);
  }
  [[nodiscard]] ClientOrderId next_order_id() const override { return world.broker.next_order_id(); }
  void reserve_order_ids(ClientOrderId next) override { world.broker.reserve_order_ids(next); }
  std::vector<ports::BrokerEvent> wait_events(UtcTime deadline) override {
    if (deadline > world.loop.now()) ask("anything", deadline);
    auto events = world.broker.wait_events(deadline);
    if (events_lost) std::erase_if(events, events_lost);
    return events;
  }
  Result<void> place(const safety::Approved& approved, ClientOrderId order_id) override {
    say(fmt::format("sends {}: {}", order_id, words(approved.ticket())));
    return world.broker.place(approved, order_id);
  }
  Result<void> cancel(ClientOrderId order_id) override {
    say(fmt::format("cancels {}", order_id));
    return world.broker.cancel(order_id);
  }
  [[nodiscard]] std::string name() const override { return world.broker.name(); }
  [[nodiscard]] SourceIdentity identity() const override { return world.broker.identity(); }
  [[nodiscard]] bool has_adjusted() const override { return has_adjusted_bars; }
  std::vector<Result<std::vector<Bar>>> daily_bars(const std::vector<ports::BarRequest>& requests, UtcTime deadline,
                                                   const std::function<void(std::size_t)>& progress) override {
    std::map<std::string, std::string> symbols;
    for (const ports::BarRequest& request : requests)
      symbols[fmt::format("{} to {}{}", to_iso(request.first), to_iso(request.last),
                          request.kind == ports::BarKind::kAdjustedLast ? ", adjusted" : "")] +=
          " " + request.symbol.value();
    std::string which;
    for (const auto& [span, of] : symbols) which += fmt::format("{} {} of{}", which.empty() ? "" : ";", span, of);
    ask("bars" + which, deadline);
    return world.broker.daily_bars(requests, deadline, progress);
  }

 private:
  using Json = nlohmann::ordered_json;

  [[nodiscard]] run::ReaderPorts reader() {
    return {world.loop, *this, *this, world.store, world.files, world.log, world.calendar, world.weight_source};
  }
  [[nodiscard]] static std::string clock(UtcTime at) {
    const auto local = calendar::to_new_york(at);
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(local.time_of_day).count();
    return fmt::format("{:02}:{:02}:{:02}.{:03}", ms / 3'600'000, ms / 60'000 % 60, ms / 1000 % 60, ms % 1000);
  }
  [[nodiscard]] static std::string words(const OrderTicket& ticket) {
    return fmt::format("{} {} {} at {} till {}", bot::name(ticket.side), ticket.quantity, ticket.symbol, ticket.limit,
                       clock(ticket.expires));
  }
  void add(UtcTime at, const std::string& line) {
    is_adding_ = is_adding_ || line == "step: " + from_step;
    if (is_adding_) text += clock(at) + " " + line + "\n";
    if (on_line) on_line(line);
  }
  void say(const std::string& line) {
    add_written();
    add(world.loop.now(), line);
  }
  void ask(const std::string& question, UtcTime deadline) {
    const auto wait = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - world.loop.now());
    say(fmt::format("asks {} ({} s)", question, static_cast<double>(wait.count()) / 1000));
  }
  Result<void> answered(const std::string& question, UtcTime deadline) {
    ask(question, deadline);
    if (const auto takes = slow.find(question); takes != slow.end())
      world.loop.sleep_until(world.loop.now() + takes->second);
    if (const auto lost = unanswered.find(question); lost != unanswered.end() && lost->second > 0) {
      --lost->second;
      world.loop.sleep_until(deadline);
      return fail(ErrorCode::kTimeout, "no answer about " + question);
    }
    return {};
  }
  // Without what says nothing: fields that are empty, and hashes of what is shown anyway.
  [[nodiscard]] static Json shortened(const Json& json) {
    if (!json.is_object()) return json;
    Json kept = Json::object();
    for (const auto& [key, value] : json.items()) {
      if (value.is_null() || value == "" || value == false || value == Json::array() || value == Json::object())
        continue;
      if (key.ends_with("sha256") || key == "run_id") continue;
      kept[key] = key == "rows" ? Json(value.size()) : shortened(value);
    }
    return kept;
  }
  // What is as it was shown before in this story is not shown again.
  [[nodiscard]] bool is_new(const std::string& what, const Json& json) {
    Json& known = known_[what];
    if (known == json) return false;
    known = json;
    return true;
  }
  // What a plan is made from: each part where it changed.
  void add_inputs(UtcTime at, const ledger::InputsRecorded& inputs) {
    Json changed = Json::object();
    const Json json = shortened(Json::parse(inputs.json));
    for (const auto& [key, value] : json.items())
      if (is_new(std::string(ledger::name(inputs.what)) + key, value)) changed[key] = value;
    add(at, fmt::format("writes inputs of the {} {}", ledger::name(inputs.what), changed.dump()));
  }
  void add_event(const ledger::LedgerEvent& event) {
    if (const auto* inputs = std::get_if<ledger::InputsRecorded>(&event.body)) return add_inputs(event.at, *inputs);
    if (const auto* step = std::get_if<ledger::StepRecorded>(&event.body)) return add(event.at, "step: " + step->step);
    Json json = Json::parse(ledger::encode(event.body));
    if (std::holds_alternative<ledger::DecisionRecorded>(event.body)) json.erase("json");
    if (const auto* ended = std::get_if<ledger::RunEnded>(&event.body)) json = {{"on_target", ended->on_target}};
    add(event.at, fmt::format("writes {} {}", ledger::kind_of(event.body), shortened(json).dump()));
  }
  void add_written() {
    for (; written_ < world.disk.events.size(); ++written_) add_event(world.disk.events[written_]);
    for (; alerts_added_ < world.notifier.alerts.size(); ++alerts_added_) {
      const ports::Alert& alert = world.notifier.alerts[alerts_added_];
      add(alert.at, fmt::format("tells the owner: {} ({}, severity {}). {} Not done: {}. To do: {}", alert.title,
                                ports::name(alert.kind), static_cast<int>(alert.severity), alert.text, alert.not_done,
                                alert.to_do));
    }
  }
  void begin(const std::string& heading) {
    written_ = world.disk.events.size();
    alerts_added_ = world.notifier.alerts.size();
    is_adding_ = from_step.empty();
    text += fmt::format("{}# {}\n", text.empty() ? "" : "\n", heading);
  }
  ledger::RunResult end(ledger::RunResult result) {
    add_written();
    const Json json = shortened(Json::parse(ledger::encode(ledger::RunEnded{.result = result}))["result"]);
    for (const auto& [key, value] : json.items()) {
      if ((key == "inputs" || key == "mode") && !is_new(key, value)) continue;
      text += "  " + key + ":";
      if (!value.is_structured()) text += " " + (value.is_string() ? value.get<std::string>() : value.dump());
      if (value.is_structured())
        for (const auto& [name, item] : value.items())
          text += "\n    " + (value.is_array() ? "" : name + ": ") + shortened(item).dump();
      text += "\n";
    }
    return result;
  }

  bool is_adding_ = true;
  std::map<std::string, Json> known_;
  std::size_t written_ = 0;
  std::size_t alerts_added_ = 0;
};

}  // namespace bot::test
