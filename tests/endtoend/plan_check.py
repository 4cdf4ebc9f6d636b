"""`bot plan --account` on described accounts drawn at random, against an exact computation of the same plan.

    plan_check.py PROGRAM SHARED [--seed N] [--cases N] [--long]
"""
import argparse
import json
import math
import pathlib
import random
import sys
import tempfile
import traceback

import plan_oracle
from bot_program import Bot

NAMES = ["AGG", "BND", "DBC", "EFA", "GLD", "IEF", "IWM", "QQQ", "SPY", "TLT", "VTI", "XLE"]


def price(random_, low, high):
    return round(math.exp(random_.uniform(math.log(low), math.log(high))), 2)


def quote(random_):
    mid = price(random_, 9, 600)
    half = random_.choice([0.005, 0.01, 0.01, 0.02, 0.05])
    half = min(half, mid * 0.002)
    bid = round(mid - half, 2)
    ask = max(bid + 0.01, round(mid + half, 2))
    return {"bid": bid, "ask": round(ask, 2), "last_close": round(mid * random_.uniform(0.94, 1.06), 2)}


def bad_quote(random_, good):
    kind = random_.choice(["crossed", "zero bid", "no ask", "no last", "absent", "far", "negative", "zero last"])
    bad = dict(good)
    if kind == "crossed":
        bad["bid"], bad["ask"] = good["ask"] + 0.02, good["bid"]
    elif kind == "zero bid":
        bad["bid"] = 0.0
    elif kind == "no ask":
        bad["ask"] = None
    elif kind == "no last":
        del bad["last_close"]
    elif kind == "absent":
        return None
    elif kind == "far":
        bad["last_close"] = round(good["last_close"] * random_.choice([0.7, 1.5]), 2)
    elif kind == "negative":
        bad["bid"] = -1.0
    elif kind == "zero last":
        bad["last_close"] = 0.0
    return bad


def case(random_, symbols):
    names = sorted(random_.sample(NAMES, symbols))
    equity = round(math.exp(random_.uniform(math.log(1500), math.log(40000))), 2)
    quotes = {s: quote(random_) for s in names}
    raw = [random_.random() ** 2 for _ in names]
    invested = random_.uniform(0.3, 0.98)
    targets = {s: (round(w / sum(raw) * invested, 6) if random_.random() < 0.5 else w / sum(raw) * invested)
               for s, w in zip(names, raw) if random_.random() < 0.75}
    positions, value = {}, 0.0
    for s in names:
        if random_.random() < 0.6:
            shares = int(random_.uniform(0, 1.6 / symbols) * equity / quotes[s]["ask"])
            if random_.random() < 0.15:
                shares += random_.choice([0.25, 0.5, 0.1234])
            if shares > 0 and value + shares * quotes[s]["ask"] < 1.02 * equity:
                positions[s] = {"shares": shares, "locked": random_.choice([0, 0, 0, int(shares), int(shares * random_.random())])}
                value += shares * quotes[s]["ask"]
    cash = equity - value
    unsettled = round(random_.choice([0, 0, 0.3, 0.9]) * max(cash, 0), 2)
    account = {"equity": equity, "settled_cash": round(cash - unsettled, 2), "unsettled_proceeds": unsettled,
               "targets": targets, "positions": positions, "quotes": quotes}
    if random_.random() < 0.5:
        account["available_funds"] = round(random_.choice([cash, cash - unsettled, 0.5 * cash, 2 * cash]), 2)
    if random_.random() < 0.35:
        s = random_.choice(names)
        bad = bad_quote(random_, quotes[s])
        if bad is None:
            del quotes[s]
        else:
            quotes[s] = bad
    options = plan_oracle.Options(limit_offset_bps=random_.choice([10, 10, 5, 25]), exit_offset_bps=random_.choice([30, 50]),
                                  min_order_notional=random_.choice([50, 50, 200]), drift_band=random_.choice([0.02, 0.02, 0.0, 0.05]),
                                  max_weight=random_.choice([0.5, 0.5, 1.0, 0.34]), fixed=random_.random() < 0.2,
                                  settled_only=random_.random() < 0.3, min_commission=random_.choice([0.35, 1.0, 0.0]))
    return account, options


def settings(options):
    names = ",".join(NAMES)
    out = [f"universe=[{names}]", f"execution.limit_offset_bps={options.limit_offset_bps}",
           f"execution.exit_offset_bps={options.exit_offset_bps}", f"execution.min_order_notional={options.min_order_notional}",
           f"weights.drift_band={options.drift_band}", f"weights.max_weight_per_asset={options.max_weight}", "limits.max_order_notional=1.0",
           f"execution.cash_rule={'settled_only' if options.settled_only else 'auto'}", f"costs.min_commission={options.min_commission}"]
    if options.fixed:
        out += ["strategy.kind=fixed", "fixed_weights={SPY: 0.5, TLT: 0.3}"]
    return out


def near(a, b, tolerance=1e-9):
    return abs(float(a) - float(b)) <= tolerance * max(1.0, abs(float(b)))


def check(plan, account, options):
    """Every contradiction with the exact plan, in words."""
    frame = plan_oracle.Frame(account, options)
    wrong = []

    def want(condition, text):
        if not condition:
            wrong.append(text)

    want(near(plan["reserve"], frame.reserve), f"reserve {plan['reserve']}, expected {float(frame.reserve)}")
    want(near(plan["budget"], frame.budget), f"budget {plan['budget']}, expected {float(frame.budget)}")
    want(near(plan["scale"], frame.scale), f"scale {plan['scale']}, expected {float(frame.scale)}")
    held = {s: plan_oracle.exact(account["positions"].get(s, {"shares": 0})["shares"]) for s in frame.symbols}
    trades = {s: 0 for s in frame.symbols}
    order_of = {}
    for order in plan["orders"]:
        s, n = order["symbol"], order["shares"]
        want(s in trades and s not in order_of, f"an order too many: {order}")
        want(n == int(n) and n > 0, f"not whole: {order}")
        order_of[s] = order
        trades[s] = int(n) * (1 if order["side"] == "BUY" else -1)
    want(set(plan["shares_after"]) >= set(frame.symbols), f"shares_after names {sorted(plan['shares_after'])}, expected {frame.symbols}")
    for s in frame.symbols:
        want(near(plan["shares_after"].get(s, 0), held[s] + trades[s]), f"shares_after of {s}: {plan['shares_after'].get(s)}")
        want(held[s] + trades[s] >= 0, f"{s} short")
        want((s in order_of) != (s in {k["symbol"] for k in plan["skipped"]}), f"{s}: neither or both of order and skipped")
    for s in frame.bad:
        want(trades[s] == 0, f"{s} traded on a bad quote {account['quotes'].get(s)}")
    for x in frame.in_band:
        want(trades[x.symbol] == 0, f"{x.symbol} traded inside the band: {float(x.weight)} against {float(x.target)}")
    for x in frame.exits:
        want(trades[x.symbol] == -x.whole_unlocked, f"exit {x.symbol}: {trades[x.symbol]}, expected {-x.whole_unlocked}")
    sides = [(o["side"] == "BUY", o["symbol"]) for o in plan["orders"]]
    want(sides == sorted(sides), f"order of orders: {sides}")
    for s, order in order_of.items():
        if s in frame.bad:
            continue
        want(near(order["limit_price"], frame.limit_price(s, order["side"])),
             f"limit of {s} {order['limit_price']}, expected {float(frame.limit_price(s, order['side']))}")
        want(near(order["commission"], plan_oracle.commission(abs(trades[s]), options)), f"commission: {order}")
        want(bool(order["reason"]), f"no reason: {order}")
    chosen = {x.symbol: trades[x.symbol] for x in frame.chosen}
    for x in frame.chosen:
        want(x.allowed(chosen[x.symbol], frame.equity, options), f"{x.symbol}: {chosen[x.symbol]} shares are not allowed")
    over = plan_oracle.overspent({**chosen, **frame.exit_trades}, frame.chosen + frame.exits, frame.budget, options)
    want(over == 0, f"overspent by {float(over)}")
    kind = "exact"
    best = frame.best()
    if best is None:
        kind = "exchange"
        nearer = frame.improving_exchange(chosen)
        want(nearer is None, f"{chosen} is not the best: {nearer} is nearer")
    else:
        mine, theirs = float(frame.squared(best)), float(frame.squared(chosen))
        want(theirs <= mine + 1e-13, f"{chosen} has {theirs}, {best} has {mine}")
        if frame.squared(best) == frame.squared(chosen):
            want(frame.traded(chosen) <= frame.traded(best), f"a tie: {best} trades less than {chosen}")
    want(near(plan["distance"], frame.left_over(chosen), 1e-7), f"distance {plan['distance']}, expected {frame.left_over(chosen)}")
    return kind, wrong


def ties():
    """Two equal symbols, money for one share more of one of them: the first in the alphabet gets it."""
    quotes = {s: {"bid": 99.99, "ask": 100.01, "last_close": 100.0} for s in ("AGG", "BND")}
    account = {"equity": 1000.0, "settled_cash": 365.0, "targets": {"AGG": 0.25, "BND": 0.25}, "positions": {}, "quotes": quotes}
    yield account, plan_oracle.Options(), {"AGG": 2, "BND": 1}
    # Exactly between two and three shares: less is traded.
    account = {"equity": 1000.0, "settled_cash": 1000.0, "targets": {"AGG": 0.25}, "positions": {}, "quotes": quotes}
    yield account, plan_oracle.Options(), {"AGG": 2}
    account = {"equity": 1000.0, "settled_cash": 600.0, "targets": {"AGG": 0.25}, "positions": {"AGG": {"shares": 4, "locked": 0}}, "quotes": quotes}
    yield account, plan_oracle.Options(), {"AGG": 3}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("shared")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cases", type=int)
    parser.add_argument("--long", action="store_true")
    arguments = parser.parse_args()
    count = arguments.cases or (3000 if arguments.long else 250)
    passed = failed = 0
    kinds = {}
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)

        def plan(account, options):
            (folder / "account.json").write_text(json.dumps(account))
            return Bot(arguments.program, folder, None, settings(options)).run("plan", "--account", "account.json")

        for number in range(count):
            random_ = random.Random(f"{arguments.seed}/{number}")
            account, options = case(random_, random_.choice([1, 2, 2, 3, 3, 4, 5, 8, 12]))
            try:
                kind, wrong = check(plan(account, options), account, options)
            except Exception:  # noqa: BLE001 - one case must not hide the others
                kind, wrong = "crash", [traceback.format_exc(limit=3)]
            kinds[kind] = kinds.get(kind, 0) + 1
            passed, failed = (passed + 1, failed) if not wrong else (passed, failed + 1)
            if wrong:
                print(f"case {number} (--seed {arguments.seed}): {options}\n  {json.dumps(account)}")
                for text in wrong:
                    print(f"  ✖ {text}")
        for account, options, expected in ties():
            result = plan(account, options)
            if {s: n for s, n in result["shares_after"].items() if n} == expected and plan(account, options) == result:
                passed += 1
            else:
                failed += 1
                print(f"tie: {result['shares_after']}, expected {expected}\n  {json.dumps(account)}")
    print("  ".join(f"{kind} {number}" for kind, number in sorted(kinds.items())))
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
