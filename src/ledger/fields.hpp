// The fields of each event by name, once: the codec and the state's digest both walk them. Kept out of the public
// headers, since only two files need it.
#pragma once

#include <type_traits>

#include "ledger/events.hpp"
#include "ledger/state.hpp"

// The last of each enumeration that is written by name.
template <>
inline constexpr bot::ErrorCode bot::kLastOf<bot::ErrorCode> = bot::ErrorCode::kNetwork;
template <>
inline constexpr bot::Mode bot::kLastOf<bot::Mode> = bot::Mode::kLive;
template <>
inline constexpr bot::Side bot::kLastOf<bot::Side> = bot::Side::kSell;
template <>
inline constexpr bot::OrderState bot::kLastOf<bot::OrderState> = bot::OrderState::kUnknown;
template <>
inline constexpr bot::orders::EvidenceSource bot::kLastOf<bot::orders::EvidenceSource> =
    bot::orders::EvidenceSource::kPositions;
template <>
inline constexpr bot::orders::OrderFact bot::kLastOf<bot::orders::OrderFact> = bot::orders::OrderFact::kNoEvidence;
template <>
inline constexpr bot::ledger::Outcome bot::kLastOf<bot::ledger::Outcome> = bot::ledger::Outcome::kFailed;
template <>
inline constexpr bot::ledger::AcceptAs bot::kLastOf<bot::ledger::AcceptAs> = bot::ledger::AcceptAs::kKept;

namespace bot::ledger::detail {

template <class T>
struct Fields {
  static constexpr bool kKnown = false;
};
template <class T>
inline constexpr bool kHasFields = requires {
  Fields<std::remove_const_t<T>>::kKnown;
}
&&Fields<std::remove_const_t<T>>::kKnown;

// Body of a Fields specialisation: v(name, member) for each member, in this order.
#define BOT_FIELDS(Type, ...)                                         \
  template <>                                                         \
  struct Fields<Type> {                                               \
    static constexpr bool kKnown = true;                              \
    template <class S, class V>                                       \
    static void visit([[maybe_unused]] S& s, [[maybe_unused]] V& v) { \
      __VA_ARGS__                                                     \
    }                                                                 \
  };

BOT_FIELDS(Execution, v("exec_id", s.exec_id); v("key", s.key); v("order_id", s.order_id); v("perm_id", s.perm_id);
           v("account", s.account); v("symbol", s.symbol); v("side", s.side); v("quantity", s.quantity);
           v("price", s.price); v("cumulative", s.cumulative); v("time", s.time); v("venue", s.venue);
           v("commission", s.commission);)
BOT_FIELDS(PositionLine, v("shares", s.shares); v("price", s.price); v("value", s.value); v("weight", s.weight);)
BOT_FIELDS(InputLine, v("provisional", s.provisional); v("factor", s.factor); v("bid", s.bid); v("ask", s.ask);)
BOT_FIELDS(OrderLine, v("key", s.key); v("symbol", s.symbol); v("side", s.side); v("shares", s.shares);
           v("limit_price", s.limit); v("state", s.state); v("filled", s.filled); v("average_price", s.average_price);
           v("commission", s.commission); v("slippage_bps", s.slippage_bps); v("reason", s.reason);)
// On disk the context stands before the text, as a person reads it.
template <class S, class V>
void visit_message(S& error, V& v) {
  if constexpr (std::is_const_v<S>)
    v("what", error.message());
  else
    v("what", error.what);
}
BOT_FIELDS(Error, v("code", s.code); visit_message(s, v); v("where", s.where); v("fix", s.fix);)
BOT_FIELDS(FindingLine, v("symbol", s.symbol); v("error", s.error); v("code", s.code); v("message", s.message);)
BOT_FIELDS(RunResult, v("run_id", s.run_id); v("mode", s.mode); v("session", s.session); v("simulated", s.simulated);
           v("indicative", s.indicative); v("outcome", s.outcome); v("exit_code", s.exit_code); v("message", s.message);
           v("error", s.error); v("equity", s.equity); v("cash", s.cash); v("targets", s.targets);
           v("positions", s.positions); v("inputs", s.inputs); v("orders", s.orders); v("findings", s.findings);
           v("reasons", s.reasons); v("started", s.started); v("ended", s.ended); v("next_run", s.next_run);)

BOT_FIELDS(RunStarted, v("mode", s.mode); v("account", s.account); v("scheduled", s.scheduled); v("session", s.session);
           v("version", s.version);)
BOT_FIELDS(StepRecorded, v("step", s.step); v("detail", s.detail);)
BOT_FIELDS(BarsRecorded, v("symbol", s.symbol); v("kept_rows", s.kept_rows); v("final_rows", s.final_rows);
           v("previous_sha256", s.previous_sha256); v("sha256", s.sha256); v("today", s.today); v("factor", s.factor);
           v("rows", s.rows);)
BOT_FIELDS(InputsRecorded, v("what", s.what); v("json", s.json); v("sha256", s.sha256);)
BOT_FIELDS(DecisionRecorded, v("session", s.session); v("targets", s.targets); v("json", s.json); v("sha256", s.sha256);
           v("continued", s.continued);)
BOT_FIELDS(Intent, v("key", s.key); v("symbol", s.symbol); v("con_id", s.con_id);
           v("primary_exchange", s.primary_exchange); v("side", s.side); v("quantity", s.quantity); v("limit", s.limit);
           v("planned_mid", s.planned_mid); v("full_exit", s.full_exit); v("reason", s.reason);)
BOT_FIELDS(PlanWritten, v("session", s.session); v("sequence", s.sequence); v("baseline", s.baseline);
           v("targets", s.targets); v("decided", s.decided); v("managed_equity", s.managed_equity);
           v("intents", s.intents); v("sha256", s.sha256);)
BOT_FIELDS(BuysSettled::Buy, v("key", s.key); v("quantity", s.quantity); v("limit", s.limit);)
BOT_FIELDS(BuysSettled, v("session", s.session); v("buys", s.buys); v("settled_cash", s.settled_cash);
           v("budget", s.budget); v("settled_only", s.settled_only); v("free_from", s.sellable_from);
           v("proceeds_granted", s.proceeds_granted);)
BOT_FIELDS(CashUpFront, v("session", s.session); v("until", s.until); v("why", s.why);)
BOT_FIELDS(orders::OrderSending, v("key", s.key); v("order_id", s.order_id); v("quantity", s.quantity);
           v("limit", s.limit); v("expires", s.expires);)
BOT_FIELDS(orders::OrderEvidence, v("key", s.key); v("fact", s.fact); v("source", s.source); v("filled", s.filled);
           v("perm_id", s.perm_id); v("text", s.text);)
BOT_FIELDS(orders::CancelRequested, v("key", s.key); v("why", s.why);)
BOT_FIELDS(orders::FillBooked, v("execution", s.execution); v("session", s.session); v("settles", s.settles);)
BOT_FIELDS(orders::CommissionBooked, v("exec_id", s.exec_id); v("commission", s.commission);)
BOT_FIELDS(orders::FillInferred, v("key", s.key); v("quantity", s.quantity); v("price", s.price);
           v("session", s.session); v("settles", s.settles); v("explanation", s.explanation);)
BOT_FIELDS(orders::OrderAbandoned, v("key", s.key); v("reason", s.reason);)
BOT_FIELDS(CashMovement, v("amount", s.amount); v("session", s.session); v("explanation", s.explanation);)
BOT_FIELDS(PositionsAccepted::Entry, v("symbol", s.symbol); v("broker_quantity", s.broker_quantity); v("as", s.as);)
BOT_FIELDS(PositionsAccepted, v("entries", s.entries); v("explanation", s.explanation); v("by", s.by);)
BOT_FIELDS(SymbolReleased, v("symbol", s.symbol); v("by", s.by);)
BOT_FIELDS(PermissionProven, v("symbol", s.symbol); v("how", s.how);)
BOT_FIELDS(PermissionRefused, v("symbol", s.symbol); v("code", s.code); v("reason", s.reason);)
BOT_FIELDS(FractionRefused, v("symbol", s.symbol); v("until", s.until);)
BOT_FIELDS(InstrumentPinned, v("symbol", s.symbol); v("con_id", s.con_id); v("primary_exchange", s.primary_exchange);)
BOT_FIELDS(NavRecorded, v("session", s.session); v("net_liquidation", s.net_liquidation); v("cash", s.cash);
           v("cash_anchor", s.cash_anchor); v("positions", s.positions);)
BOT_FIELDS(RunEnded, v("result", s.result); v("on_target", s.on_target);)
BOT_FIELDS(Halted, v("id", s.id); v("code", s.reason); v("why", s.why);)
BOT_FIELDS(Resumed, v("id", s.id); v("by", s.by);)
BOT_FIELDS(Armed, v("account", s.account); v("max_order", s.max_order); v("max_day", s.max_day);
           v("not_before", s.not_before); v("expires", s.expires); v("config_sha256", s.config_sha256);
           v("program_sha256", s.program_sha256); v("host", s.host); v("without_dead_man", s.without_dead_man);
           v("with_expiry_unproven", s.with_expiry_unproven); v("sentence", s.sentence); v("by", s.by);
           v("seal", s.seal);)
BOT_FIELDS(Disarmed, v("why", s.why);)
BOT_FIELDS(RunTurnedAway, v("session", s.session); v("outcome", s.outcome); v("message", s.message);)
BOT_FIELDS(SessionWatched, v("session", s.session); v("verdict", s.verdict); v("findings", s.findings);)

BOT_FIELDS(orders::BookedFill, v("exec_id", s.exec_id); v("quantity", s.quantity); v("price", s.price);
           v("time", s.time); v("session", s.session); v("settles", s.settles); v("commission", s.commission);
           v("corrected", s.corrected);)
BOT_FIELDS(orders::OrderRecord, v("key", s.key); v("run", s.run); v("session", s.session); v("symbol", s.symbol);
           v("con_id", s.con_id); v("primary_exchange", s.primary_exchange); v("side", s.side);
           v("intended", s.intended); v("quantity", s.quantity); v("planned_limit", s.planned_limit);
           v("limit", s.limit); v("planned_mid", s.planned_mid); v("full_exit", s.full_exit); v("reason", s.reason);
           v("state", s.state); v("order_id", s.order_id); v("perm_id", s.perm_id); v("sent_at", s.sent_at);
           v("expires", s.expires); v("cancel_requested", s.cancel_requested); v("told_filled", s.reported_filled);
           v("inferred", s.inferred); v("fills", s.fills);)
BOT_FIELDS(BoughtLot, v("symbol", s.symbol); v("quantity", s.quantity); v("traded", s.traded); v("settles", s.settles);
           v("free_from", s.sellable_from);)
BOT_FIELDS(HaltLatch, v("id", s.id); v("code", s.reason); v("why", s.why); v("at", s.at);)
BOT_FIELDS(SessionRecord, v("planned_by", s.planned_by); v("sequence", s.sequence); v("baseline", s.baseline);
           v("targets", s.targets); v("managed_equity", s.managed_equity); v("orders_sent", s.orders_sent);
           v("notional_sent", s.notional_sent); v("buys_settled", s.buys_settled); v("free_from", s.sellable_from);
           v("rejected", s.rejected); v("unknown", s.unknown); v("ended", s.ended); v("turned_away", s.turned_away);)
BOT_FIELDS(NavPoint, v("session", s.session); v("equity", s.equity); v("deposits", s.deposits);
           v("unmeasured", s.unmeasured);)
BOT_FIELDS(OpenRebalance, v("decided", s.decided); v("targets", s.targets);)
BOT_FIELDS(RecordedBars, v("rows", s.rows); v("sha256", s.sha256);)
BOT_FIELDS(LedgerState, v("events", s.events); v("first_event_at", s.first_event_at); v("orders", s.orders);
           v("managed", s.managed); v("kept", s.kept); v("lots", s.lots); v("proven", s.proven);
           v("fraction_refused_until", s.fraction_refused_until); v("halt", s.halt); v("resumed_at", s.resumed_at);
           v("sessions", s.sessions); v("rebalance", s.rebalance); v("last_decided", s.last_decided);
           v("last_nav", s.last_nav); v("nav_acknowledged", s.nav_acknowledged); v("cash_since_nav", s.cash_since_nav);
           v("flows_since_nav", s.flows_since_nav); v("last_targets", s.last_targets); v("last_run", s.last_run);
           v("bars", s.bars); v("armed", s.armed); v("pins", s.pins); v("order_id_high_water", s.order_id_high_water);
           v("open_run", s.open_run); v("open_run_session", s.open_run_session);
           v("proceeds_withheld", s.proceeds_withheld); v("cash_up_front", s.cash_up_front); v("navs", s.navs);
           v("deposits_since_nav", s.deposits_since_nav); v("positions_taken_since_nav", s.positions_taken_since_nav);
           v("watched_through", s.watched_through);)

#undef BOT_FIELDS

}  // namespace bot::ledger::detail
