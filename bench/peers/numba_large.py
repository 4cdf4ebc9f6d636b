"""Thousands of symbols from Parquet files in pyarrow, numpy and numba: load on threads, validate, decide with correlations
of the pairs that are asked for, account. One line on stdout, as bench/large_panel: load, compute and processor time in
seconds, peak MiB, final equity.

    numba_large.py FOLDER SYMBOLS YEARS [THREADS]
"""
import concurrent.futures
import datetime
import pathlib
import resource
import sys
import time

import numba
import numpy as np
import pyarrow
import pyarrow.parquet

from numba_research import account, calmar

MIN_BARS, VOL, CORR, CAP, TOP = 120, 20, 90, 0.7, 10
COLUMNS = ["open", "high", "low", "close", "volume", "adj_close"]


@numba.njit(cache=True, nogil=True)
def place(dates, opened, high, low, close, volume, adjusted, days, column, out_high, out_low, out_close, valid):
    """Rules of validation, and the decision prices of one symbol into its column."""
    row, sound = 0, True
    for t in range(len(days)):
        if row < len(dates) and dates[row] == days[t]:
            o, h, l, c, v, a = opened[row], high[row], low[row], close[row], volume[row], adjusted[row]
            good = o > 0 and h > 0 and l > 0 and c > 0 and a > 0 and v >= 0 and h >= o and h >= c and h >= l and l <= o and l <= c
            sound = sound and good and np.isfinite(o + h + l + c + v + a)
            scale = a / c
            out_high[t, column], out_low[t, column], out_close[t, column] = h * scale, l * scale, a
            valid[t, column] = sound and v > 0
            row += 1
        else:
            sound = False


@numba.njit(cache=True, nogil=True)
def together(close, t, a, b):
    """Pearson's over the last CORR returns."""
    sa = sb = saa = sbb = sab = 0.0
    for u in range(t - CORR + 1, t + 1):
        x, y = close[u, a] / close[u - 1, a] - 1, close[u, b] / close[u - 1, b] - 1
        sa, sb, saa, sbb, sab = sa + x, sb + y, saa + x * x, sbb + y * y, sab + x * y
    return (sab - sa * sb / CORR) / np.sqrt((saa - sa * sa / CORR) * (sbb - sb * sb / CORR))


@numba.njit(cache=True, nogil=True)
def decide(high, low, close, valid, weights):
    sessions, symbols = close.shape
    fast, slow, atr, score = close[0].copy(), close[0].copy(), high[0] - low[0], np.empty(symbols)
    accepted, deviation = np.empty(TOP, np.int64), np.empty(TOP)
    for t in range(1, sessions):
        for s in range(symbols):
            c, before = close[t, s], close[t - 1, s]
            fast[s] += 2 / 21 * (c - fast[s])
            slow[s] += 2 / 51 * (c - slow[s])
            span = max(high[t, s] - low[t, s], abs(high[t, s] - before), abs(low[t, s] - before))
            atr[s] += 1 / 20 * (span - atr[s])
            score[s] = -1.0
            if valid[t, s] and t + 1 >= MIN_BARS and fast[s] > slow[s]:
                score[s] = (c / fast[s] - 1) / max(atr[s] / c, 1e-6)
        if t + 1 < MIN_BARS:
            continue
        count = 0
        while count < TOP:
            best = np.argmax(score)
            if score[best] < 0:
                break
            score[best] = -1.0
            apart = True
            for i in range(count):
                if abs(together(close, t, best, accepted[i])) > CAP:
                    apart = False
                    break
            if apart:
                returns = close[t - VOL + 1:t + 1, best] / close[t - VOL:t, best] - 1
                deviation[count] = np.sqrt(((returns - returns.mean()) ** 2).sum() / (VOL - 1))
                accepted[count] = best
                count += 1
        total = (1 / deviation[:count]).sum()
        for i in range(count):
            weights[t, accepted[i]] = min(0.5, 1 / deviation[i] / total) * 0.95


def main():
    folder, symbols, years = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    threads = int(sys.argv[4]) if len(sys.argv) > 4 else 2
    pyarrow.set_cpu_count(1)
    epoch = datetime.date(1970, 1, 1)
    start = (datetime.date(2025 - years, 1, 1) - epoch).days
    for again in (False, True):  # the first time compiles, on few symbols
        count = symbols if again else min(symbols, 20)
        began, used = time.perf_counter(), time.process_time()
        days = pyarrow.parquet.read_table(folder / "S0000.parquet", columns=["date"])["date"].cast("int32").to_numpy()
        days = days[days >= start]
        high, low, close = (np.zeros((len(days), count)) for _ in range(3))
        valid = np.zeros((len(days), count), np.bool_)

        def load(column):
            table = pyarrow.parquet.read_table(folder / f"S{column:04}.parquet", columns=["date", *COLUMNS], use_threads=False)
            dates = table["date"].cast("int32").to_numpy()
            place(dates, *(table[name].to_numpy() for name in COLUMNS), days, column, high, low, close, valid)

        with concurrent.futures.ThreadPoolExecutor(threads) as pool:
            list(pool.map(load, range(count)))
        loaded = time.perf_counter()
        weights, marks = np.zeros_like(close), np.empty(len(days) - MIN_BARS + 1)
        decide(high, low, close, valid, weights)
        account(close, weights, MIN_BARS - 1, len(days) - 1, marks)
        calmar(marks)
        done, used = time.perf_counter(), time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{loaded - began:.3f} {done - loaded:.3f} {used:.3f} {peak:.0f} {marks[-1]:.6f}")


if __name__ == "__main__":
    main()
