"""`bot walkforward` and `bot permute` on real prices against the plain computation of search_oracle.py: windows, chosen
parameters, objectives, the account out of sample, the dossier; and of the permutation test all but what chance draws.

    search_check.py PROGRAM SHARED [ONLY]
"""
import pathlib
import sys
import tempfile

import backtest_oracle
import market
import search_oracle
from backtest_check import COSTS, OPTIONS, near, read_rows
from bot_program import Bot
from named_checks import run_checks

GRID = {"ema_fast": [10, 20], "ema_slow": [20, 50], "top_n": [1, 2], "corr_cap": [0.6, 0.8]}
SETTING = "walkforward.grid={" + ", ".join(f"{key}: {values}" for key, values in GRID.items()) + "}"
SYMBOLS = ["BITO", "BND", "GLD", "IEF", "QQQ", "SPY", "TLT", "VTI", "XLE"]  # BITO joins late


class Study:
    def __init__(self, program, shared, folder):
        self.bot = Bot(program, folder, settings=(SETTING,))
        self.bot.run("fetch", "--source", "csv", "--from", shared / "data/daily")
        self.rows = read_rows(self.bot, SYMBOLS)
        last = max(rows[-1]["date"] for rows in self.rows.values())
        self.dates = [d for d in market.sessions(shared) if d <= last]
        first = self.dates.index(min(rows[0]["date"] for rows in self.rows.values()))
        self.search = self.search_of(SYMBOLS)
        self.windows = search_oracle.windows(self.dates, first, train_years=3, oos_months=3)
        assert len(self.windows) > 12, self.windows

    def search_of(self, symbols):
        return search_oracle.Search({s: self.rows[s] for s in symbols}, self.dates, OPTIONS, GRID, COSTS)

    def named(self, rows):
        return [self.dates[row] for row in rows]


def expect_near(found, expected, what):
    if not near(found, expected):
        raise AssertionError(f"{what}: {found!r}, plainly computed {expected!r}")


def check_walkforward_chooses_and_earns_what_is_plainly_computed(study):
    document = study.bot.run("walkforward", timeout=300)
    assert len(document["windows"]) == len(study.windows), len(document["windows"])
    chosen = []
    for found, (train, test) in zip(document["windows"], study.windows):
        assert (found["train"], found["test"]) == (study.named(train), study.named(test)), found
        point, objective = study.search.best(*train)
        chosen.append(point)
        assert found["parameters"] == study.search.points[point], (found, study.search.points[point])
        expect_near(found["objective"], objective, found["train"])
    assert len(set(chosen)) > 2, chosen
    for key in GRID:
        assert document["stability"][key] == search_oracle.stability([study.search.points[p] for p in chosen], key), key

    run = study.search.out_of_sample(study.windows, chosen)
    first, last = study.windows[0][1][0], study.windows[-1][1][1]
    assert [row[0] for row in document["oos"]["equity"]] == study.dates[first:last + 1]
    for (date, value), mark in zip(document["oos"]["equity"], run["equity"]):
        expect_near(value, mark, date)
    expected = backtest_oracle.metrics(run)
    peak, trough, recovery = expected.pop("drawdown_marks")
    dates = study.dates[first:last + 1]
    assert document["oos"]["metrics"]["max_drawdown_dates"] == [None if i is None else dates[i] for i in (peak, trough, recovery)]
    for name, value in expected.items():
        expect_near(document["oos"]["metrics"][name], value, name)

    whole = min(series.first for series in study.search.series[0].values()) + OPTIONS["min_bars"] - 1
    trials = [study.search.run(point, whole, len(study.dates) - 1)["equity"] for point in range(len(study.search.points))]
    judged = search_oracle.dossier([search_oracle.returns_of(marks) for marks in trials], [search_oracle.calmar(marks) for marks in trials])
    for name, value in judged.items():
        expect_near(document["dossier"][name], value, name)


def check_permutation_test_counts_what_it_says(study):
    document = study.bot.run("permute", "--runs", "12", "--seed", "3", timeout=300)
    assert (document["seed"], document["runs"]) == (3, 12)
    assert len(document["windows"]) == len(study.windows)
    searches = {}
    real_mean, permuted_means = 0.0, [0.0] * 12
    for found, (train, _) in zip(document["windows"], study.windows):
        assert found["train"] == study.named(train), found["train"]
        complete = tuple(s for s in SYMBOLS if study.search.series[0][s].first <= train[0])  # a symbol that lacks a day is left out
        if complete not in searches:
            searches[complete] = study.search_of(complete)
        expect_near(found["real"], searches[complete].best(*train)[1], found["train"])
        assert len(found["permuted"]) == 12 and len(set(found["permuted"])) > 1, found["permuted"]
        assert found["p"] == (1 + sum(value >= found["real"] for value in found["permuted"])) / 13, found["train"]
        real_mean += found["real"] / len(study.windows)
        permuted_means = [mean + value / len(study.windows) for mean, value in zip(permuted_means, found["permuted"])]
    assert document["p"] == (1 + sum(mean >= real_mean for mean in permuted_means)) / 13, (document["p"], real_mean, permuted_means)


CHECKS = [check_walkforward_chooses_and_earns_what_is_plainly_computed, check_permutation_test_counts_what_it_says]


def main():
    program, shared = sys.argv[1], pathlib.Path(sys.argv[2])
    if not (shared / "data/daily").is_dir():
        return 77
    with tempfile.TemporaryDirectory() as folder:
        return 1 if run_checks(CHECKS, Study(program, shared, folder), sys.argv[3] if len(sys.argv) > 3 else "") else 0


if __name__ == "__main__":
    sys.exit(main())
