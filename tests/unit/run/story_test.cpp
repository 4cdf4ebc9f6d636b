// What a run asks when and how long it waits for it, what it writes down, sends and says, and what it comes to: one
// text a story, under tests/golden/run. A change that moves a question, a wait, a figure or a sentence is seen in one
// of them; BOT_UPDATE_GOLDEN=1 writes them anew, and then each difference is to be wanted.
#include "unit/run/story.hpp"

#include <gtest/gtest.h>

#include "support/golden.hpp"
#include "unit/run/outside_position.hpp"

namespace bot::run {
namespace {

using test::OrderFault;
using test::outside_position;
using test::Story;
using test::TradeWorld;

struct StoryCase {
  const char* name;
  const char* from_step;  // that the story is about
  void (*play)(Story&);
};
std::ostream& operator<<(std::ostream& out, const StoryCase& one) { return out << one.name; }

void rotate(Story& story) {
  story.skip_a_day();
  story.world.want({{"IEF", 0.3}, {"SPY", 0.5}});
}

// The next line that begins with `line` is followed by `then`, once.
void at_line(Story& story, std::string line, std::function<void()> then) {
  auto done = std::make_shared<bool>(false);
  story.on_line = [line = std::move(line), then = std::move(then), done](const std::string& happened) {
    if (!*done && happened.starts_with(line)) {
      *done = true;
      then();
    }
  };
}

// Where the power goes out: at the first call of the broker of this name after a line of the story that has this text.
struct PowerOff {
  std::string line;
  std::string step;
};
void cut_power(Story& story, const std::string& title, const PowerOff& when) {
  at_line(story, when.line, [&story, step = when.step] {
    story.world.broker.on_step = [step](const std::string& what) {
      if (what == step) throw test::PowerCut{};
    };
  });
  try {
    story.trade(title);
  } catch (const test::PowerCut&) {
  }
  story.world.broker.on_step = {};
}

const StoryCase kStories[] = {
    {"first_day", "",
     [](Story& story) {
       story.world.options.options_json = R"({"strategy":"fixed"})";
       story.world.options.version = "1.2.3";
       story.trade("from cash to targets");
       story.trade("a second start of the session");
     }},
    {"rotation", "",
     [](Story& story) {
       rotate(story);
       story.trade("sells, then buys with their proceeds");
       story.world.to_next_session();
       story.world.want({{"GLD", 0.8}});
       story.trade("what was bought with unsettled money is locked");
       story.world.to_next_session();
       story.trade("and sold when it is free");
     }},
    {"settled_only", "plan",
     [](Story& story) {
       story.world.options.plan.cash_rule = plan::CashRule::kSettledOnly;
       rotate(story);
       story.trade("the buy waits for the cash");
       story.world.to_next_session();
       story.trade("and has it");
     }},
    {"withheld_proceeds", "plan",
     [](Story& story) {
       story.world.broker.grants = false;
       rotate(story);
       story.trade("once");
       story.world.to_next_session();
       story.world.want({{"IEF", 0.3}, {"GLD", 0.5}});
       story.trade("twice");
       story.world.to_next_session();
       story.world.want({{"IEF", 0.3}, {"QQQ", 0.5}});
       story.trade("then only with settled cash");
     }},
    {"scheduled_and_unscheduled", "",
     [](Story& story) {
       story.world.options.scheduled = true;
       story.world.broker.faults.connect_failures = 3;
       story.trade("a gateway that comes up late");
       story.world.options.scheduled = false;
       story.world.to_next_session();
       story.world.broker.faults.connect_failures = 9;
       story.trade("by hand it is tried a few times");
       story.world.broker.faults.connect_failures = 0;
       story.world.at(make_date(2026, 3, 4), 12, 0);
       story.trade("at noon");
     }},
    {"late_start", "plan",
     [](Story& story) {
       story.world.at(make_date(2026, 3, 3), 15, 58, 20);
       story.trade("70 s before the last buys");
     }},
    {"too_late_for_buys", "send",
     [](Story& story) {
       rotate(story);
       story.world.broker.faults.orders[Symbol{"GLD"}] = OrderFault::kNeverFills;
       story.world.options.fill_timeout = std::chrono::minutes{10};
       story.trade("the sells take all the time");
     }},
    {"fill_timeout", "send",
     [](Story& story) {
       rotate(story);
       story.world.broker.faults.orders[Symbol{"GLD"}] = OrderFault::kPartial;
       story.trade("half of a sell in a minute");
     }},
    {"buys_that_do_not_fill", "send",
     [](Story& story) {
       story.world.broker.faults.orders[Symbol{"IEF"}] = OrderFault::kNeverFills;
       story.trade("cancelled before the close");
       story.trade("a second start");
     }},
    {"deaf_to_cancel", "send",
     [](Story& story) {
       story.world.broker.faults.orders[Symbol{"IEF"}] = OrderFault::kDeafToCancel;
       story.trade("it dies by the clock");
     }},
    {"lost_order", "send",
     [](Story& story) {
       story.world.broker.faults.orders[Symbol{"GLD"}] = OrderFault::kLost;
       story.trade("nobody knows of it");
       story.world.broker.faults.orders.clear();
       story.world.to_next_session();
       story.trade("the day after");
     }},
    {"invisible_fill", "send",
     [](Story& story) {
       story.world.broker.faults.orders[Symbol{"GLD"}] = OrderFault::kInvisible;
       story.trade("only the positions show it");
       story.world.broker.faults.orders.clear();
       story.world.to_next_session();
       story.trade("the day after");
     }},
    {"rejected_order", "send",
     [](Story& story) {
       story.world.broker.faults.orders[Symbol{"GLD"}] = OrderFault::kReject;
       story.trade("refused, and the others go");
     }},
    {"hung_up_behind_an_order", "send",
     [](Story& story) {
       rotate(story);
       story.world.broker.faults.orders[Symbol{"GLD"}] = OrderFault::kDisconnectAfter;
       story.trade("the connection breaks before any word");
     }},
    {"hung_up_before_an_order", "send",
     [](Story& story) {
       at_line(story, "asks time (3 s)", [&story] { story.world.broker.hang_up(); });
       story.trade("asked for again over a new connection");
     }},
    {"no_answer_before_an_order", "send",
     [](Story& story) {
       at_line(story, "writes plan", [&story] { story.world.broker.faults.no_time = true; });
       story.trade("nothing is sent");
     }},
    {"executions_missing", "send",
     [](Story& story) {
       rotate(story);
       story.world.broker.faults.executions_empty = true;
       story.trade("fills nobody lists prove nothing");
     }},
    {"executions_late", "send",
     [](Story& story) {
       rotate(story);
       story.world.broker.faults.executions_empty = true;
       story.world.loop.call_at(story.world.loop.now() + std::chrono::seconds{15},
                                [&story] { story.world.broker.faults.executions_empty = false; });
       story.trade("they are asked for until they are there");
     }},
    {"executions_fail", "send",
     [](Story& story) {
       rotate(story);
       at_line(story, "sends", [&story] { story.world.broker.faults.executions_fail = true; });
       story.trade("nobody proves the sells");
     }},
    {"positions_that_stand_still", "send",
     [](Story& story) {
       rotate(story);
       at_line(story, "sends", [&story] { story.world.broker.go_stale(); });
       story.trade("no buy is sent");
     }},
    {"cash_that_lags", "send",
     [](Story& story) {
       rotate(story);
       story.world.broker.more_values.set("TotalCashValue", "USD", story.world.broker.cash.str());
       story.trade("the account shows the sells nowhere");
       story.world.broker.more_values = {};
       story.world.to_next_session();
       story.trade("the day after");
     }},
    {"commissions_that_never_come", "send",
     [](Story& story) {
       story.events_lost = [](const ports::BrokerEvent& event) {
         return std::holds_alternative<ports::CommissionEvent>(event);
       };
       story.trade("the list of executions has them");
     }},
    {"interrupted_before_anything", "bars",
     [](Story& story) {
       at_line(story, "asks bars", [&story] { story.world.loop.interrupt(); });
       story.trade("asked to stop at the bars");
       at_line(story, "asks what if", [&story] { story.world.loop.interrupt(); });
       story.trade("asked to stop at the permissions");
     }},
    {"interrupted_between_orders", "send",
     [](Story& story) {
       rotate(story);
       story.world.broker.faults.orders[Symbol{"GLD"}] = OrderFault::kNeverFills;
       at_line(story, "sends", [&story] { story.world.loop.interrupt(); });
       story.trade("what works is cancelled");
       story.trade("a later start");
     }},
    {"killed_between_orders", "",
     [](Story& story) {
       rotate(story);
       cut_power(story, "the power goes out behind a sell", {.line = "sends", .step = "wait_events"});
       story.trade("the next start takes it up");
     }},
    {"killed_while_it_works", "",
     [](Story& story) {
       rotate(story);
       story.world.broker.faults.orders[Symbol{"GLD"}] = OrderFault::kNeverFills;
       cut_power(story, "the power goes out while a sell works", {.line = "sends", .step = "executions"});
       story.trade("the next start follows it to its end");
     }},
    {"kill_switch_with_live_orders", "",
     [](Story& story) {
       rotate(story);
       story.world.broker.faults.orders[Symbol{"GLD"}] = OrderFault::kNeverFills;
       cut_power(story, "the power goes out while a sell works", {.line = "sends", .step = "executions"});
       story.world.files.files[story.world.options.halt_file] = "by Ann";
       story.trade("halted by the owner meanwhile");
     }},
    {"outside_and_kept", "plan",
     [](Story& story) {
       TradeWorld& world = story.world;
       world.broker.set_position("SPY", 4);
       world.options.keep = {{Symbol{"SPY"}, Quantity::from_whole(4)}};
       world.broker.others = {outside_position("ZZZ", 998, 100), outside_position("SPY", 777'001, 1, "OPT", "USD"),
                              outside_position("SAP", 555, 20, "STK", "EUR"),
                              outside_position("EUR", 12, 500, "CASH", "EUR")};
       world.broker.others_value = Money::from_double(400 + 150 + 2000 * 1.1 + 500 * 1.1);
       world.broker.more_values.set("ExchangeRate", "EUR", "1.1");
       world.broker.more_values.set("CashBalance", "EUR", "500");
       world.broker.more_values.set("CashBalance", "USD", "10000");
       world.broker.more_values.set_mark(ConId{998}, {Quantity::from_whole(80), "USD", Money::from_whole(320)});
       world.broker.more_values.set_mark(ConId{555}, {Quantity::from_whole(20), "EUR", Money::from_whole(2000)});
       story.trade("the owner's business is taken out");
     }},
    {"owners_cash", "",
     [](Story& story) {
       story.skip_a_day();
       story.world.broker.cash += Money::from_whole(500);
       story.trade("a deposit");
       story.world.to_next_session();
       story.world.broker.cash -= Money::from_whole(300);
       story.trade("a withdrawal");
       story.world.to_next_session();
       story.world.broker.cash += Money::from_double(0.5);
       story.trade("half a dollar");
       story.world.to_next_session();
       story.world.broker.cash += Money::from_whole(1);
       story.trade("a dollar");
     }},
    {"settled_cash_in_doubt", "plan",
     [](Story& story) {
       story.world.broker.unreported = {"SettledCash"};
       rotate(story);
       story.trade("nothing is bought");
       story.world.to_next_session();
       story.world.broker.market.at(Symbol{"QQQ"}).quoted = false;
       story.trade("told once a run, whatever else was found");
     }},
    {"fractions", "plan",
     [](Story& story) {
       story.world.broker.faults.takes_fractions = true;
       story.trade("they go");
       story.world.to_next_session();
       story.world.want({{"GLD", 0.5}, {"IEF", 0.2}});
       story.trade("sold and bought in part");
     }},
    {"commissions_nobody_reports", "send",
     [](Story& story) {
       story.has_commissions = false;
       story.events_lost = [](const ports::BrokerEvent& event) {
         return std::holds_alternative<ports::CommissionEvent>(event);
       };
       story.trade("waited for a little");
     }},
    {"a_weight_of_zero", "plan",
     [](Story& story) {
       story.world.broker.faults.takes_fractions = true;
       story.world.want({{"GLD", 0.5}, {"QQQ", 0}});
       story.trade("nothing is asked about it");
     }},
    {"slow_answers", "",
     [](Story& story) {
       rotate(story);
       for (const char* question : {"time", "account values", "positions", "open orders", "executions"})
         story.slow[question] = std::chrono::seconds{3};
       story.trade("quotes that grew old are asked for again");
     }},
    {"very_slow_answers", "plan",
     [](Story& story) {
       rotate(story);
       for (const char* question : {"account values", "positions"}) story.slow[question] = std::chrono::seconds{19};
       story.trade("until no buy may begin any more");
     }},
    {"account_unanswered", "",
     [](Story& story) {
       rotate(story);
       story.unanswered = {{"account values", 1}, {"open orders", 1}};
       story.trade("asked again");
       story.world.to_next_session();
       story.unanswered = {{"positions", 100}};
       story.trade("by hand a few times");
     }},
    {"positions_unanswered_before_a_sell", "send",
     [](Story& story) {
       rotate(story);
       at_line(story, "step: send", [&story] { story.unanswered["positions"] = 1000; });
       story.trade("nothing is sold");
     }},
    {"positions_unanswered_in_the_end", "reconcile",
     [](Story& story) {
       at_line(story, "step: reconcile", [&story] { story.unanswered["positions"] = 1000; });
       story.trade("nobody compared them");
     }},
    {"positions_that_never_agree", "reconcile",
     [](Story& story) {
       story.skip_a_day();
       story.world.want({{"GLD", 0.3}, {"IEF", 0.3}});
       auto count = std::make_shared<int>(0);
       at_line(story, "step: reconcile", [&story, count] {
         story.world.broker.on_step = [&story, count](const std::string& what) {
           if (what == "positions") story.world.broker.set_position("QQQ", ++*count % 7 + 1);
         };
       });
       story.trade("they are other ones each time");
       story.world.broker.on_step = {};
     }},
    {"the_owner_sells_meanwhile", "reconcile",
     [](Story& story) {
       at_line(story, "step: reconcile", [&story] { story.world.broker.set_position("GLD", 3); });
       story.trade("positions are not what the ledger adds up to");
       story.world.to_next_session();
       story.trade("the day after");
     }},
    {"final_account_unanswered", "reconcile",
     [](Story& story) {
       at_line(story, "step: reconcile", [&story] { story.unanswered["account values"] = 1000; });
       story.trade("no figures in the result");
     }},
    {"account_unanswered_after_the_sells", "send",
     [](Story& story) {
       rotate(story);
       at_line(story, "step: send", [&story] { story.unanswered["account values"] = 1000; });
       story.trade("no buy is sent");
     }},
    {"killed_behind_the_plan", "",
     [](Story& story) {
       rotate(story);
       story.world.disk.on_step = [&story](const std::string&) {
         if (std::holds_alternative<ledger::PlanWritten>(story.world.disk.events.back().body)) throw test::PowerCut{};
       };
       try {
         story.trade("nothing of it was sent");
       } catch (const test::PowerCut&) {
       }
       story.world.disk.on_step = {};
       story.world.to_next_session();
       story.trade("the day after its orders are abandoned");
     }},
    {"interrupted_in_the_end", "reconcile",
     [](Story& story) {
       at_line(story, "step: reconcile", [&story] { story.world.loop.interrupt(); });
       story.trade("when all was sent");
     }},
    {"owners_trades", "",
     [](Story& story) {
       TradeWorld& world = story.world;
       story.skip_a_day();
       world.broker.others = {outside_position("ZZZ", 998, 100)};
       world.broker.others_value = Money::from_whole(400);
       world.broker.cash -= Money::from_whole(401);
       world.broker.more_values.set_mark(ConId{998}, {Quantity::from_whole(100), "USD", Money::from_whole(400)});
       story.trade("he bought something");
       world.to_next_session();
       world.broker.cash -= Money::from_whole(900);
       world.broker.others.front().quantity = Quantity::from_whole(150);
       world.broker.others_value = Money::from_whole(600);
       world.broker.more_values.set_mark(ConId{998}, {Quantity::from_whole(150), "USD", Money::from_whole(600)});
       story.trade("he bought more, and took something out");
       world.to_next_session();
       world.broker.more_values = {};
       world.broker.others.clear();
       world.broker.others_value = {};
       world.broker.cash += Money::from_whole(610);
       story.trade("he sold it, and nothing says what it was worth");
     }},
    {"cash_reserve_and_caps", "plan",
     [](Story& story) {
       story.world.options.plan.cash_reserve = Money::from_whole(3000);
       story.trade("the reserve is not managed");
     }},
    {"scheduled_without_a_gateway", "",
     [](Story& story) {
       story.world.options.scheduled = true;
       story.world.broker.faults.connect_failures = 1000;
       story.trade("tried until no buy may begin");
     }},
    {"scheduled_in_another_slot", "",
     [](Story& story) {
       story.world.options.scheduled = true;
       story.world.at(make_date(2026, 3, 4), 12, 55);
       story.trade("the timer of early closes");
       story.world.at(make_date(2026, 3, 4), 16, 30);
       story.trade("after the close");
       story.world.at(make_date(2026, 3, 7), 15, 55);
       story.trade("a Saturday");
       story.world.at(make_date(2026, 3, 9), 15, 55);
       story.world.files.files[story.world.options.halt_file] = "by Ann";
       story.trade("halted");
     }},
    {"later_start_that_fails", "",
     [](Story& story) {
       rotate(story);
       story.world.broker.faults.orders[Symbol{"GLD"}] = OrderFault::kNeverFills;
       at_line(story, "sends", [&story] {
         story.world.broker.on_step = [](const std::string& what) {
           if (what == "executions") throw test::PowerCut{};
         };
       });
       try {
         story.trade("the power goes out while a sell works");
       } catch (const test::PowerCut&) {
       }
       story.world.broker.on_step = {};
       story.unanswered["account values"] = 1000;
       at_line(story, "asks anything", [&story] { story.world.loop.interrupt(); });
       story.trade("a start that gets no account, and is asked to stop while it follows the order");
     }},
    {"nothing_permitted_but_a_zero", "plan",
     [](Story& story) {
       story.world.want({{"GLD", 0.3}, {"QQQ", 0}});
       story.world.broker.faults.what_if_refusals = {{Symbol{"GLD"}, 201}};
       story.trade("a weight of zero is no wish");
     }},
    {"fractions_without_a_quote", "plan",
     [](Story& story) {
       story.world.broker.faults.takes_fractions = true;
       story.skip_a_day();
       story.world.want({{"GLD", 0.5}, {"IEF", 0.2}});
       story.world.broker.market.at(Symbol{"IEF"}).quoted = false;
       story.trade("what has no quote proves nothing: whole shares");
     }},
    {"an_end_at_the_last_instant", "reconcile",
     [](Story& story) {
       story.world.broker.faults.orders[Symbol{"GLD"}] = OrderFault::kDeafToCancel;
       at_line(story, "step: reconcile",
               [&story] { story.world.files.files[story.world.options.halt_file] = "by Ann"; });
       story.trade("killed by hand meanwhile");
     }},
    {"link_of_the_gateway", "",
     [](Story& story) {
       at_line(story, "step: bars",
               [&story] { story.linked_again = story.world.loop.now() + std::chrono::seconds{4}; });
       story.trade("lost for a moment: nothing is connected anew");
       story.world.to_next_session();
       at_line(story, "step: bars",
               [&story] { story.linked_again = story.world.loop.now() + std::chrono::seconds{25}; });
       story.trade("lost for longer");
     }},
    {"quotes_for_want_of_bars", "bars",
     [](Story& story) {
       for (const char* symbol : {"GLD", "IEF", "QQQ", "SPY"})
         story.world.broker.market.at(Symbol{symbol}).bars.pop_back();
       story.on_quote = [](Quote& quote) {
         if (quote.symbol == Symbol{"GLD"}) quote.open.reset();
         if (quote.symbol == Symbol{"IEF"}) quote.low.reset();
         if (quote.symbol == Symbol{"QQQ"}) quote.last.reset();
         if (quote.symbol == Symbol{"SPY"}) quote.volume.reset();
       };
       story.trade("today's bar is of a quote that has all of it");
     }},
    {"fractions_and_a_refused_permission", "plan",
     [](Story& story) {
       story.world.broker.faults.takes_fractions = true;
       story.world.broker.faults.what_if_refusals = {{Symbol{"GLD"}, 201}};
       story.trade("asked about each once");
     }},
    {"fractions_never", "plan",
     [](Story& story) {
       story.world.options.fractional = Fractional::kNever;
       story.world.broker.faults.takes_fractions = true;
       story.trade("nobody is asked");
     }},
    {"interrupted_and_deaf", "reconcile",
     [](Story& story) {
       story.world.broker.faults.orders[Symbol{"IEF"}] = OrderFault::kDeafToCancel;
       at_line(story, "step: reconcile", [&story] { story.world.loop.interrupt(); });
       story.trade("twenty seconds, and its end is not known");
     }},
    {"cash_unreported", "send",
     [](Story& story) {
       rotate(story);
       at_line(story, "step: send", [&story] { story.world.broker.reports_cash = false; });
       story.trade("nothing is bought, and no anchor is set");
     }},
    {"settled_cash_refused", "reconcile",
     [](Story& story) {
       story.world.broker.faults.orders[Symbol{"GLD"}] = OrderFault::kReject;
       story.world.broker.refusal_text = "Order rejected - reason: this account may trade with Settled Cash only";
       story.trade("a sign");
       story.from_step.clear();
       story.trade("the same sign is no new one");
     }},
    {"bought_with_a_little_of_the_proceeds", "plan",
     [](Story& story) {
       story.world.want({{"IEF", 0.6}});
       story.skip_a_day();
       story.world.want({{"IEF", 0.3}, {"GLD", 0.46}});
       story.trade("the reserve is not there to be spent: locked for longer");
     }},
    {"no_answer_before_a_sell", "send",
     [](Story& story) {
       rotate(story);
       at_line(story, "step: send", [&story] { story.world.broker.faults.no_time = true; });
       story.trade("nothing is sold");
     }},
    {"equity_unreported_in_the_end", "reconcile",
     [](Story& story) {
       at_line(story, "step: reconcile", [&story] { story.world.broker.unreported = {"NetLiquidation"}; });
       story.trade("positions without weights, and no record of the equity");
     }},
    {"permissions", "plan",
     [](Story& story) {
       story.world.want({{"GLD", 0.3}, {"IEF", 0.3}, {"QQQ", 0.3}});
       story.world.broker.faults.what_if_refusals = {{Symbol{"GLD"}, 201}};
       story.world.broker.faults.what_ifs_unanswered = {Symbol{"QQQ"}};
       story.trade("one refused, one unanswered");
     }},
    {"read_only", "plan",
     [](Story& story) {
       story.world.broker.faults.what_if_refusals = {{Symbol{"GLD"}, 321}};
       story.trade("a read-only gateway");
     }},
    {"sold_for_nothing", "plan",
     [](Story& story) {
       rotate(story);
       story.world.broker.faults.what_ifs_unanswered = {Symbol{"SPY"}};
       story.trade("nobody says whether the buy is allowed");
     }},
    {"nothing_permitted", "plan",
     [](Story& story) {
       story.world.broker.faults.what_if_refusals = {{Symbol{"GLD"}, 201}, {Symbol{"IEF"}, 201}};
       story.trade("no buy is allowed");
     }},
    {"quotes_that_fail", "bars",
     [](Story& story) {
       story.world.broker.market.at(Symbol{"GLD"}).quoted = false;
       story.world.broker.market.at(Symbol{"IEF"}).has_bid = false;
       story.trade("one without a quote, one without a bid");
     }},
    {"quotes_lost_after_the_sells", "send",
     [](Story& story) {
       rotate(story);
       at_line(story, "sends", [&story] { story.world.broker.market.at(Symbol{"SPY"}).quoted = false; });
       story.trade("the buy has no quote any more");
     }},
    {"bars_that_fail", "",
     [](Story& story) {
       story.skip_a_day();
       story.world.broker.faults.bars_unanswered = {Symbol{"GLD"}};
       story.trade("one symbol without an answer");
       story.world.to_next_session();
       story.world.broker.faults.bars_unanswered = {};
       story.world.broker.faults.hang_ups_at_bars = 2;
       story.trade("the connection lost twice at the bars");
       story.world.to_next_session();
       story.world.broker.faults.bars_refused = {Symbol{"GLD"}};
       story.trade("one symbol without its new bars, and an answer about today");
     }},
    {"a_source_without_adjusted_bars", "bars",
     [](Story& story) {
       story.has_adjusted_bars = false;
       story.trade("only trades are asked for");
     }},
    {"unexplained", "",
     [](Story& story) {
       story.world.broker.set_position("SPY", 3);
       story.trade("shares that nobody explains");
       story.dry("a dry run beside them");
     }},
    {"foreign_order", "",
     [](Story& story) {
       OpenOrder foreign;
       foreign.perm_id = PermId{55};
       foreign.account = AccountId{"DU0000001"};
       foreign.symbol = Symbol{"GLD"};
       foreign.security_type = "STK";
       foreign.side = Side::kSell;
       foreign.quantity = Quantity::from_whole(1);
       foreign.status = BrokerOrderStatus::kSubmitted;
       story.world.broker.foreign_orders = {foreign};
       story.trade("somebody else's order works");
       story.dry("a dry run says so too");
       story.world.broker.foreign_orders.front().status = BrokerOrderStatus::kCancelled;
       story.trade("and is over");
     }},
    {"dry_runs", "",
     [](Story& story) {
       story.dry("of the session");
       story.skip_a_day();
       story.world.want({{"IEF", 0.3}, {"SPY", 0.5}});
       story.dry("the day after");
       story.world.at(make_date(2026, 3, 4), 20, 0);
       story.dry("in the evening");
       story.world.at(make_date(2026, 3, 7), 12, 0);
       story.dry("at the weekend");
     }},
    {"weekly", "decide",
     [](Story& story) {
       story.world.options.schedule.frequency = schedule::Frequency::kWeekly;
       story.trade("a Tuesday");
       while (!story.world.calendar.is_last_of_week(calendar::to_new_york(story.world.loop.now()).date))
         story.world.to_next_session();
       story.world.broker.faults.orders[Symbol{"IEF"}] = OrderFault::kPartial;
       story.trade("the last session of the week");
       story.world.broker.faults.orders.clear();
       story.world.to_next_session();
       story.world.want({{"SPY", 0.5}});
       story.trade("what was decided goes on");
       story.world.to_next_session();
       story.trade("and is over");
     }},
    {"ledger_behind", "",
     [](Story& story) {
       story.skip_a_day();
       story.world.broker.reserve_order_ids(ClientOrderId{500});
       story.trade("the gateway counts further than the ledger");
       story.trade("and nobody has looked");
     }},
    {"overfill", "send",
     [](Story& story) {
       story.world.broker.faults.orders[Symbol{"GLD"}] = OrderFault::kOverfill;
       story.trade("more than was ordered");
     }},
    {"client_id_in_use", "",
     [](Story& story) {
       story.world.options.scheduled = true;
       story.world.broker.faults.connect_failures = 1000;
       story.world.broker.faults.connect_error = ErrorCode::kClientIdInUse;
       story.trade("to the last");
     }},
    {"clocks_apart", "",
     [](Story& story) {
       story.world.broker.faults.clock_ahead = std::chrono::seconds{3};
       story.trade("a little");
       story.world.to_next_session();
       story.world.broker.faults.clock_ahead = std::chrono::seconds{40};
       story.trade("too far");
     }},
    {"full_disk", "send",
     [](Story& story) {
       story.world.options.keep = {};
       rotate(story);
       at_line(story, "sends", [&story] { story.world.disk.full = true; });
       story.trade("behind the first order");
     }},
    {"early_close", "",
     [](Story& story) {
       story.world.at(make_date(2026, 11, 27), 12, 55);
       story.trade("at 12:55");
     }},
};

class Stories : public testing::TestWithParam<StoryCase> {};

TEST_P(Stories, AreAsBefore) {
  Story story;
  story.from_step = GetParam().from_step;
  GetParam().play(story);
  story.add_ledger();
  test::expect_golden(fmt::format("run/{}.txt", GetParam().name), story.text);
}

INSTANTIATE_TEST_SUITE_P(Run, Stories, testing::ValuesIn(kStories),
                         [](const auto& one) { return std::string(one.param.name); });

}  // namespace
}  // namespace bot::run
