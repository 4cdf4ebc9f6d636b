"""A strategy of one's own: examples/own_strategy.py writes weights with pandas from the cached bars, and they become
filled orders at the embedded gateway. Then every file that must not trade: a named refusal, nothing sent, an alert.

    own_strategy_check.py PROGRAM [SHARED]
"""
import pathlib
import subprocess
import sys
import tempfile

from bot_program import Bot, Catcher
from named_checks import run_checks

ROOT = pathlib.Path(__file__).resolve().parents[2]
DAY, YESTERDAY, TOMORROW, MONDAY = "2024-03-14", "2024-03-13", "2024-03-15", "2024-03-18"
FILE = ("embedded.pace=step", "strategy.kind=file", "strategy.path=weights.csv")


def expect(condition, what):
    if not condition:
        raise AssertionError(what)


class Owner:
    def __init__(self, program, folder):
        self.folder, self.catcher = pathlib.Path(folder), Catcher()
        self.bot = Bot(program, folder, self.catcher.url, FILE)
        self.at("15:55:00", "fetch")

    def at(self, time, *arguments, expect=0, day=DAY):
        return self.bot.run("--clock", f"{day} {time}", *arguments, expect=expect)

    def put(self, text, name="weights.csv"):
        (self.folder / name).write_text(text, encoding="utf-8")

    def frames(self):
        return len(self.at("15:55:00", "trades")["trades"])


def check_from_the_file_to_filled_orders(owner):
    script = ROOT / "examples" / "own_strategy.py"
    subprocess.run([sys.executable, script, "data/parquet", "weights.csv"], cwd=owner.folder, check=True)
    rows = (owner.folder / "weights.csv").read_text(encoding="utf-8").splitlines()
    symbols, last = rows[0].split(",")[1:], rows[-1].split(",")
    expect(last[0] == YESTERDAY, f"the file ends {last[0]}")
    wanted = {s: float(w) * 0.95 for s, w in zip(symbols, last[1:]) if float(w) > 0}
    expect(wanted, "the example wants nothing on that day")
    weights = owner.at("15:55:00", "weights")
    expect(weights["weights"] == wanted, f"bot weights {weights['weights']}, the file {wanted}")
    reason = owner.at("15:55:00", "explain", YESTERDAY, next(iter(wanted)))["reason"]
    expect(f"row of {YESTERDAY}" in reason, reason)
    result = owner.at("15:55:00", "trade", "--paper")
    expect(result["outcome"] == "done", f"{result['outcome']}: {result['message']}")
    expect(result["targets"] == wanted, f"targets {result['targets']}")
    bought = {o["symbol"] for o in result["orders"] if o["state"] == "filled"}
    expect(bought == set(wanted), f"filled {bought}, wanted {set(wanted)}")
    expect(result["strategy_file"]["row"] == YESTERDAY, result["strategy_file"])
    for symbol, weight in wanted.items():
        expect(abs(result["positions"][symbol]["weight"] - weight) < 0.1, f"{symbol} {result['positions'][symbol]}")
    owner.put("date,symbol,weight\n")
    expect(owner.at("15:55:00", "replay", result["run_id"])["matches"], "replay used the file, not the record")


def check_every_file_that_must_not_trade(owner):
    before = owner.frames()
    row = "date,symbol,weight\n{}\n".format
    broken = {
        "negative": row(f"{TOMORROW},SPY,-0.5"),
        "not a number": row(f"{TOMORROW},SPY,NaN"),
        "sum above 1": row(f"{TOMORROW},SPY,0.7\n{TOMORROW},TLT,0.7"),
        "doubled": row(f"{TOMORROW},SPY,0.2\n{TOMORROW},SPY,0.2"),
        "unknown symbol": row(f"{TOMORROW},TSLA,0.2"),
        "stale": row(f"{YESTERDAY},SPY,0.5"),
        "missing": row("2024-03-18,SPY,0.5"),
        "unreadable": "PAR1 and nothing else",
    }
    for name, text in broken.items():
        owner.put(text)
        result = owner.at("15:55:00", "trade", "--paper", expect=6, day=TOMORROW)
        expect(result["outcome"] == "refused" and not result["orders"], f"{name}: {result['outcome']}")
        finding = next(f for f in result["findings"] if f["code"] == "strategy_file")
        expect(name in finding["message"], f"{name}: {finding['message']}")
        title = owner.catcher.messages[-1]["embeds"][0]["title"]
        expect("No weights in the strategy's file" in title, f"{name}: alert {title}")
        error = owner.at("18:00:00", "weights", expect=4, day=TOMORROW)["error"]
        expect(name in error["message"], f"{name}: {error}")
    expect(owner.frames() == before, "something was traded")


def check_preflight_says_so_in_time(owner):
    def line(time, code):
        checks = owner.at(time, "preflight", expect=code, day=MONDAY)["checks"]
        return next(c for c in checks if c["name"] == "strategy_file")

    owner.put(f"date,SPY\n{DAY},0.5\n")
    expect(line("09:45:00", 0)["light"] == "warning", "in the morning there is time")
    expect(line("15:35:00", 4)["light"] == "bad", "twenty minutes before the run")
    owner.put(f"date,SPY\n{TOMORROW},0.5\n")
    expect(line("15:35:00", 0)["light"] == "good", "the row of the day before will do")


def check_parquet_in_both_shapes(owner):
    import pandas

    for shape in ("long", "wide", "index"):
        frame = pandas.DataFrame({"date": pandas.to_datetime([DAY, DAY]), "symbol": ["SPY", "TLT"], "weight": [0.25, 0.5]})
        if shape != "long":
            frame = frame.pivot(index="date", columns="symbol", values="weight")
        if shape == "index":
            frame.index.name = None
        frame.to_parquet(owner.folder / "weights.parquet", index=shape != "long")
        weights = owner.at("18:00:00", "--set", "strategy.path=weights.parquet", "weights")["weights"]
        expect(weights == {"SPY": 0.25 * 0.95, "TLT": 0.5 * 0.95}, f"{shape}: {weights}")


def check_the_simulated_sessions_trade_the_file(owner):
    # Of 8 January the row before counts; of 10 January (the 9th was a day of mourning) it is too old.
    owner.put("date,symbol,weight\n2025-01-06,SPY,0.5\n2025-01-07,SPY,0\n2025-01-07,GLD,0.4\n2025-01-13,GLD,0\n")
    year = owner.bot.run("simulate", "--from", "2025-01-06", "--days", "5", expect=(0, 7))
    days = {day["session"]: day for day in year["days"]}
    expect(list(days) == ["2025-01-06", "2025-01-07", "2025-01-08", "2025-01-10", "2025-01-13"], days)
    found = {session: (day["outcome"], day["orders"], day["executions"] > 0) for session, day in days.items()}
    expect(found["2025-01-06"] == ("done", 1, True), found)  # SPY bought
    expect(found["2025-01-07"][0] == "done" and found["2025-01-07"][1] == 2, found)  # sold, GLD bought
    expect(found["2025-01-08"] == ("nothing_to_do", 0, False), found)
    expect(found["2025-01-10"] == ("refused", 0, False), found)
    expect(found["2025-01-13"] == ("done", 1, True), found)  # all zero: an ordinary target, GLD sold
    expect(0.3 < days["2025-01-06"]["traded"] / days["2025-01-06"]["equity"] < 0.55, days["2025-01-06"])
    broken = [promise for promise in year["promises"] if promise["broken"] and promise["promise"] != "I15"]
    expect(not broken, broken)


def check_the_configuration_wants_a_path(owner):
    error = owner.bot.run("--set", "strategy.path=", "config", "check", expect=3)
    expect("strategy.path" in str(error), error)


CHECKS = [check_from_the_file_to_filled_orders, check_every_file_that_must_not_trade, check_preflight_says_so_in_time,
          check_parquet_in_both_shapes, check_the_simulated_sessions_trade_the_file, check_the_configuration_wants_a_path]

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        sys.exit(1 if run_checks(CHECKS, Owner(sys.argv[1], scratch), sys.argv[3] if len(sys.argv) > 3 else "") else 0)
