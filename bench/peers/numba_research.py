"""The same research in numba, as strong as it is plain to write: features once per window length, decisions of all grid
points from them, the account as a tight loop; threads over points and permutations. Medians in milliseconds on
stdout, wall time and processor time, one a line: backtest, walkforward, and, with --runs N, permute of N runs and every window.

    numba_research.py PRICES.npy WINDOWS.txt [--runs N] [--repeats N] [--threads N]      PRICES: [high, low, close][session][symbol], adjusted = real
"""
import argparse
import itertools
import time

import numba
import numpy as np

TOP, VOL, CORR, MIN_BARS = 3, 20, 90, 120


@numba.njit(cache=True)
def averages(x, alpha):
    out = np.empty_like(x)
    out[0] = x[0]
    for t in range(1, x.shape[0]):
        for s in range(x.shape[1]):
            out[t, s] = out[t - 1, s] + alpha * (x[t, s] - out[t - 1, s])
    return out


@numba.njit(cache=True)
def features(high, low, close, emas, atr_window):
    sessions, symbols = close.shape
    span = np.empty_like(close)
    returns = np.zeros_like(close)
    for s in range(symbols):
        span[0, s] = high[0, s] - low[0, s]
    for t in range(1, sessions):
        for s in range(symbols):
            before = close[t - 1, s]
            span[t, s] = max(high[t, s] - low[t, s], abs(high[t, s] - before), abs(low[t, s] - before))
            returns[t, s] = close[t, s] / before - 1
    atr = averages(span, 1 / atr_window)
    ema = np.empty((len(emas), sessions, symbols))
    for i in range(len(emas)):
        ema[i] = averages(close, 2 / (emas[i] + 1))
    deviation = np.zeros_like(close)
    for t in range(VOL, sessions):
        for s in range(symbols):
            mean = 0.0
            for u in range(t - VOL + 1, t + 1):
                mean += returns[u, s]
            mean /= VOL
            squares = 0.0
            for u in range(t - VOL + 1, t + 1):
                squares += (returns[u, s] - mean) ** 2
            deviation[t, s] = np.sqrt(squares / (VOL - 1))
    return returns, atr, ema, deviation


@numba.njit(cache=True)
def correlations(returns, first):
    """rho of every pair, from rolling sums."""
    sessions, symbols = returns.shape
    rho = np.ones((sessions, symbols, symbols))
    total, products = np.zeros(symbols), np.zeros((symbols, symbols))
    for t in range(max(1, first - CORR + 1), sessions):
        for a in range(symbols):
            total[a] += returns[t, a]
            for b in range(a + 1):
                products[a, b] += returns[t, a] * returns[t, b]
            if t - CORR >= max(1, first - CORR + 1):
                total[a] -= returns[t - CORR, a]
                for b in range(a + 1):
                    products[a, b] -= returns[t - CORR, a] * returns[t - CORR, b]
        if t >= max(first, CORR):
            for a in range(symbols):
                var_a = products[a, a] - total[a] * total[a] / CORR
                for b in range(a):
                    var_b = products[b, b] - total[b] * total[b] / CORR
                    rho[t, a, b] = rho[t, b, a] = (products[a, b] - total[a] * total[b] / CORR) / np.sqrt(var_a * var_b)
    return rho


@numba.njit(cache=True)
def decide(close, atr, fast, slow, deviation, rho, cap, top, first, last, weights):
    symbols = close.shape[1]
    score, accepted = np.empty(symbols), np.empty(TOP, np.int64)
    for t in range(first, last + 1):
        for s in range(symbols):
            weights[t, s] = 0.0
            score[s] = -1.0
            if t + 1 >= MIN_BARS and fast[t, s] > slow[t, s]:
                score[s] = (close[t, s] / fast[t, s] - 1) / max(atr[t, s] / close[t, s], 1e-6)
        count = 0
        while count < top:
            best = -1
            for s in range(symbols):
                if score[s] >= 0 and (best < 0 or score[s] > score[best]):
                    best = s
            if best < 0:
                break
            score[best] = -1.0
            apart = True
            for i in range(count):
                if abs(rho[t, best, accepted[i]]) > cap:
                    apart = False
            if apart:
                accepted[count] = best
                count += 1
        total = 0.0
        for i in range(count):
            total += 1 / deviation[t, accepted[i]]
        for i in range(count):
            weights[t, accepted[i]] = 1 / deviation[t, accepted[i]] / total
        while True:
            excess, below = 0.0, 0.0
            for i in range(count):
                s = accepted[i]
                if weights[t, s] > 0.5:
                    excess += weights[t, s] - 0.5
                    weights[t, s] = 0.5
                elif weights[t, s] < 0.5:
                    below += weights[t, s]
            if excess <= 0 or below <= 0:
                break
            for i in range(count):
                s = accepted[i]
                if weights[t, s] < 0.5:
                    weights[t, s] += excess * weights[t, s] / below
        for i in range(count):
            weights[t, accepted[i]] *= 0.95


@numba.njit(cache=True)
def account(close, weights, first, last, marks):
    symbols = close.shape[1]
    units, cash = np.zeros(symbols), 10000.0
    for t in range(first, last + 1):
        equity = cash
        for s in range(symbols):
            equity += units[s] * close[t, s]
        marks[t - first] = equity
        if t == last:
            break
        for buying in (False, True):
            for s in range(symbols):
                held, weight = units[s] * close[t, s], weights[t, s]
                change = weight * equity - held
                if weight <= 0:
                    change = -held
                elif (held > 0 and abs(change) <= 0.02 * equity) or abs(change) < 50:
                    continue
                if change == 0 or (change > 0) != buying:
                    continue
                notional = abs(change)
                cash -= change + notional * 1e-4 + max(0.35, notional * 0.0035 / close[t, s])
                units[s] = 0.0 if weight <= 0 else units[s] + change / close[t, s]


@numba.njit(cache=True)
def calmar(marks):
    peak, depth = marks[0], 0.0
    for mark in marks:
        peak = max(peak, mark)
        depth = min(depth, mark / peak - 1)
    growth = (marks[-1] / marks[0]) ** (252 / (len(marks) - 1)) - 1
    return growth if growth < 0 or depth == 0 else growth / -depth


@numba.njit(cache=True)
def best_of(high, low, close, grid, emas, first, last):
    returns, atr, ema, deviation = features(high, low, close, emas, 20)
    rho = correlations(returns, first)
    weights, marks, best = np.zeros_like(close), np.empty(last - first + 1), -1e300
    for i in range(len(grid)):
        decide(close, atr, ema[int(grid[i, 0])], ema[int(grid[i, 1])], deviation, rho, grid[i, 3], int(grid[i, 2]), first, last, weights)
        account(close, weights, first, last, marks)
        best = max(best, calmar(marks))
    return best


@numba.njit(cache=True, parallel=True)
def walkforward(high, low, close, grid, emas, windows):
    returns, atr, ema, deviation = features(high, low, close, emas, 20)
    rho = correlations(returns, 0)
    scores = np.empty((len(windows), len(grid)))
    for i in numba.prange(len(grid)):
        weights = np.zeros_like(close)
        decide(close, atr, ema[int(grid[i, 0])], ema[int(grid[i, 1])], deviation, rho, grid[i, 3], int(grid[i, 2]), 0, len(close) - 1, weights)
        for w in range(len(windows)):
            marks = np.empty(windows[w, 1] - windows[w, 0] + 1)
            account(close, weights, windows[w, 0], windows[w, 1], marks)
            scores[w, i] = calmar(marks)
    return scores


@numba.njit(cache=True, parallel=True)
def permute(high, low, close, grid, emas, windows, runs, seed):
    out = np.empty((len(windows), runs))
    for k in numba.prange(len(windows) * runs):
        w, run = k // runs, k % runs
        first, last = windows[w]
        start = max(first, 1)
        np.random.seed(seed + k)
        order = np.random.permutation(last - start + 1)
        h, l, c = high[:last + 1].copy(), low[:last + 1].copy(), close[:last + 1].copy()
        for i in range(len(order)):
            source, target = start + order[i], start + i
            for s in range(close.shape[1]):
                ratio = c[target - 1, s] / close[source - 1, s]
                h[target, s], l[target, s], c[target, s] = high[source, s] * ratio, low[source, s] * ratio, close[source, s] * ratio
        out[w, run] = best_of(h, l, c, grid, emas, first, last)
    return out


def median(repeats, work):
    work()
    walls, processors = [], []
    for _ in range(repeats):
        wall, processor = time.perf_counter(), time.process_time()
        work()
        walls.append(time.perf_counter() - wall)
        processors.append(time.process_time() - processor)
    return " ".join(f"{1e3 * sorted(times)[len(times) // 2]:.3f}" for times in (walls, processors))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("prices")
    parser.add_argument("windows", help="text file, first and last session of each training window")
    parser.add_argument("--runs", type=int, default=0)
    parser.add_argument("--repeats", type=int, default=9)
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args()
    numba.set_num_threads(given.threads)
    high, low, close = np.load(given.prices)
    windows = np.loadtxt(given.windows, dtype=np.int64, ndmin=2)
    emas = np.array([10, 20, 30, 40, 50, 80])
    grid = np.array([(f, s, n, c) for f, s, n, c in itertools.product((0, 1, 2), (3, 4, 5), (1, 2, 3), (0.6, 0.7, 0.8))], dtype=float)

    def one():
        returns, atr, ema, deviation = features(high, low, close, emas[[1, 4]], 20)
        rho = correlations(returns, 0)
        weights, marks = np.zeros_like(close), np.empty(len(close) - MIN_BARS + 1)
        decide(close, atr, ema[0], ema[1], deviation, rho, 0.7, 2, MIN_BARS - 1, len(close) - 1, weights)
        account(close, weights, MIN_BARS - 1, len(close) - 1, marks)
        return calmar(marks)

    print(f"backtest {median(given.repeats, one)}")
    print(f"walkforward {median(given.repeats, lambda: walkforward(high, low, close, grid, emas, windows))}")
    if given.runs:
        print(f"permute {median(1, lambda: permute(high, low, close, grid, emas, windows, given.runs, 1))}")


if __name__ == "__main__":
    main()
