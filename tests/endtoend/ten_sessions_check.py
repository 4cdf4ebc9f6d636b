"""Ten sessions in a row on real prices, for several first sessions and settings, in-process and against a gateway of its
own process: each decision equals an independent computation from the recorded inputs, each plan equals the plain one for
an account kept beside the program's, the account follows, a second start trades nothing, cash and positions add up to
the cent with dividends, every alert is true.

    ten_sessions_check.py PROGRAM SHARED [--first DATE] [--sessions N] [--only NAME] [--long]
"""
import argparse
import csv
import json
import math
import pathlib
import re
import sys
import tempfile
import traceback

import pyarrow.parquet as parquet

import cash_account
import decision
import market
import plan_oracle
from bot_program import Bot, Catcher, Gateway

SYMBOLS = ["SPY", "QQQ", "VTI", "TLT", "IEF", "GLD", "XLE", "BND", "BITO"]
EARLY = {"2018-07-03", "2018-11-23", "2018-12-24", "2019-07-03", "2019-11-29", "2019-12-24", "2020-11-27", "2020-12-24", "2021-11-26",
         "2016-11-25", "2017-07-03", "2017-11-24"}

# name: (first session, settings, account, attached pace or None)
SCENARIOS = {
    "crash": ("2020-03-09", {}, {}, None),
    "Columbus Day": ("2018-10-02", {}, {}, None),
    "attached": ("2019-01-03", {}, {}, 20),
    "Veterans Day, SettledCash is the total": ("2019-11-05", {"embedded.settled_cash": "total"}, {"total": True}, None),
    "unsettled money not granted": ("2016-11-07", {"embedded.grants": "false"}, {"grants": False}, None),
    "settled cash only": ("2017-06-28", {"execution.cash_rule": "settled_only"}, {"settled_only": True}, None),
    "delayed data": ("2021-10-13", {"embedded.data": "delayed"}, {}, None),
    "early close": ("2019-11-21", {"selection.top_n": "3", "weights.max_weight_per_asset": "0.4"}, {}, None),
    "fixed": ("2018-12-18", {"strategy.kind": "fixed", "fixed_weights": "{SPY: 0.35, QQQ: 0.3, TLT: 0.2, GLD: 0.15}"}, {}, None),
    "Veterans Day attached": ("2020-11-05", {}, {}, 30),
}
USUAL = ["crash", "Columbus Day", "attached"]


def cents(value):
    return round(float(value) * 100)


def cached(folder, symbol, before):
    path = folder / f"data/parquet/{symbol}.parquet"
    rows = parquet.read_table(path).to_pylist() if path.exists() else []
    return [{**r, "date": r["date"].isoformat()} for r in rows if r["date"].isoformat() < before]


class Story:
    def __init__(self, program, shared, folder, name, sessions_wanted):
        self.first, settings, account, self.pace = SCENARIOS[name]
        self.name, self.folder, self.shared, self.program = name, folder, shared, program
        self.sessions = market.sessions(shared)
        self.days = self.sessions[self.sessions.index(self.first):][:sessions_wanted]
        self.dividends = {s: {r["ex_date"]: r["value"] for r in csv.DictReader(open(shared / f"data/actions/{s}.csv", encoding="utf-8"))
                              if r["kind"] == "dividend"} for s in SYMBOLS}
        self.account = cash_account.Account(10000, self.sessions, **account)
        self.catcher = Catcher()
        self.settings = {"embedded.replay": f"{shared}/data/daily", **settings}
        self.fixed = settings.get("strategy.kind") == "fixed"
        self.top_n = int(settings.get("selection.top_n", 2))
        self.cap = float(settings.get("weights.max_weight_per_asset", 0.5))
        self.options = plan_oracle.Options(max_weight=self.cap, fixed=self.fixed, settled_only=self.account.settled_only)
        # Prices of a quarter of an hour ago: a limit may lie beyond the market and the order rest unfilled.
        self.loose = settings.get("embedded.data") == "delayed"
        self.wrong, self.lines, self.drifted = [], [], 0

    def want(self, condition, text):
        if not condition:
            self.wrong.append(text)

    def targets(self, bars):
        if self.fixed:
            return [], {"SPY": 0.35 * 0.95, "QQQ": 0.3 * 0.95, "TLT": 0.2 * 0.95, "GLD": 0.15 * 0.95}
        _, selected, weights = decision.decide(bars, top_n=self.top_n, cap=self.cap)
        return selected, weights

    def run(self):
        for day in self.days:
            hour = "12:55:00" if day in EARLY else "15:55:00"
            if self.pace is None:
                pieces = [f"{k}={v}" for k, v in {**self.settings, "embedded.pace": "step"}.items()]
                self.session(day, Bot(self.program, self.folder, self.catcher.url, pieces), ["--clock", f"{day} {hour}"])
            else:
                with Gateway(self.program, self.folder, [f"{k}={v}" for k, v in self.settings.items()], f"{day} {hour}", self.pace) as gateway:
                    attached = {k: v for k, v in self.settings.items() if not k.startswith("embedded.")}
                    pieces = [f"{k}={v}" for k, v in {**attached, "embedded.attach": gateway.address}.items()]
                    self.session(day, Bot(self.program, self.folder, self.catcher.url, pieces), [])
        last = Bot(self.program, self.folder, None, [])
        last.run("audit", "verify")

    def session(self, day, bot, clock):
        want = self.want
        yesterday = self.sessions[self.sessions.index(day) - 1]
        bot.run(*clock, "fetch")
        validation = bot.run(*clock, "validate", expect=(0, 4))
        valid = {s["symbol"] for s in validation["symbols"] if s["passed"]}
        want(set(SYMBOLS) - valid <= {"BITO"}, f"{day} validated {sorted(valid)}")
        final = {s: cached(self.folder, s, day) for s in valid}
        if not self.fixed:
            weights = bot.run(*clock, "weights")
            want(weights["asof"] == yesterday, f"{day} weights as of {weights['asof']}")
            scores, selected, _ = decision.decide({s: decision.decision_bars(final[s]) for s in valid}, top_n=self.top_n, cap=self.cap)
            want(weights["selected"] == selected, f"{day} selected {weights['selected']}, expected {selected}")
            for line in weights["symbols"]:
                want(line["symbol"] not in valid or math.isclose(line["score"], scores[line["symbol"]], rel_tol=1e-9, abs_tol=1e-12),
                     f"{day} score of {line['symbol']}")

        for symbol in list(self.account.held):
            if day in self.dividends[symbol]:
                self.account.dividend(symbol, self.dividends[symbol][day])
        dry = bot.run(*clock, "trade", "--dry-run")
        self.check_decision(day, dry, final)
        self.check_plan(day, dry)
        want(cents(dry["cash"]) == cents(self.account.cash), f"{day} cash before {dry['cash']}, expected {float(self.account.cash)}")

        told_before = len(self.catcher.messages)
        run = bot.run(*clock, "trade", "--paper", expect=(0, 7) if self.loose else 0)
        want(run["outcome"] in ("done", "nothing_to_do") and run["exit_code"] == 0 or run["outcome"] == "residual" and run["exit_code"] == 0 and run["deferred"] or self.loose and run["outcome"] == "residual", f"{day} {run['outcome']}: {run.get('message')}")
        want(run["session"] == day and run["simulated"] is True and run["mode"] == "paper", f"{day} head")
        selected, wanted = self.check_decision(day, run, final)
        self.check_fills(day, run, dry)
        self.check_alerts(day, run, self.catcher.messages[told_before:])

        again = bot.run(*clock, "trade", "--paper", expect=(0, 7) if self.loose else 0)
        want(again["outcome"] == "already_done" or self.loose and again["exit_code"] == 7, f"{day} a second start: {again['outcome']}")
        want(cents(again["cash"]) == cents(self.account.cash), f"{day} cash after a second start {again['cash']}")
        want(self.shares(again) == self.shares(run), f"{day} positions after a second start")
        held = " ".join(f"{s} {int(n) if n == int(n) else n}" for s, n in sorted(self.shares(run).items()))
        self.lines.append(f"  {day}  {'+'.join(selected) or 'none':<12} equity {run['equity']:>10.2f}  cash {run['cash']:>9.2f}  "
                          f"{len(run['orders'])} orders  {held}")

    @staticmethod
    def shares(run):
        return {s: p["shares"] for s, p in run["positions"].items() if p["shares"]}

    def check_decision(self, day, run, final):
        bars = {}
        for symbol in sorted(final):
            line = run["inputs"][symbol]
            if line["provisional"] is None:
                self.want(symbol == "BITO", f"{day} {symbol} without today's bar")
                continue
            self.want(line["provisional"]["date"] == day, f"{day} today's bar of {symbol} is of {line['provisional']['date']}")
            bars[symbol] = decision.decision_bars(final[symbol], line["provisional"], line["factor"])
            dividend = float(self.dividends[symbol].get(day, 0))
            factor = 1 - dividend / final[symbol][-1]["close"]
            self.want(abs(line["factor"] - factor) < 1e-4, f"{day} factor of {symbol} {line['factor']}, expected {factor}")
        selected, wanted = self.targets(bars)
        self.want(set(run["targets"]) == set(wanted), f"{day} targets {run['targets']}, expected {wanted}")
        for symbol, weight in wanted.items():
            self.want(math.isclose(run["targets"].get(symbol, 0), weight, rel_tol=1e-9), f"{day} target of {symbol} {run['targets'].get(symbol)}, expected {weight}")
        return selected, wanted

    def check_plan(self, day, dry):
        quotes = {s: {"bid": x["bid"], "ask": x["ask"], "last_close": x["ask"]} for s, x in dry["inputs"].items() if x["bid"]}
        frame = plan_oracle.Frame(self.account.described(day, dry["equity"], dry["targets"], quotes), self.options)
        self.reserve = frame.reserve
        trades = {o["symbol"]: int(o["shares"]) * (1 if o["side"] == "BUY" else -1) for o in dry["orders"]}
        best = frame.best()
        expected = {**{s: n for s, n in (best or {}).items() if n}, **frame.exit_trades}
        if best is None or trades == expected:
            self.want(trades == expected or frame.improving_exchange({x.symbol: trades.get(x.symbol, 0) for x in frame.chosen}) is None, f"{day} plan {trades}")
        elif math.isclose(frame.squared(best), frame.squared(trades), abs_tol=1e-13) and {s: n for s, n in trades.items() if s in frame.exit_trades} == frame.exit_trades:
            pass
        else:
            self.wrong.append(f"{day} plan {trades}, expected {expected}: {json.dumps(self.account.described(day, dry['equity'], dry['targets'], quotes))}")

    def check_fills(self, day, run, dry):
        want = self.want
        planned = {(o["symbol"], o["side"]): o["shares"] for o in dry["orders"]}
        for order in run["orders"]:
            if self.loose and order["state"] in ("expired", "cancelled", "partial", "abandoned"):
                if not order["filled"]:
                    continue
            else:
                want(order["state"] == "filled" and order["filled"] == order["shares"] == int(order["shares"]), f"{day} {order}")
            want(order["commission"] is not None, f"{day} no commission of {order['symbol']}")
            if order["commission"] is None:
                order["commission"] = max(0.35, 0.0035 * order["filled"])
            if order["side"] == "BUY":
                want(order["average_price"] <= order["limit_price"] + 1e-9, f"{day} bought above its limit: {order}")
            else:
                want(order["average_price"] >= order["limit_price"] - 1e-9, f"{day} sold below its limit: {order}")
            most = planned.get((order["symbol"], order["side"]), 0)
            if self.pace is None:
                want(order["shares"] <= most if order["side"] == "BUY" else order["shares"] == most, f"{day} {order['side']} {order['symbol']} {order['shares']}, planned {most}")
        want([o["side"] for o in run["orders"]] == sorted((o["side"] for o in run["orders"]), reverse=True), f"{day} a buy before a sell")
        self.account.trade(day, run["orders"], self.reserve)
        want(cents(run["cash"]) == cents(self.account.cash), f"{day} cash {run['cash']}, expected {float(self.account.cash)}")
        held = {s: float(n) for s, n in self.account.held.items()}
        want(self.shares(run) == held, f"{day} positions {self.shares(run)}, expected {held}")
        total = run["cash"] + sum(p["value"] for p in run["positions"].values())
        # Delayed prices are a quarter of an hour behind those of NetLiquidation.
        want(abs(cents(run["equity"]) - cents(total)) <= (0.01 * cents(total) if self.loose else 1), f"{day} equity {run['equity']} is not cash and values {total}")
        want(run["cash"] >= 0, f"{day} borrowed")
        # What was planned is what there is, unless cash was short at the last moment.
        short = sum(abs(planned[k] - next((o["shares"] for o in run["orders"] if (o["symbol"], o["side"]) == k), 0)) for k in planned)
        self.drifted += short > 0
        want(self.pace is not None or self.loose or short <= 2, f"{day} planned {planned}, got {[(o['symbol'], o['side'], o['shares']) for o in run['orders']]}")

    def check_alerts(self, day, run, messages):
        words = [json.dumps(m, ensure_ascii=False) for m in messages]
        for message in messages:
            self.want(message.get("allowed_mentions") == {"parse": []}, f"{day} mentions are not forbidden")
        self.want(all("SIMULATED" in e.get("title", "") for m in messages for e in m["embeds"]), f"{day} a title without SIMULATED")
        about = [w for w in words if f"{run['cash']:,.2f}" in w and f"{run['equity']:,.2f}" in w]
        self.want(len(about) == 1, f"{day} {len(about)} alerts tell cash {run['cash']:,.2f} and equity {run['equity']:,.2f}: {words}")
        if not about:
            return
        text = about[0]
        for symbol, position in run["positions"].items():
            if position["shares"]:
                self.want(symbol in text and f"{100 * position['weight']:.1f}"[:-1] in text, f"{day} {symbol} {position['weight']} is not in the alert {text}")
        # Every amount of dollars in it is one of the run's.
        amounts = [run["cash"], run["equity"], 0.0]
        for position in run["positions"].values():
            amounts += [position["price"], position["value"]]
        for order in run["orders"]:
            amounts += [order["average_price"] or 0.0, order["limit_price"], order["commission"] or 0.0, order["filled"] * (order["average_price"] or 0.0)]
        for told in re.findall(r"\$(-?[\d,]+(?:\.\d+)?)", text):
            value = float(told.replace(",", ""))
            digits = len(told.split(".")[1]) if "." in told else 0
            self.want(any(abs(value - a) <= 0.51 * 10**-digits + 1e-9 for a in amounts), f"{day} the alert says ${told}: {text}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("shared", type=lambda text: pathlib.Path(text).resolve())
    parser.add_argument("--first")
    parser.add_argument("--sessions", type=int)
    parser.add_argument("--only")
    parser.add_argument("--long", action="store_true")
    arguments = parser.parse_args()
    names = [arguments.only] if arguments.only else list(SCENARIOS) if arguments.long else USUAL
    if arguments.first:
        SCENARIOS["given"] = (arguments.first, {}, {}, None)
        names = ["given"]
    passed = failed = 0
    for name in names:
        count = arguments.sessions or (10 if arguments.long or name == "crash" or arguments.only else 4)
        with tempfile.TemporaryDirectory() as scratch:
            story = Story(arguments.program, arguments.shared, pathlib.Path(scratch), name, count)
            try:
                story.run()
            except Exception:  # noqa: BLE001 - one story must not hide the others
                story.wrong.append(traceback.format_exc(limit=4))
        good = not story.wrong
        passed, failed = passed + good, failed + (not good)
        print(f"{'✔' if good else '✖'} {name}, {len(story.lines)} sessions from {story.first}" + (f", {story.drifted} with fewer bought than planned" if story.drifted else ""))
        print("\n".join(story.lines))
        for text in story.wrong[:15]:
            print(f"  ✖ {text[:1500]}")
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
