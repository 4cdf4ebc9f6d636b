"""Ten sessions in a row on real prices: each decision equals an independent computation from the recorded inputs, the
account follows it, a second start trades nothing, cash and positions add up to the cent, every alert is true.

    ten_sessions_check.py PROGRAM SHARED [FIRST_SESSION]
"""
import csv
import json
import math
import pathlib
import sys
import tempfile

import pyarrow.parquet as parquet

import decision
from bot_program import Bot, Catcher

program, shared = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
first = sys.argv[3] if len(sys.argv) > 3 else "2020-03-09"
SYMBOLS = ["SPY", "QQQ", "VTI", "TLT", "IEF", "GLD", "XLE", "BND", "BITO"]

sessions = [row["date"] for row in csv.DictReader(open(shared / "data/xnys_sessions_2015_2024.csv"))]
days = sessions[sessions.index(first):][:10]
dividends = {s: {r["ex_date"]: float(r["value"]) for r in csv.DictReader(open(shared / f"data/actions/{s}.csv")) if r["kind"] == "dividend"}
             for s in SYMBOLS}


def cents(value):
    return round(value * 100)


def cached(folder, symbol, before):
    rows = parquet.read_table(folder / f"data/parquet/{symbol}.parquet").to_pylist()
    return [{**r, "date": r["date"].isoformat()} for r in rows if r["date"].isoformat() < before]


with tempfile.TemporaryDirectory() as scratch:
    folder = pathlib.Path(scratch)
    catcher = Catcher()
    bot = Bot(program, folder, catcher.url, [f"embedded.replay={shared}/data/daily", "embedded.pace=step"])
    cash, held = 10000.0, {}
    for day in days:
        clock = ["--clock", f"{day} 15:55:00"]
        bot.run(*clock, "fetch")
        validation = bot.run(*clock, "validate", expect=(0, 4))
        valid = {s["symbol"] for s in validation["symbols"] if s["passed"]}
        assert valid == set(SYMBOLS) - {"BITO"}, valid
        weights = bot.run(*clock, "weights")
        last_final = sessions[sessions.index(day) - 1]
        assert weights["asof"] == last_final, (weights["asof"], last_final)
        plain = {s: decision.decision_bars(cached(folder, s, day)) for s in valid}
        scores, selected, wanted = decision.decide(plain)
        assert weights["selected"] == selected, (day, weights["selected"], selected)
        for symbol in weights["symbols"]:
            if symbol["symbol"] in valid:
                assert math.isclose(symbol["score"], scores[symbol["symbol"]], rel_tol=1e-9, abs_tol=1e-12)

        run = bot.run(*clock, "trade", "--paper")
        assert run["outcome"] in ("done", "nothing_to_do"), run
        assert run["session"] == day and run["simulated"] is True and run["mode"] == "paper"

        # The decision from the recorded inputs: today's forming bar and today's factor on the cached final bars.
        bars = {}
        for symbol in valid:
            line = run["inputs"][symbol]
            assert line["provisional"]["date"] == day
            bars[symbol] = decision.decision_bars(cached(folder, symbol, day), line["provisional"], line["factor"])
        _, selected, wanted = decision.decide(bars)
        assert set(run["targets"]) == set(wanted), (day, run["targets"], wanted)
        for symbol, weight in wanted.items():
            assert math.isclose(run["targets"][symbol], weight, rel_tol=1e-9), (day, symbol, run["targets"][symbol], weight)

        # Money: what the orders say and the dividends of the day is exactly what the account shows.
        for symbol, shares in held.items():
            cash += shares * dividends[symbol].get(day, 0.0)
        for order in run["orders"]:
            assert order["state"] == "filled" and order["filled"] == order["shares"] and order["shares"] == int(order["shares"]), order
            sign = -1 if order["side"] == "BUY" else 1
            cash += sign * order["filled"] * order["average_price"] - order["commission"]
            held[order["symbol"]] = held.get(order["symbol"], 0) - sign * order["filled"]
            if order["side"] == "BUY":
                assert order["average_price"] <= order["limit_price"] + 1e-9, order
            else:
                assert order["average_price"] >= order["limit_price"] - 1e-9, order
        held = {s: n for s, n in held.items() if n != 0}
        assert cents(run["cash"]) == cents(cash), (day, run["cash"], cash)
        assert {s: p["shares"] for s, p in run["positions"].items() if p["shares"]} == held, (day, run["positions"], held)
        assert cents(run["equity"]) == cents(run["cash"] + sum(p["value"] for p in run["positions"].values())), day
        assert run["cash"] >= 0

        # The account follows: within a share and the band of every target that was not deferred.
        for symbol in set(wanted) | set(held):
            line = run["positions"].get(symbol)
            weight = line["weight"] if line else 0.0
            price = line["price"] if line else run["inputs"][symbol]["ask"]
            distance = abs(weight - wanted.get(symbol, 0.0))
            assert distance <= 0.02 + price / run["equity"] + 0.01, (day, symbol, weight, wanted.get(symbol))

        again = bot.run(*clock, "trade", "--paper")
        assert again["outcome"] == "already_done" and not [o for o in again["orders"] if o["filled"]] or again["orders"] == run["orders"], again
        assert cents(again["cash"]) == cents(cash) and {s: p["shares"] for s, p in again["positions"].items() if p["shares"]} == held

        # The alert: what it says of money and positions is what the account has.
        text = json.dumps(catcher.messages[-1], ensure_ascii=False) if catcher.messages else ""
        successes = [m for m in catcher.messages if "SIMULATED" in json.dumps(m)]
        assert successes, "no alert came"
        told = [m for m in map(json.dumps, catcher.messages) if f"{run['cash']:,.2f}" in m and f"{run['equity']:,.2f}" in m]
        assert told, (day, run["cash"], run["equity"], text)
        for symbol in held:
            assert symbol in told[-1]
        print(f"{day}  {'+'.join(selected) or 'cash':<10} equity {run['equity']:>10.2f}  cash {run['cash']:>9.2f}  "
              f"{len(run['orders'])} orders  {held}")
    bot.run("--clock", f"{days[-1]} 15:58:00", "audit", "verify")
    print("1 passed, 0 failed")
