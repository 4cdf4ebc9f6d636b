"""The same research with vectorbt: decisions by numba as in numba_research.py, accounts by Portfolio.from_orders, all points of
the grid as groups of one portfolio. It knows no drift band and no least order, so it trades a little on every session. Medians
in milliseconds on stdout, wall time and processor time, one a line: backtest and, with --walkforward, walkforward (minutes); a
permutation test would be the walk-forward's time for every run.

    vectorbt_research.py PRICES.npy WINDOWS.txt [--repeats N] [--walkforward]
"""
import argparse
import itertools

import numpy as np
import pandas as pd
import vectorbt as vbt

from numba_research import MIN_BARS, correlations, decide, features, median

GRID = list(itertools.product((0, 1, 2), (3, 4, 5), (1, 2, 3), (0.6, 0.7, 0.8)))
EMAS = np.array([10, 20, 30, 40, 50, 80])


def weights_of(close, points, first, last, known):
    returns, atr, ema, deviation, rho = known
    weights = np.zeros((len(points), *close.shape))
    for i, (fast, slow, top, cap) in enumerate(points):
        decide(close, atr, ema[fast], ema[slow], deviation, rho, cap, top, first, last, weights[i])
    return weights


def calmar_ratios(close, weights, first, last):
    """Of each point, run from `first` to `last` in cash."""
    points, symbols = weights.shape[0], close.shape[1]
    prices = pd.DataFrame(np.tile(close[first:last + 1], points))
    targets = np.concatenate(list(weights[:, first:last + 1]), axis=1)
    groups = np.repeat(np.arange(points), symbols)
    portfolio = vbt.Portfolio.from_orders(prices, targets, size_type="targetpercent", group_by=groups, cash_sharing=True, call_seq="auto",
                                          slippage=1e-4, fixed_fees=0.35, init_cash=10_000, freq="1D")
    return np.asarray(portfolio.calmar_ratio())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("prices")
    parser.add_argument("windows")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--walkforward", action="store_true")
    given = parser.parse_args()
    high, low, close = np.load(given.prices)
    windows = np.loadtxt(given.windows, dtype=np.int64, ndmin=2)
    last = len(close) - 1

    def known():
        returns, atr, ema, deviation = features(high, low, close, EMAS, 20)
        return returns, atr, ema, deviation, correlations(returns, 0)

    def one():
        calmar_ratios(close, weights_of(close, [(1, 4, 2, 0.7)], MIN_BARS - 1, last, known()), MIN_BARS - 1, last)

    def walkforward():
        weights = weights_of(close, GRID, MIN_BARS - 1, last, known())
        for begin, end in windows:
            calmar_ratios(close, weights, begin, end)

    print(f"backtest {median(given.repeats, one)}")
    if given.walkforward:
        print(f"walkforward {median(1, walkforward)}")


if __name__ == "__main__":
    main()
