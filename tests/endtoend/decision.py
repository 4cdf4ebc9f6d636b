"""The decision, written once more as plainly as it can be said: no shared code with the program."""
import itertools
import math


def ema_series(values, window):
    alpha = 2 / (window + 1)
    out = [values[0]]
    for value in values[1:]:
        out.append(alpha * value + (1 - alpha) * out[-1])
    return out


def ema(values, window):
    return ema_series(values, window)[-1]


def atr(bars, window):
    out = None
    previous = None
    for bar in bars:
        true_range = bar["high"] - bar["low"]
        if previous is not None:
            true_range = max(true_range, abs(bar["high"] - previous), abs(bar["low"] - previous))
        out = true_range if out is None else out + (true_range - out) / window
        previous = bar["close"]
    return out


def returns(bars):
    return [(b["date"], b["close"] / a["close"] - 1) for a, b in zip(bars, bars[1:])]


def deviation(values):
    mean = math.fsum(values) / len(values)
    return math.sqrt(math.fsum((v - mean) ** 2 for v in values) / (len(values) - 1))


def correlation(a, b, window):
    a, b = dict(returns(a)), dict(returns(b))
    days = sorted(set(a) & set(b))[-window:]
    if len(days) < window:
        return None
    x, y = [a[d] for d in days], [b[d] for d in days]
    if len(set(x)) == 1 or len(set(y)) == 1:
        return None
    mx, my = math.fsum(x) / len(x), math.fsum(y) / len(y)
    top = math.fsum((p - mx) * (q - my) for p, q in zip(x, y))
    below = math.sqrt(math.fsum((p - mx) ** 2 for p in x) * math.fsum((q - my) ** 2 for q in y))
    return top / below if below > 0 else None


def decision_bars(final, provisional=None, factor=1.0, adjust="total_return"):
    """Final rows scaled by adj_close/close; with today's bar, on its basis: yesterday's factor is `factor`."""
    scaled = adjust == "total_return" and all(row.get("adj_close") is not None for row in final)
    last = final[-1]
    base = 1.0
    if provisional is not None:
        base = factor / (last["adj_close"] / last["close"] if scaled else 1.0)
    bars = []
    for row in final:
        scale = (row["adj_close"] / row["close"] if scaled else 1.0) * base
        bars.append({"date": row["date"], **{k: row[k] * scale for k in ("open", "high", "low", "close")}})
    if provisional is not None:
        bars.append({k: provisional[k] for k in ("date", "open", "high", "low", "close")})
    return bars


def capped(weights, cap):
    """The excess over the cap goes to those below it in proportion, until none is over."""
    weights = dict(weights)
    while True:
        over = {s for s, w in weights.items() if w > cap + 1e-15}
        if not over:
            return weights
        excess = math.fsum(weights[s] - cap for s in over)
        for s in over:
            weights[s] = cap
        room = {s: w for s, w in weights.items() if 0 < w < cap - 1e-15}
        total = math.fsum(room.values())
        if total == 0:
            return weights
        for s in room:
            weights[s] += excess * room[s] / total


# Methods. Each takes the common returns as a list of columns, in alphabetical order of the assets, and gives weights
# that sum to 1.


def covariance(columns, divisor):
    means = [math.fsum(c) / len(c) for c in columns]
    centred = [[v - m for v in c] for c, m in zip(columns, means)]
    return [[math.fsum(p * q for p, q in zip(a, b)) / divisor for b in centred] for a in centred]


def solve(matrix, right):
    """Gauss with pivoting."""
    n = len(right)
    rows = [list(matrix[i]) + [right[i]] for i in range(n)]
    for i in range(n):
        pivot = max(range(i, n), key=lambda r: abs(rows[r][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for r in range(i + 1, n):
            factor = rows[r][i] / rows[i][i]
            rows[r] = [a - factor * b for a, b in zip(rows[r], rows[i])]
    out = [0.0] * n
    for i in reversed(range(n)):
        out[i] = (rows[i][n] - math.fsum(rows[i][j] * out[j] for j in range(i + 1, n))) / rows[i][i]
    return out


def equal_risk(columns):
    """Newton on x_i (Sx)_i = 1: the convex form of Maillard, Roncalli and Teiletche 2010."""
    matrix = covariance(columns, len(columns[0]) - 1)
    n = len(matrix)
    x = [1 / math.sqrt(matrix[i][i]) / math.sqrt(n) for i in range(n)]
    for _ in range(10000):
        for i in range(n):
            b = math.fsum(matrix[i][j] * x[j] for j in range(n) if j != i)
            x[i] = (-b + math.sqrt(b * b + 4 * matrix[i][i])) / (2 * matrix[i][i])
        off = max(abs(x[i] * math.fsum(matrix[i][j] * x[j] for j in range(n)) - 1) for i in range(n))
        if off < 1e-14:
            break
    return [v / math.fsum(x) for v in x]


def hierarchical(columns):
    matrix = covariance(columns, len(columns[0]) - 1)
    n = len(matrix)
    if n == 1:
        return [1.0]
    d = [[0.0 if i == j else math.sqrt(max(0.0, (1 - matrix[i][j] / math.sqrt(matrix[i][i] * matrix[j][j])) / 2)) for j in range(n)]
         for i in range(n)]
    apart = [[math.sqrt(math.fsum((d[k][i] - d[k][j]) ** 2 for k in range(n))) for j in range(n)] for i in range(n)]
    clusters = {i: [i] for i in range(n)}
    number = n
    while len(clusters) > 1:
        # Equal distances (to rounding) by the smallest cluster numbers.
        gaps = {(a, b): min(apart[i][j] for i in clusters[a] for j in clusters[b])
                for a, b in itertools.combinations(sorted(clusters), 2)}
        least = min(gaps.values())
        a, b = min(pair for pair, gap in gaps.items() if gap <= least * (1 + 1e-12) + 1e-15)
        clusters[number] = clusters.pop(a) + clusters.pop(b)
        number += 1
    (order,) = clusters.values()

    def variance(items):
        inverse = [1 / matrix[i][i] for i in items]
        w = [v / math.fsum(inverse) for v in inverse]
        return math.fsum(w[p] * w[q] * matrix[i][j] for p, i in enumerate(items) for q, j in enumerate(items))

    weights = [1.0] * n
    parts = [order]
    while parts:
        items = parts.pop()
        if len(items) < 2:
            continue
        left, right = items[:len(items) // 2], items[len(items) // 2:]
        a, b = variance(left), variance(right)
        for i in left:
            weights[i] *= 1 - a / (a + b)
        for i in right:
            weights[i] *= a / (a + b)
        parts += [left, right]
    return weights


def ledoit_wolf(columns):
    p, n = len(columns), len(columns[0])
    sample = covariance(columns, n)
    mean = math.fsum(sample[i][i] for i in range(p)) / p
    d2 = math.fsum((sample[i][j] - (mean if i == j else 0.0)) ** 2 for i in range(p) for j in range(p)) / p
    means = [math.fsum(c) / n for c in columns]
    b2 = 0.0
    for t in range(n):
        x = [c[t] - m for c, m in zip(columns, means)]
        b2 += math.fsum((x[i] * x[j] - sample[i][j]) ** 2 for i in range(p) for j in range(p)) / p
    b2 = min(b2 / n**2, d2)
    k = b2 / d2 if d2 > 0 else 0.0
    return [[k * (mean if i == j else 0.0) + (1 - k) * sample[i][j] for j in range(p)] for i in range(p)]


def minimum_variance(columns):
    """The portfolio over each set of assets; the long-only optimum is the best of those without a short."""
    matrix = ledoit_wolf(columns)
    n = len(matrix)
    best = None
    for size in range(1, n + 1):
        for subset in itertools.combinations(range(n), size):
            raw = solve([[matrix[i][j] for j in subset] for i in subset], [1.0] * size)
            total = math.fsum(raw)
            if total <= 0 or min(raw) < 0:
                continue
            w = [0.0] * n
            for i, v in zip(subset, raw):
                w[i] = v / total
            risk = math.fsum(w[i] * w[j] * matrix[i][j] for i in subset for j in subset)
            if best is None or risk < best[0]:
                best = (risk, w)
    return best[1]


METHODS = {"erc": equal_risk, "hrp": hierarchical, "min_var": minimum_variance}


def common_returns(universe, symbols, window):
    tables = [dict(returns(universe[s])) for s in symbols]
    days = sorted(set.intersection(*map(set, tables)))[-window:]
    return [[table[d] for d in days] for table in tables]


def weights_of(universe, selected, volatilities, method, window):
    names = sorted(selected)
    if method == "equal":
        return {s: 1 / len(names) for s in names}
    if method == "inv_vol":
        total = math.fsum(1 / volatilities[s] for s in names)
        return {s: 1 / volatilities[s] / total for s in names}
    return dict(zip(names, METHODS[method](common_returns(universe, names, window))))


def macd(closes, fast, slow, signal):
    line = [a - b for a, b in zip(ema_series(closes, fast), ema_series(closes, slow))]
    return line[-1], ema(line, signal)


def look(bars, *, ema_fast=20, ema_slow=50, atr_window=20, vol_window=20, min_bars=120, min_score=0.0, macd_windows=None):
    """Features and gates of one symbol with valid data."""
    closes = [b["close"] for b in bars]
    fast, slow, true_range = ema(closes, ema_fast), ema(closes, ema_slow), atr(bars, atr_window)
    out = {"bars": len(bars), "close": closes[-1], "ema_fast": fast, "ema_slow": slow, "atr": true_range,
           "score": (closes[-1] / fast - 1) / max(true_range / closes[-1], 1e-6),
           "volatility": deviation([r for _, r in returns(bars)][-vol_window:]) if len(bars) > vol_window else None,
           "macd": macd(closes, *macd_windows) if macd_windows else None}
    out["gates"] = {"data": True, "min_bars": len(bars) >= min_bars, "trend": fast > slow, "score": out["score"] >= min_score,
                    "volatility": out["volatility"] is not None and out["volatility"] > 0,
                    "macd": out["macd"] is None or out["macd"][0] > 0}
    out["passed"] = all(out["gates"].values())
    return out


def decide(universe, *, top_n=2, corr_window=90, corr_cap=0.7, cap=0.5, cash_buffer=0.05, method="inv_vol", **features):
    """universe: {symbol: decision bars}. Returns scores, selection in order of acceptance, target weights."""
    looks = {symbol: look(bars, **features) for symbol, bars in sorted(universe.items())}
    scores = {s: x["score"] for s, x in looks.items()}
    selected = []
    for symbol in sorted((s for s in looks if looks[s]["passed"]), key=lambda s: (-scores[s], s.encode())):
        if len(selected) == top_n:
            break
        rhos = [correlation(universe[symbol], universe[other], corr_window) for other in selected]
        if all(rho is not None and abs(rho) <= corr_cap for rho in rhos):
            selected.append(symbol)
    if not selected:
        return scores, [], {}
    weights = capped(weights_of(universe, selected, {s: looks[s]["volatility"] for s in selected}, method, corr_window), cap)
    return scores, selected, {s: w * (1 - cash_buffer) for s, w in weights.items()}
