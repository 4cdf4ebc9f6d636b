"""The seven rules of data/validate.hpp, each said once more on plain rows, as of a session."""
import math


def number(value):
    return math.nan if value is None else value


def findings(rows, asof, sessions, *, max_stale=2, max_move=0.5, adjust="total_return"):
    """The set of (rule, severity, date) that must be found; date None for a symbol without bars."""
    rows = [{k: (v if k in ("date", "adj_close") else number(v)) for k, v in r.items()} for r in rows if r["date"] <= asof]
    if not rows:
        return {(1, "error", None)}
    out = set()
    prices = ("open", "high", "low", "close")
    for r in rows:
        values = [r[k] for k in prices] + ([r["adj_close"]] if r["adj_close"] is not None else [])
        if any(not math.isfinite(v) or v <= 0 for v in values) or not math.isfinite(r["volume"]):
            out.add((2, "error", r["date"]))
        if any(r["high"] < r[k] for k in ("open", "close", "low")) or any(r["low"] > r[k] for k in ("open", "close")):
            out.add((3, "error", r["date"]))
        if r["volume"] < 0:
            out.add((4, "error", r["date"]))
    missing = [r["date"] for r in rows if r["adj_close"] is None]
    if missing and len(missing) < len(rows):
        out.add((2, "error", missing[0]))
    for i, r in enumerate(rows):
        if r["volume"] == 0 and i == len(rows) - 1:
            out.add((4, "error", r["date"]))
        elif r["volume"] == 0 and i > 0:
            out.add((4, "warning", r["date"]))
    for a, b in zip(rows, rows[1:]):
        if b["date"] <= a["date"]:
            out.add((5, "error", b["date"]))
    known = set(sessions)
    have = {r["date"] for r in rows}
    out |= {(5, "error", d) for d in have if d not in known}
    inside = [d for d in sessions if min(have) <= d <= max(have)]
    out |= {(5, "error", d) for before, d in zip([None, *inside], inside) if d not in have and before in have}
    age = len([d for d in sessions if max(have) < d <= asof])
    if age > max_stale:
        out.add((6, "error", max(have)))
    scaled = adjust == "total_return" and not missing
    for a, b in zip(rows, rows[1:]):
        x, y = (a["adj_close"], b["adj_close"]) if scaled else (a["close"], b["close"])
        if math.isfinite(x) and math.isfinite(y) and x > 0 and y > 0 and abs(y / x - 1) > max_move:
            out.add((7, "warning", b["date"]))
    same = 1
    for a, b in zip(rows, rows[1:]):
        same = same + 1 if all(a[k] == b[k] for k in (*prices, "volume")) else 1
        if same == 5:
            out.add((7, "warning", b["date"]))
    return out
