"""`bot weights` on random universes, through `bot fetch --source csv` or Parquet files of other programs, against the
plain computation of decision.py: features, gates, correlations, selection, every weighting, the fixed strategy.

    decision_check.py PROGRAM SHARED [--seed N] [--cases N] [--long]
"""
import json
import math
import random

import decision
import market
from bot_program import Bot
from numbered_cases import run_cases

NAMES = ["AGG", "BND", "DBC", "EFA", "GLD", "IEF", "IWM", "QQQ", "SPY", "TLT", "VTI", "XLE"]


def case(random_, days):
    names = random_.sample(NAMES, random_.choice([3, 5, 8, 12]))
    last = random_.randrange(400, len(days) - 30)
    known = days[last - random_.randrange(150, 390):last + 25]  # bars beyond the date asked for must change nothing
    common = {d: random_.gauss(0, 0.006) for d in known}
    universe = {}
    for name in names:
        first = random_.choice([0, 0, 0, random_.randrange(0, len(known) - 30)])
        universe[name] = market.bars(random_, known[first:], common, beta=random_.uniform(-1.5, 2), drift=random_.uniform(-0.0005, 0.0025),
                                     wild=random_.choice([0.003, 0.01, 0.02]))
        if random_.random() < 0.06:  # nothing moves any more
            flat = universe[name][len(universe[name]) // 2]
            for row in universe[name][len(universe[name]) // 2:]:
                row.update({k: flat[k] for k in ("open", "high", "low", "close", "adj_close")})
    if random_.random() < 0.3 and len(names) > 3:  # two that are the same but for the name: a tie and a correlation of 1
        universe[names[1]] = [dict(r) for r in universe[names[0]]]
    adjusted = {s: random_.random() > 0.15 for s in names}
    options = {"ema_fast": random_.choice([5, 20, 20]), "ema_slow": random_.choice([30, 50]), "atr_window": random_.choice([14, 20]),
               "vol_window": random_.choice([20, 20, 40, 60]), "min_bars": random_.choice([61, 120]), "min_score": random_.choice([0.0, 0.0, -1.0, 0.3]),
               "top_n": random_.choice([1, 2, 3, 5, 8]), "corr_window": random_.choice([30, 60]), "corr_cap": random_.choice([0.3, 0.7, 0.9, 1.0]),
               "cap": random_.choice([0.5, 0.3, 0.4, 1.0]), "cash_buffer": random_.choice([0.05, 0.0, 0.1]),
               "method": random_.choice(["inv_vol", "equal", "erc", "hrp", "min_var"]),
               "macd_windows": random_.choice([None, None, (12, 26, 9)])}
    return universe, adjusted, options, days[last], random_.choice(["total_return", "total_return", "splits"])


def settings(names, options, adjust):
    fast, slow, signal = options["macd_windows"] or (12, 26, 9)
    return [f"universe=[{','.join(names)}]", f"market_data.adjust={adjust}", f"features.ema_fast={options['ema_fast']}",
            f"features.ema_slow={options['ema_slow']}", f"features.atr_window={options['atr_window']}",
            f"features.macd.enabled={'true' if options['macd_windows'] else 'false'}",
            f"features.macd.fast={fast}", f"features.macd.slow={slow}", f"features.macd.signal={signal}",
            f"selection.top_n={options['top_n']}", f"selection.corr_window={options['corr_window']}",
            f"selection.corr_cap={options['corr_cap']}", f"selection.min_score={options['min_score']}",
            f"weights.method={options['method']}", f"weights.vol_window={options['vol_window']}",
            f"weights.max_weight_per_asset={options['cap']}", f"weights.cash_buffer={options['cash_buffer']}",
            "limits.max_order_notional=1.0", f"validation.min_bars={options['min_bars']}"]


def near(a, b, tolerance=1e-9):
    if a is None or b is None:
        return a is None and b is None
    return math.isclose(a, b, rel_tol=tolerance, abs_tol=1e-12)


def check(document, universe, options, asof):
    wrong = []

    def want(condition, text):
        if not condition:
            wrong.append(text)

    features = {k: options[k] for k in ("ema_fast", "ema_slow", "atr_window", "vol_window", "min_bars", "min_score", "macd_windows")}
    looks = {s: decision.look(rows, **features) for s, rows in universe.items()}
    want(document["asof"] == asof, f"asof {document['asof']}")
    want(sorted(s["symbol"] for s in document["symbols"]) == sorted(universe), "symbols")
    for line in document["symbols"]:
        mine = looks[line["symbol"]]
        for key in ("close", "ema_fast", "ema_slow", "atr", "score"):
            want(near(line[key], mine[key]), f"{line['symbol']} {key} {line[key]}, expected {mine[key]}")
        if mine["volatility"] is None or mine["volatility"] > 1e-15:
            want(near(line["volatility"], mine["volatility"]), f"{line['symbol']} volatility {line['volatility']}, expected {mine['volatility']}")
        want(line["bars"] == mine["bars"], f"{line['symbol']} bars {line['bars']}, expected {mine['bars']}")
        want(line["last"] == asof, f"{line['symbol']} last {line['last']}")
        told = line["macd"]
        if mine["macd"] is None:
            want(told is None, f"{line['symbol']} macd {told}")
        else:
            want(near(told["line"], mine["macd"][0]) and near(told["signal"], mine["macd"][1]), f"{line['symbol']} macd {told}, expected {mine['macd']}")
        if mine["macd"] is None:
            want(line["gates"].pop("macd") in (None, True), f"{line['symbol']} gate macd while off")
            del mine["gates"]["macd"]
        at_the_edge = mine["score"] is not None and abs(mine["score"]) < 1e-12  # a flat series: rounding decides
        for gate, open_ in mine["gates"].items():
            if gate == "score" and at_the_edge:
                continue
            want(line["gates"][gate] == open_, f"{line['symbol']} gate {gate} {line['gates'][gate]}, expected {open_}")
        want(line["passed"] == mine["passed"], f"{line['symbol']} passed {line['passed']}")
        want(bool(line["reason"]), f"{line['symbol']} without a reason")
    passed = sorted(s for s, x in looks.items() if x["passed"])
    told = {(c["a"], c["b"]): c["rho"] for c in document["correlations"]}
    want(set(told) == {(a, b) for a in passed for b in passed if a < b}, f"pairs {sorted(told)} of {passed}")
    for (a, b), rho in told.items():
        expected = decision.correlation(universe[a], universe[b], options["corr_window"])
        want(near(rho, expected), f"rho {a} {b} {rho}, expected {expected}")
    _, selected, weights = decision.decide(universe, **options)
    want(document["selected"] == selected, f"selected {document['selected']}, expected {selected}")
    given = {s: w for s, w in document["weights"].items() if w != 0}
    weights = {s: w for s, w in weights.items() if w != 0}
    want(set(given) == set(weights), f"weights {given}, expected {weights}")
    for s, w in weights.items():
        want(near(given.get(s), w), f"weight of {s} {given.get(s)}, expected {w}")
    want(near(document["cash"], 1 - math.fsum(weights.values())), f"cash {document['cash']}")
    return wrong


def one(program, shared_days, seed, number, scratch):
    random_ = random.Random(f"{seed}/{number}")
    universe, adjusted, options, asof, adjust = case(random_, shared_days)
    folder = scratch / str(number)
    folder.mkdir()
    names = list(universe)
    bot = Bot(program, folder, None, settings(names, options, adjust))
    by_csv = random_.random() < 0.6
    for name, rows in universe.items():
        rows = [{**r, "adj_close": r["adj_close"] if adjusted[name] else None} for r in rows]
        if by_csv:
            market.write_csv(folder / "source", name, rows, adjusted[name])
        else:
            market.write_parquet(folder / "data/parquet", name, rows, random_.randrange(16))
    if by_csv:
        bot.run("fetch", "--source", "csv", "--from", "source")
    document = bot.run("weights", "--asof", asof)
    if bot.run("weights", "--asof", asof) != document:
        return ["a second run said something else"]
    bars = {}
    for name, rows in universe.items():
        rows = [r for r in rows if r["date"] <= asof]
        bars[name] = decision.decision_bars([{**r, "adj_close": r["adj_close"] if adjusted[name] else None} for r in rows], adjust=adjust)
    wrong = check(document, bars, options, asof)
    # Fixed weights on the same bars.
    share = {s: round(random_.random() / len(names), 3) for s in names}
    fixed = bot.run("weights", "--asof", asof, "--set", "strategy.kind=fixed", "--set", f"fixed_weights={json.dumps(share)}", "--set",
                    "limits.max_order_notional=1.0")
    for s, w in share.items():
        if not near(fixed["weights"].get(s, 0.0), w * (1 - options["cash_buffer"])):
            wrong.append(f"fixed weight of {s} {fixed['weights'].get(s)}, expected {w * (1 - options['cash_buffer'])}")
    return wrong


if __name__ == "__main__":
    run_cases(one, usual=60, long=500)
