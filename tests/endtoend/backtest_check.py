"""`bot backtest` on real prices against the plain computation of backtest_oracle.py, and its weights against
`bot weights --asof` on the same cache.

    backtest_check.py PROGRAM SHARED
"""
import csv
import json
import math
import pathlib
import sys
import tempfile

import backtest_oracle
import market
from bot_program import Bot

OPTIONS = {"ema_fast": 20, "ema_slow": 50, "atr_window": 20, "vol_window": 20, "min_bars": 120, "min_score": 0.0, "top_n": 2,
           "corr_window": 90, "corr_cap": 0.7, "cap": 0.5, "cash_buffer": 0.05}
COSTS = {"equity": 10_000.0, "per_share": 0.0035, "min_commission": 0.35, "slippage_bps": 1.0, "least_order": 50.0, "band": 0.02}


def near(a, b, tolerance=1e-9):
    return a == b or (a is not None and b is not None and math.isclose(a, b, rel_tol=tolerance, abs_tol=1e-12))


def compare(document, key, expected, dates):
    found = document[key]
    for name, value in expected.items():
        if name == "drawdown_marks":
            assert found["max_drawdown_dates"] == [None if i is None else dates[i] for i in value], (found["max_drawdown_dates"], value)
        elif not near(found[name], value):
            raise AssertionError(f"{key}.{name}: {found[name]!r}, plainly computed {value!r}")


def read_rows(bot, symbols):
    """The bars as the cache has them: adjusted for splits, with adj_close."""
    import pyarrow.parquet

    universe = {}
    for symbol in symbols:
        rows = pyarrow.parquet.read_table(pathlib.Path(bot.folder) / f"data/parquet/{symbol}.parquet").to_pylist()
        universe[symbol] = [{**row, "date": row["date"].isoformat()} for row in rows]
    return universe


def main():
    program, shared = sys.argv[1], pathlib.Path(sys.argv[2])
    if not (shared / "data/daily").is_dir():
        return 77
    with tempfile.TemporaryDirectory() as folder:
        bot = Bot(program, folder)
        bot.run("fetch", "--source", "csv", "--from", shared / "data/daily")
        symbols = ["BITO", "BND", "GLD", "IEF", "QQQ", "SPY", "TLT", "VTI", "XLE"]
        universe = read_rows(bot, symbols)
        last = max(rows[-1]["date"] for rows in universe.values())
        dates = [d for d in market.sessions(shared) if d <= last]
        index = {d: t for t, d in enumerate(dates)}
        series = {s: backtest_oracle.Series(rows, index, OPTIONS) for s, rows in universe.items()}
        first = min(one.first for one in series.values()) + OPTIONS["min_bars"] - 1
        wanted = {t: backtest_oracle.targets(series, t, OPTIONS) for t in range(first, len(dates))}

        for fills in ("close", "next_open"):
            document = bot.run("backtest", "--fills", fills)
            run = backtest_oracle.account(series, dates, first, wanted, COSTS, fills)
            assert [row[0] for row in document["equity"]] == dates[first:]
            for (date, value), mark in zip(document["equity"], run["equity"]):
                assert near(value, mark), (fills, date, value, mark)
            compare(document, "metrics", backtest_oracle.metrics(run), dates[first:])
            assert 0.8 < document["account_metrics"]["final_equity"] / document["metrics"]["final_equity"] < 1.1, document["account_metrics"]
        spy = [10_000 * series["SPY"].close[t] / series["SPY"].close[first] for t in range(first, len(dates))]
        assert near(document["benchmarks"]["SPY"]["cagr"], (spy[-1] / spy[0]) ** (252 / (len(spy) - 1)) - 1)

        again = bot.run("backtest", "--fills", "next_open")
        for one in (document, again):
            one.pop("timing")
        assert json.dumps(document) == json.dumps(again)

        with open(pathlib.Path(folder) / "reports/weights.csv", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        for t in range(first, len(dates), 197):
            mine = {row["symbol"]: float(row["target"]) for row in rows if row["date"] == dates[t] and float(row["target"]) > 0}
            assert mine == bot.run("weights", "--asof", dates[t])["weights"], dates[t]

        assert document["left_out"] == [], document["left_out"]
        check_small_account(bot)
        check_refused_rows(bot, pathlib.Path(folder), dates)
        check_left_out(bot, pathlib.Path(folder))
        check_invalid(bot, pathlib.Path(folder), dates)
    return 0


def check_small_account(bot):
    """An account too small for any order says so."""
    text = bot.read("--set", "backtest.initial_equity=40", "backtest")
    assert "never traded: of its $40.00" in text, text
    assert "never traded" not in bot.read("backtest")
    assert "never traded: before the last session there was no target" in bot.read("--set", "selection.min_score=9", "backtest")
    assert "never traded: the test has one session" in bot.read("backtest", "--start", "2021-12-31")


def check_refused_rows(bot, folder, dates):
    """Sessions before the test are none of its own."""
    start, first_row = dates.index("2017-01-03"), dates.index("2017-01-04")
    rows = [dates[start - 10], *dates[first_row:]]
    (folder / "rows.csv").write_text("date,symbol,weight\n" + "".join(f"{day},SPY,0.5\n" for day in rows), encoding="utf-8")
    command = ["backtest", "--weights", "rows.csv", "--start", dates[start]]
    refused = bot.run(*command)["refused_rows"]
    assert [one["session"] for one in refused] == [dates[start]], refused
    assert "On 1 session the file had no row" in bot.read(*command)
    error = bot.run("backtest", "--weights", "nothing.csv", expect=4)["error"]
    assert "cannot open: No such file" in str(error), error


def check_left_out(bot, folder):
    """A result without a symbol of the universe says so wherever it is read."""
    gold = folder / "data/parquet/GLD.parquet"
    whole = gold.read_bytes()
    for content, reason in ((whole[:3000], "damaged"), (None, "no bars in the cache")):
        gold.unlink()
        if content:
            gold.write_bytes(content)
        left_out = bot.run("backtest")["left_out"]
        assert [one["symbol"] for one in left_out] == ["GLD"] and reason in left_out[0]["reason"], left_out
        assert "WITHOUT GLD: " in bot.read("backtest")
        assert "8 symbols, without GLD" in (folder / "reports/report.html").read_text(encoding="utf-8")
        if content:
            error = bot.run("backtest", "--set", "universe=[GLD]", expect=4)["error"]
            assert "valid bars" in str(error) and "bot validate" in str(error), error
        gold.write_bytes(whole)


def check_invalid(bot, folder, dates):
    """A symbol that fails validation in the middle of a test is named wherever the result is read."""
    import pyarrow.parquet

    # The real bars have such a day of their own.
    (day_without_volume,) = bot.run("backtest")["invalid"]
    assert bot.read("backtest").startswith("INVALID BND on 1 session, 2018-07-26: rule 4: 2018-07-26: volume 0"), day_without_volume
    path = folder / "data/parquet/GLD.parquet"
    whole = path.read_bytes()
    table = pyarrow.parquet.read_table(path)
    days = [day.isoformat() for day in table.column("date").to_pylist()]
    doubled = len(days) - 200
    rows = [*range(doubled + 1), *range(doubled, len(days))]
    pyarrow.parquet.write_table(table.take(rows), path)
    first, last, sessions = days[doubled], dates[-1], len(dates) - dates.index(days[doubled])
    other, one = bot.run("backtest")["invalid"]
    assert other == day_without_volume, other
    assert {**one, "reason": ""} == {"symbol": "GLD", "sessions": sessions, "first": first, "last": last, "reason": ""}, one
    assert one["reason"] == f"rule 5: {first}: the date is there twice", one
    assert f"INVALID GLD on {sessions} sessions, {first} to {last}: rule 5" in bot.read("backtest")
    assert f"9 symbols, invalid: BND on 1 session, GLD on {sessions} sessions, from" in (folder / "reports/report.html").read_text(encoding="utf-8")
    search = ["--set", "walkforward.grid={top_n: [1, 2]}", "--set", "walkforward.oos_months=12"]
    for command, page in (("walkforward", "walkforward.html"), ("permute", "permutation.html")):
        runs = ["--runs", "2"] if command == "permute" else []
        assert bot.run(command, *runs, *search)["invalid"] == [other, one], command
        assert f"INVALID GLD on {sessions} sessions" in bot.read(command, *runs, *search), command
        assert f", GLD on {sessions} sessions" in (folder / "reports" / page).read_text(encoding="utf-8"), command
    path.write_bytes(whole)


if __name__ == "__main__":
    sys.exit(main())
