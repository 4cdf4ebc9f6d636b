"""`bot validate` on bars damaged at random, against validation_oracle.py; and what comes after a session changes nothing
found as of it.

    validation_check.py PROGRAM SHARED [--seed N] [--cases N] [--only N] [--long]
"""
import math
import random

import market
import validation_oracle
from bot_program import Bot
from numbered_cases import run_cases

NAMES = ["AGG", "BND", "DBC", "EFA", "GLD", "IEF", "IWM", "QQQ"]


def damage(random_, rows):
    """One fault; some hurt the last row, so that an earlier session does not see it."""
    i = random_.choice([random_.randrange(3, len(rows)), len(rows) - 1, len(rows) - 2])
    row = rows[i]
    kind = random_.choice(["duplicate", "swap", "weekend", "gap", "gap", "nan", "null", "infinite", "negative", "zero price", "range", "low", "zero volume",
                           "negative volume", "first volume", "stale", "flat", "long flat", "jump", "null adj", "all null adj", "nan volume", "empty"])
    if kind == "duplicate":
        rows.insert(i, dict(row))
    elif kind == "swap" and i + 3 < len(rows):
        rows[i], rows[i + 1] = rows[i + 1], rows[i]
    elif kind == "weekend":
        import datetime

        day = datetime.date.fromisoformat(row["date"])
        while day.weekday() != 5:
            day += datetime.timedelta(days=1)
        j = next((n for n, r in enumerate(rows) if r["date"] > day.isoformat()), None)
        if j is not None:
            rows.insert(j, {**rows[j], "date": day.isoformat()})
    elif kind == "gap":
        del rows[i - random_.randrange(1, 4):i]
    elif kind == "nan":
        row[random_.choice(["open", "high", "low", "close"])] = math.nan
    elif kind == "null":
        row[random_.choice(["open", "high", "low", "close"])] = None
    elif kind == "infinite":
        row["high"] = math.inf
    elif kind == "negative":
        row["low"] = -row["low"]
    elif kind == "zero price":
        row["open"] = 0.0
    elif kind == "range":
        row["high"] = row["low"] * 0.99
    elif kind == "low":
        row["low"] = row["close"] * 1.001
    elif kind == "zero volume":
        row["volume"] = 0.0
    elif kind == "negative volume":
        row["volume"] = -5.0
    elif kind == "nan volume":
        row["volume"] = math.nan
    elif kind == "first volume":
        rows[0]["volume"] = 0.0
    elif kind == "stale":
        del rows[len(rows) - random_.randrange(1, 6):]
    elif kind in ("flat", "long flat"):
        for r in rows[i:i + (4 if kind == "flat" else 12)]:
            r.update({k: row[k] for k in ("open", "high", "low", "close", "volume", "adj_close")})
    elif kind == "jump":
        factor = random_.choice([1.49, 1.51, 1.8, 0.51, 0.49, 0.3])
        for k in ("open", "high", "low", "close", "adj_close"):
            if row[k] is not None:
                row[k] *= factor
    elif kind == "null adj":
        row["adj_close"] = None
    elif kind == "all null adj":
        for r in rows:
            r["adj_close"] = None
    elif kind == "empty":
        rows.clear()
    return kind


def told(document):
    return {s["symbol"]: {(f["rule"], f["severity"], f["date"]) for f in s["findings"]} for s in document["symbols"]}


def one(program, days, seed, number, scratch):
    random_ = random.Random(f"{seed}/{number}")
    folder = scratch / str(number)
    folder.mkdir()
    start = random_.randrange(0, len(days) - 200)
    known = days[start:start + random_.randrange(30, 160)]
    common = {d: random_.gauss(0, 0.005) for d in known}
    universe, done = {}, {}
    for name in NAMES:
        rows = market.bars(random_, known, common)
        done[name] = []
        for _ in range(random_.choice([0, 1, 1, 2, 3])):
            if len(rows) > 12:
                done[name].append(damage(random_, rows))
        universe[name] = rows
        market.write_parquet(folder / "data/parquet", name, rows, random_.randrange(16))
    adjust = random_.choice(["total_return", "total_return", "splits"])
    bot = Bot(program, folder, None, [f"universe=[{','.join(NAMES)}]", f"market_data.adjust={adjust}"])
    wrong = []
    for asof in (known[-1], known[-2], random_.choice(known)):
        document = bot.run("validate", "--asof", asof, expect=(0, 4))
        found = told(document)
        for line in document["symbols"]:
            name = line["symbol"]
            expected = validation_oracle.findings(universe[name], asof, days, adjust=adjust)
            if found[name] != expected:
                wrong.append(f"{name} {done[name]} as of {asof}: too many {sorted(found[name] - expected, key=str)}, missing {sorted(expected - found[name], key=str)}")
            if line["passed"] != all(severity != "error" for _, severity, _ in expected):
                wrong.append(f"{name} as of {asof}: passed {line['passed']}")
            if line["bars"] != len([r for r in universe[name] if r["date"] <= asof]):
                wrong.append(f"{name} as of {asof}: {line['bars']} bars")
            if any(not f["message"] or not isinstance(f["values"], dict) for f in line["findings"]):
                wrong.append(f"{name} as of {asof}: a finding without words or values")
        if document["asof"] != asof:
            wrong.append(f"asof {document['asof']}, expected {asof}")
        # The same files cut after the session say the same.
        cut = scratch / f"{number}-cut-{asof}"
        cut.mkdir(exist_ok=True)
        for name, rows in universe.items():
            market.write_parquet(cut / "data/parquet", name, [r for r in rows if r["date"] <= asof])
        shorter = Bot(program, cut, None, bot_settings(bot)).run("validate", "--asof", asof, expect=(0, 4))
        if shorter["symbols"] != document["symbols"]:
            wrong.append(f"as of {asof}: rows after it changed what is found")
    return wrong


def bot_settings(bot):
    return [s for s in bot.settings if s != "--set"]


if __name__ == "__main__":
    run_cases(one, usual=40, long=400)
