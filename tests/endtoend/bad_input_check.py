"""What goes wrong in front of, below and beside the program: wrong settings, damaged files, gateways that lie or are away,
full disks, damaged ledgers, kill -9. Each time: the right exit code, one JSON error with what,
where and fix, nothing lost, never a crash.

    bad_input_check.py PROGRAM SHARED [--seed N] [--only PART] [--long]
"""
import argparse
import json
import os
import pathlib
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import traceback

import market
from bot_program import Bot, Gateway

CRASHES = {70, 132, 133, 134, 135, 136, 137, 139, -4, -6, -7, -8, -11}
# What libraries say by themselves; a person reads our sentence.
RAW_TEXTS = ("[json.exception", "std::", "basic_string", "Could not convert", "Parquet magic", "isAdjustedToUTC", "Invalid: ",
             "IOError: ", "file is not a database", "disk image is malformed", "yaml-cpp", "terminate called")
SYMBOLS = "SPY QQQ VTI TLT IEF GLD XLE BND BITO".split()


def beginning(path):
    """Of a file that may be six sparse gigabytes."""
    with open(path, "rb") as file:
        return file.read(10_000)


class Checks:
    def __init__(self, program, shared, seed, long, scratch):
        self.program, self.shared, self.seed, self.long, self.scratch = program, shared, seed, long, pathlib.Path(scratch)
        self.random = random.Random(seed)
        self.passed = self.failed = self.count = 0

    def folder(self):
        self.count += 1
        folder = self.scratch / str(self.count)
        folder.mkdir()
        return folder

    def verdict(self, name, wrong):
        if wrong:
            self.failed += 1
            print(f"✖ {name}")
            for text in wrong:
                print(f"    {text[:900]}")
        else:
            self.passed += 1

    def bot(self, name, folder, arguments, codes, words=(), settings=(), timeout=60, error=True):
        """One call that must fail well; gives the document."""
        bot = Bot(self.program, folder, None, settings)
        wrong, document = [], None
        started = time.monotonic()
        try:
            done = subprocess.run(bot.command("--json", *arguments), cwd=folder, env=bot.environment, capture_output=True, timeout=timeout)
        except subprocess.TimeoutExpired:
            self.verdict(name, [f"no end after {timeout} s"])
            return None
        out, err = done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
        if done.returncode in CRASHES:
            wrong.append(f"CRASH: exit {done.returncode}")
        if done.returncode not in codes:
            wrong.append(f"exit {done.returncode}, expected {sorted(codes)}")
        try:
            done.stdout.decode("utf-8")
            document = json.loads(out)
        except ValueError:
            wrong.append("stdout is not one JSON document")
        if document is not None and error and done.returncode != 0:
            told = document.get("error") or next((s["error"] for s in document.get("symbols", []) if s.get("error")), None)
            if not isinstance(told, dict) or not {"code", "message", "where", "fix"} <= set(told):
                wrong.append(f"error is {told}")
            elif not told["message"] or not told["fix"]:
                wrong.append(f"error without words: {told}")
        for word in words:
            if word not in out + err:
                wrong.append(f"does not say {word!r}")
        for raw in RAW_TEXTS:
            if raw in out + err:
                wrong.append(f"a library's own words: {raw!r}")
        if wrong:
            wrong.append(f"bot {' '.join(str(a) for a in arguments)[:200]} ({time.monotonic() - started:.1f} s): {out[:400]} {err[-400:]}")
        self.verdict(name, wrong)
        return document

    # --- parts -------------------------------------------------------------------------------------------------------

    def usage(self):
        for name, arguments in {
            "no command": [], "unknown command": ["rebalance"], "later command": ["serve"], "later command with flags": ["serve", "--port", "8080"],
            "no mode": ["trade"], "two modes": ["trade", "--paper", "--live"], "bad date": ["weights", "--asof", "2020-02-30"], "bad flag": ["trade", "--papre"],
            "no port": ["init", "--gateway", "tws", "--port", "abc"],
            "step served": ["gateway", "--pace", "step"], "address": ["gateway", "--listen", "127.0.0.1:99999"], "address without port": ["gateway", "--listen", "localhost"],
        }.items():
            self.bot(f"usage: {name}", self.folder(), arguments, {2})
        for clock in ("yesterday", "1700-01-01 15:55:00", "9999-12-31 15:55:00", "2020-03-09 25:00:00"):
            self.bot(f"usage: clock {clock}", self.folder(), ["--clock", clock, "connect"], {2, 3, 4})
        self.bot("usage: made-up time for a real account", self.folder(), ["--clock", "2020-03-09 15:55:00", "trade", "--paper"], {2},
                 settings=["gateway.kind=tws", "accounts.paper=DU1234567"])

    def configuration(self):
        cases = {
            "unknown key": (b"selection:\n  top_m: 2\n", ["config.local.yaml:2", "top_m", "top_n"]),
            "unknown section": (b"selction: {top_n: 2}\n", ["config.local.yaml:1", "selction", "selection"]),
            "wrong type": (b"selection: {top_n: two}\n", ["config.local.yaml:1", "top_n"]),
            "list for a number": (b"selection: {top_n: [2]}\n", ["config.local.yaml:1"]),
            "number for a map": (b"selection: 3\n", ["config.local.yaml:1"]),
            "top_n zero": (b"selection: {top_n: 0}\n", ["config.local.yaml:1", "top_n"]),
            "weight above one": (b"weights: {max_weight_per_asset: 1.5}\n", ["config.local.yaml:1", "max_weight_per_asset"]),
            "negative buffer": (b"weights: {cash_buffer: -0.1}\n", ["config.local.yaml:1"]),
            "not a number": (b"weights: {cash_buffer: .nan}\n", ["config.local.yaml:1"]),
            "infinite": (b"weights: {drift_band: .inf}\n", ["config.local.yaml:1"]),
            "fast above slow": (b"features:\n  ema_fast: 60\n", ["ema_fast", "ema_slow"]),
            "min_bars in a window": (b"validation: {min_bars: 60}\n", ["min_bars"]),
            "order cap below a weight": (b"limits: {max_order_notional: 0.3}\n", ["max_order_notional"]),
            "duplicate symbol": (b"universe: [SPY, SPY]\n", ["SPY"]),
            "empty universe": (b"universe: []\n", ["universe"]),
            "bad symbol": (b"universe: ['../../etc']\n", ["config.local.yaml:1"]),
            "schedule too early": (b"schedule: {time: '09:35'}\n", ["schedule.time"]),
            "not YAML": (b"selection: {top_n: 2\nweights: [", ["config.local.yaml"]),
            "not UTF-8": (b"accounts: {paper: \xff\xfe}\n", ["config.local.yaml"]),
            "binary": (bytes(range(256)) * 8, ["config.local.yaml"]),
            "nested a hundred thousand deep": (b"universe: " + b"[" * 100_000, ["config.local.yaml"]),
            "nested maps": (b"{a: " * 50_000, ["config.local.yaml"]),
            "a bomb of aliases": (b"a: &a [1,1,1,1,1,1,1,1,1]\n" + b"".join(b"%c: &%c [%s]\n" % (98 + i, 98 + i, b",".join([b"*%c" % (97 + i)] * 9)) for i in range(12)), ["config.local.yaml"]),
            "twice the same key": (b"selection: {top_n: 2}\nselection: {top_n: 3}\n", ["config.local.yaml:2"]),
            "fixed above one": (b"strategy: {kind: fixed}\nfixed_weights: {SPY: 0.8, TLT: 0.4}\n", ["fixed_weights"]),
            "fixed outside the universe": (b"strategy: {kind: fixed}\nfixed_weights: {ZZZ: 0.8}\n", ["ZZZ"]),
            "no limit at all": (b"execution: {max_orders_per_day: 0}\n", ["max_orders_per_day"]),
        }
        for name, (text, words) in cases.items():
            folder = self.folder()
            (folder / "config").mkdir()
            (folder / "config/config.local.yaml").write_bytes(text)
            self.bot(f"configuration: {name}", folder, ["config", "check"], {3}, words, timeout=30)
        folder = self.folder()
        self.bot("configuration: missing file", folder, ["--config", "none.yaml", "config", "check"], {3}, ["none.yaml"])
        self.bot("configuration: a folder", folder, ["--config", ".", "config", "check"], {3})
        self.bot("configuration: unknown --set", folder, ["--set", "selection.top_m=2", "config", "check"], {3}, ["top_m", "top_n"])
        self.bot("configuration: --set without value", folder, ["--set", "selection.top_n", "config", "check"], {2, 3})
        self.bot("configuration: the other mode's port", folder, ["trade", "--paper"], {3}, ["7496"],
                 settings=["gateway.kind=tws", "gateway.port=7496", "accounts.paper=DU1234567"])
        self.bot("configuration: no account", folder, ["trade", "--paper"], {3}, ["accounts.paper"], settings=["gateway.kind=tws"])
        self.bot("configuration: a live account for paper", folder, ["trade", "--paper"], {3}, settings=["gateway.kind=tws", "accounts.paper=U1234567"])
        self.bot("configuration: live not allowed", folder, ["trade", "--live"], {3, 6}, [])

    def plan_files(self):
        good = {"equity": 10000.0, "settled_cash": 10000.0, "targets": {"SPY": 0.5}, "positions": {}, "quotes": {"SPY": {"bid": 99.9, "ask": 100.0, "last_close": 100.0}}}

        def text(**changes):
            return json.dumps({**good, **changes}).encode()

        cases = {
            "empty": b"", "not JSON": b"{equity: 1}", "a list": b"[]", "a number": b"1", "deep": b"[" * 200_000, "deep objects": b'{"a":' * 100_000, "not UTF-8": b'{"equity": "\xff"}',
            "cut": text()[:60], "no equity": json.dumps({k: v for k, v in good.items() if k != "equity"}).encode(), "text for a number": text(equity="10000"),
            "infinite": text().replace(b"10000.0", b"1e999", 1), "huge": text(equity=1e300), "NaN": text().replace(b"10000.0", b"NaN", 1), "unknown key": text(cash=1),
            "short": text(positions={"SPY": {"shares": -3, "locked": 0}}), "locked above held": text(positions={"SPY": {"shares": 3, "locked": 5}}),
            "weight above one": text(targets={"SPY": 1.5}), "weights above one": text(targets={"SPY": 0.7, "TLT": 0.7}), "negative weight": text(targets={"SPY": -0.1}),
            "bad symbol": text(targets={"a/../b": 0.1}), "null targets": text(targets=None), "a list of quotes": text(quotes=[]), "a quote of text": text(quotes={"SPY": {"bid": "1"}}),
        }
        for name, content in cases.items():
            folder = self.folder()
            (folder / "account.json").write_bytes(content)
            self.bot(f"plan: {name}", folder, ["plan", "--account", "account.json"], {2, 3, 4}, timeout=30)
        self.bot("plan: no file", self.folder(), ["plan", "--account", "none.json"], {2, 3, 4}, ["none.json"])
        self.bot("plan: a folder", self.folder(), ["plan", "--account", "."], {2, 3, 4})
        for name, content in {"no money": text(settled_cash=-500.0), "no equity left": text(equity=0.0), "negative equity": text(equity=-5.0), "tiny quote": text(
                quotes={"SPY": {"bid": 1e-9, "ask": 2e-9, "last_close": 1e-9}}), "huge quote": text(quotes={"SPY": {"bid": 8e9, "ask": 8.9e9, "last_close": 8e9}}),
                "huge shares": text(positions={"SPY": {"shares": 8e9, "locked": 0}}), "large equity": text(equity=8e9, settled_cash=8e9)}.items():
            folder = self.folder()
            (folder / "account.json").write_bytes(content)
            self.bot(f"plan: {name}", folder, ["plan", "--account", "account.json"], {0, 4}, error=False)

    def bars_file(self, folder, name="SPY"):
        days = [d for d in market.sessions(self.shared) if d.startswith("2020")][:150]
        rows = market.bars(random.Random(7), days, {d: 0.0 for d in days})
        market.write_parquet(folder / "data/parquet", name, rows)
        return days, rows, folder / f"data/parquet/{name}.parquet"

    def cache(self):
        import pyarrow
        import pyarrow.parquet

        settings = ["universe=[SPY, TLT]", "selection.top_n=1"]

        def damaged(name, change, codes=frozenset({4}), words=("SPY",)):
            folder = self.folder()
            days, _, path = self.bars_file(folder)
            self.bars_file(folder, "TLT")
            change(path)
            document = self.bot(f"cache: {name}", folder, ["validate", "--asof", days[-1]], codes, words, settings, timeout=60, error=False)
            if document and codes == {4} and document.get("symbols"):
                passed = {s["symbol"]: s["passed"] for s in document["symbols"]}
                self.verdict(f"cache: {name}: the other symbol", [] if passed == {"SPY": False, "TLT": True} else [str(passed)])
            # The other symbol still decides; a broken file is never written over by looking at it.
            before = beginning(path) if path.is_file() else None
            self.bot(f"cache: {name}: weights", folder, ["weights", "--asof", days[-1]], {0}, (), settings, error=False)
            if path.is_file() and beginning(path) != before:
                self.verdict(f"cache: {name}: kept", ["the file was changed"])

        def table(**columns):
            return lambda path: pyarrow.parquet.write_table(pyarrow.table(columns), path)

        def sparse(path):
            with open(path, "r+b") as file:
                file.truncate(6 * 2**30)

        def directory(path):
            path.unlink()
            path.mkdir()

        damaged("empty", lambda p: p.write_bytes(b""))
        damaged("garbage", lambda p: p.write_bytes(random.Random(1).randbytes(5000)))
        damaged("half", lambda p: p.write_bytes(p.read_bytes()[:len(p.read_bytes()) // 2]))
        damaged("last byte missing", lambda p: p.write_bytes(p.read_bytes()[:-1]))
        damaged("only the magic", lambda p: p.write_bytes(b"PAR1PAR1"))
        damaged("footer length of four gigabytes", lambda p: p.write_bytes(p.read_bytes()[:-8] + b"\xff\xff\xff\xffPAR1"))
        damaged("six sparse gigabytes", sparse)
        damaged("a folder", directory)
        damaged("one column", table(date=["2020-01-02"]))
        damaged("text prices", table(date=["2020-01-02"], open=["a"], high=["a"], low=["a"], close=["a"], volume=["a"]))
        damaged("bad dates", table(date=["2020-13-45"], open=[1.0], high=[1.0], low=[1.0], close=[1.0], volume=[1.0]))
        damaged("lists", table(date=["2020-01-02"], open=[[1.0]], high=[[1.0]], low=[[1.0]], close=[[1.0]], volume=[[1.0]]))
        folder = self.folder()
        days, _, path = self.bars_file(folder)
        whole = path.read_bytes()
        for number in range(300 if self.long else 12):
            data = bytearray(whole)
            for _ in range(self.random.choice([1, 1, 3, 20])):
                if self.random.random() < 0.3:
                    data = data[:self.random.randrange(4, len(data))] + (data[-8:] if self.random.random() < 0.5 else b"")
                else:
                    i = self.random.randrange(max(0, len(data) - 900), len(data)) if self.random.random() < 0.7 else self.random.randrange(len(data))
                    data[i] = self.random.randrange(256)
            path.write_bytes(bytes(data))
            self.bot(f"cache: damage {number} (--seed {self.seed})", folder, ["validate", "--asof", days[-1]], {0, 4}, (), ["universe=[SPY]", "selection.top_n=1"], error=False)
            if self.failed:
                shutil.copy(path, self.scratch / f"damage-{number}.parquet")

    def csv(self):
        head = b"date,open,high,low,close,volume\n"
        cases = {
            "missing folder": None, "empty file": b"", "no header": b"2020-01-02,1,1,1,1,1\n", "cut line": head + b"2020-01-02,1,1,1,1,1\n2020-01-03,1,1", "text": head + b"2020-01-02,a,1,1,1,1\n",
            "bad date": head + b"2020-02-31,1,1,1,1,1\n", "duplicate": head + b"2020-01-02,1,1,1,1,1\n2020-01-02,1,1,1,1,1\n", "neither up nor down": head + b"2020-01-03,1,1,1,1,1\n2020-01-02,1,1,1,1,1\n2020-01-06,1,1,1,1,1\n",
            "not UTF-8": head + b"2020-01-02,1,1,1,1,\xff\n", "zeros": head + b"\0" * 4096, "binary": random.Random(2).randbytes(4096), "a long line": head + b"2020-01-02," + b"1" * 20_000_000,
            "too many fields": head + b"2020-01-02,1,1,1,1,1,1,1,1\n", "quotes": head + b'"2020-01-02,1,1,1,1,1\n',
        }
        for name, content in cases.items():
            folder = self.folder()
            _, _, path = self.bars_file(folder)
            before = path.read_bytes()
            if content is not None:
                (folder / "source").mkdir()
                (folder / "source/SPY.csv").write_bytes(content)
            self.bot(f"csv: {name}", folder, ["fetch", "--source", "csv", "--from", "source", "--force-refresh"], {4}, ["source"], ["universe=[SPY]", "selection.top_n=1"], timeout=60)
            self.verdict(f"csv: {name}: the cache is as it was", [] if path.read_bytes() == before else ["the cache was changed"])

    def weights(self):
        """More symbols than returns: a portfolio of them has no risk to share, and nothing is sold for want of weights."""
        settings = [f"embedded.replay={self.shared}/data/daily", "embedded.pace=step", "weights.method=erc", "selection.corr_window=2",
                    "selection.corr_cap=1.0", "selection.min_score=-9", "selection.top_n=9", "limits.max_turnover_per_day=9"]
        folder = self.folder()
        words = ["weights.method has no answer for the last 2 returns of BND, GLD", "singular covariance"]
        before = Bot(self.program, folder, None, [*settings, "weights.method=inv_vol"])
        bought = before.run("--clock", "2016-05-02 15:55:00", "trade", "--paper", expect=(0, 7))["positions"]
        self.verdict("weights: something is held", [] if bought else ["nothing was bought"])
        for command in (["trade", "--dry-run"], ["trade", "--paper"]):
            self.bot(f"weights: {' '.join(command)}", folder, ["--clock", "2016-05-03 15:55:00", *command], {6}, words, settings, error=False)
        held = Bot(self.program, folder, None, settings).run("--clock", "2016-05-03 16:30:00", "connect")["positions"]
        self.verdict("weights: nothing was sold", [] if {p["symbol"] for p in held} == set(bought) else [f"{held} of {bought}"])
        self.bot("weights: asof", folder, ["--clock", "2016-05-03 18:00:00", "weights", "--asof", "2016-05-03"], {4}, words[1:], settings, error=False)
        self.bot("weights: backtest", folder, ["--clock", "2016-05-03 18:00:00", "backtest"], {0}, ['"without_weights": ["20'], settings)

    def away(self):
        """Gateways that are not there, silent, or something else."""
        settings = ["gateway.connect_timeout_s=1", "retry.max_attempts=2", "retry.initial_delay_s=0.1", "retry.max_delay_s=0.2"]
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            closed = free.getsockname()[1]
        for command in (["connect"], ["fetch"]):
            self.bot(f"away: closed port, {command[0]}", self.folder(), command, {5}, [str(closed)], [*settings, f"embedded.attach=127.0.0.1:{closed}"])
        self.bot("away: closed port, real gateway", self.folder(), ["trade", "--dry-run"], {0, 5}, [], [*settings, "gateway.kind=tws", f"gateway.port={closed}", "accounts.paper=DU1234567"])
        speeches = {"silent": None, "closing": b"", "web server": b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", "random": random.Random(3).randbytes(70000),
                    "endless frame": b"\xff\xff\xff\xff" + b"x" * 1000, "empty frames": b"\0\0\0\0" * 2000, "an old version": b"\0\0\0\x14" + b"20\x0020200309 15:55:00", "bad version": b"\0\0\0\x08abc\x00def\x00"}
        for name, speech in speeches.items():
            server = socket.create_server(("127.0.0.1", 0))

            def serve(speech=speech, server=server):
                kept = []
                while True:
                    try:
                        peer, _ = server.accept()
                        kept.append(peer)
                        if speech is not None:
                            peer.sendall(speech)
                            if not speech or speech.startswith(b"HTTP"):
                                peer.close()
                    except OSError:
                        return

            threading.Thread(target=serve, daemon=True).start()
            port = server.getsockname()[1]
            started = time.monotonic()
            self.bot(f"away: {name}", self.folder(), ["connect"], {5}, [], [*settings, "gateway.kind=tws", f"gateway.port={port}", "accounts.paper=DU1234567"], timeout=60)
            self.verdict(f"away: {name} in time", [] if time.monotonic() - started < 30 else [f"{time.monotonic() - started:.0f} s"])
            server.close()

    def neighbours(self):
        """Ports, states and accounts that are taken, and accounts that are not ours."""
        folder = self.folder()
        replay = [f"embedded.replay={self.shared}/data/daily"]
        with Gateway(self.program, folder, replay, "2020-03-09 15:40:00", 1) as gateway:
            port = gateway.address.split(":")[1]
            self.bot("neighbours: port in use", self.folder(), ["gateway", "--listen", f"127.0.0.1:{port}", "--clock", "2020-03-09 15:40:00"], {5}, [port], timeout=20)
            self.bot("neighbours: state in use", folder, ["gateway", "--listen", "127.0.0.1:0", "--state", "gateway-state", "--clock", "2020-03-09 15:40:00"], {3, 5, 8}, ["gateway-state"], timeout=20)
            other = [f"embedded.attach={gateway.address}", "embedded.account=DU7654321"]
            run = self.bot("neighbours: another account", self.folder(), ["trade", "--paper"], {3, 6}, ["DU7654321"], other, error=False)
            self.verdict("neighbours: another account: nothing sent", [] if run and not run.get("orders") else [str(run)[:300]])
            self.bot("neighbours: a clock of an hour later", self.folder(), ["--clock", "2020-03-09 16:50:00", "trade", "--paper"], {3}, [], [f"embedded.attach={gateway.address}"])
        self.bot("neighbours: an earlier date", folder, ["gateway", "--listen", "127.0.0.1:0", "--state", "gateway-state", "--clock", "2020-03-06 15:40:00"], {2, 3, 4}, ["2020-03-06", "2020-03-09"], timeout=20)
        state = next((folder / "gateway-state").glob("*.json"))
        for name, content in {"cut": state.read_bytes()[:200], "empty": b"", "binary": random.Random(4).randbytes(300), "deep": b"[" * 100_000}.items():
            state.write_bytes(content)
            self.bot(f"neighbours: gateway state {name}", folder, ["gateway", "--listen", "127.0.0.1:0", "--state", "gateway-state", "--clock", "2020-03-10 15:40:00"], {3, 4, 5}, [state.name], timeout=20)
            self.verdict(f"neighbours: gateway state {name} is kept", [] if state.read_bytes() == content else ["written over"])

    def traded(self):
        folder = self.folder()
        bot = Bot(self.program, folder, None, [f"embedded.replay={self.shared}/data/daily", "embedded.pace=step"])
        run = bot.run("--clock", "2020-03-09 15:55:00", "trade", "--paper")
        assert len(run["orders"]) == 2, run
        return folder, bot, run

    def ledger(self):
        folder, bot, run = self.traded()
        ledger = next((folder / "data/state").glob("*/*.sqlite"))
        audit = next((folder / "data/state").glob("*/*.jsonl"))
        kept, kept_audit = ledger.read_bytes(), audit.read_bytes()
        next_day = ["--clock", "2020-03-10 15:55:00"]
        state = next((folder / "data/gateway").glob("*.json"))
        account = state.read_bytes()

        def check(name, codes=frozenset({4, 7, 6, 3})):
            document = self.bot(f"ledger: {name}: trade", folder, [*next_day, "trade", "--paper"], codes, [], bot_settings(bot), error=False)
            sent = [o for o in (document or {}).get("orders", []) if o["state"] not in ("planned", "abandoned")]
            self.verdict(f"ledger: {name}: nothing sent", [] if not sent else [str(sent)[:300]])
            self.bot(f"ledger: {name}: verify", folder, ["audit", "verify"], {3, 4, 7}, [], bot_settings(bot), error=False)
            ledger.write_bytes(kept)
            audit.write_bytes(kept_audit)
            state.write_bytes(account)

        for i in (self.random.randrange(4200, len(kept)) for _ in range(2)):
            data = bytearray(kept)
            data[i:i + 400] = bytes(b ^ 0x55 for b in data[i:i + 400])
            ledger.write_bytes(bytes(data))
            check(f"400 bytes at {i}")
        ledger.write_bytes(kept[:len(kept) // 2])
        check("half")
        ledger.write_bytes(b"this is not a database" * 300)
        check("another file")
        ledger.unlink()
        check("gone")
        with sqlite3.connect(ledger) as database:
            database.execute("DROP TRIGGER events_are_never_changed")
            database.execute("UPDATE events SET body = replace(body, '\"quantity\":\"28\"', '\"quantity\":\"29\"') WHERE kind = 'fill'")
        check("an event written over")
        audit.write_bytes(kept_audit.replace(b'"28"', b'"29"'))
        self.bot("ledger: audit line changed: verify", folder, ["audit", "verify"], {7}, [], bot_settings(bot), error=False)
        audit.write_bytes(kept_audit)
        again = bot.run(*next_day, "trade", "--dry-run")
        self.verdict("ledger: as it was, it goes on", [] if again["outcome"] in ("done", "nothing_to_do") else [again["outcome"]])

    def disk(self):
        folder = self.folder()
        mount = folder / "data/state"
        mount.mkdir(parents=True)
        if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(mount)], capture_output=True).returncode != 0:
            print("  (no full disk: mounting is not permitted)")
            return
        settings = [f"embedded.replay={self.shared}/data/daily", "embedded.pace=step"]
        try:
            (mount / "ballast").write_bytes(b"\0" * 4096)
            for blocks in (16, 12, 8):
                try:
                    (mount / "ballast").write_bytes(b"\0" * 4096 * blocks)
                except OSError:
                    pass
                document = self.bot(f"disk: full but for {16 - blocks} blocks", folder, ["--clock", "2020-03-09 15:55:00", "trade", "--paper"], {3, 4, 5, 6, 7, 70} - {70}, [], settings, error=False)
                sent = [o for o in (document or {}).get("orders", []) if o["state"] not in ("planned", "abandoned")]
                self.verdict(f"disk: full but for {16 - blocks} blocks: nothing sent", [] if not sent else [str(sent)[:300]])
            (mount / "ballast").unlink()
            subprocess.run(["mount", "-o", "remount,size=64m", str(mount)], check=True, capture_output=True)
            document = self.bot("disk: with room again", folder, ["--clock", "2020-03-09 15:56:00", "trade", "--paper"], {0}, [], settings, error=False)
            self.verdict("disk: with room again: trades once", [] if document and document["outcome"] == "done" and len(document["orders"]) == 2 else [str(document)[:400]])
        finally:
            subprocess.run(["umount", str(mount)], check=False)
        with open("/dev/full", "wb") as full:
            bot = Bot(self.program, self.folder(), None, [])
            code = subprocess.run(bot.command("--json", "config", "show"), cwd=bot.folder, env=bot.environment, stdout=full, stderr=subprocess.PIPE).returncode
            self.verdict("disk: the answer cannot be written", [] if code not in CRASHES and code != 0 else [f"exit {code}"])

    def killed(self):
        """kill -9 at random moments: no key is sent twice, and what follows is consistent."""
        for number in range(40 if self.long else 3):
            folder = self.folder()
            wrong = []
            with Gateway(self.program, folder, [f"embedded.replay={self.shared}/data/daily"], "2020-03-09 15:52:00", 8) as gateway:
                bot = Bot(self.program, folder, None, [f"embedded.attach={gateway.address}"])
                bot.run("fetch")
                kills = self.random.choice([1, 1, 2])
                for _ in range(kills):
                    process = subprocess.Popen(bot.command("--json", "trade", "--paper"), cwd=folder, env=bot.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                    moment = self.random.uniform(0.05, 2.5)
                    time.sleep(moment)
                    process.send_signal(signal.SIGKILL)
                    process.wait()
                run = bot.run("trade", "--paper", expect=(0, 7), timeout=120)
                last = bot.run("trade", "--paper", expect=(0, 7), timeout=120)
                bot.run("audit", "verify")
            state = json.loads(next((folder / "gateway-state").glob("*.json")).read_text())
            keys = [o["order_ref"] for o in state["orders"]]
            if len(keys) != len(set(keys)):
                wrong.append(f"a key twice: {keys}")
            if len({(o["symbol"], o["side"]) for o in state["orders"]}) != len(keys):
                wrong.append(f"a symbol twice: {keys}")
            held = {s: float(h["quantity"]) for s, h in state["holdings"].items() if float(h["quantity"])}
            told = {s: p["shares"] for s, p in last["positions"].items() if p["shares"]}
            if held != told:
                wrong.append(f"positions {told}, the gateway has {held}")
            filled = {o["symbol"]: float(o["filled"]) for o in state["orders"] if float(o["filled"])}
            if filled != held:
                wrong.append(f"orders filled {filled}, held {held}")
            if last["outcome"] not in ("already_done", "halted", "residual", "unknown", "done", "nothing_to_do"):
                wrong.append(f"{last['outcome']}: {last.get('message')}")
            # A run that could not read the account says so (7) and names no cash.
            if last["cash"] is None:
                if last["exit_code"] != 7:
                    wrong.append(f"no cash, and exit {last['exit_code']}")
            elif abs(last["cash"] - float(state["cash"])) > 0.006:
                wrong.append(f"cash {last['cash']}, the gateway has {state['cash']}")
            if wrong:
                wrong.append(f"killed {kills} times, last after {moment:.2f} s; then {run['outcome']} {run['exit_code']} {run.get('message')}, {last['outcome']}")
            self.verdict(f"killed {number} (--seed {self.seed})", wrong)

    def locked(self):
        folder = self.folder()
        with Gateway(self.program, folder, [f"embedded.replay={self.shared}/data/daily"], "2020-03-09 15:50:00", 2) as gateway:
            bot = Bot(self.program, folder, None, [f"embedded.attach={gateway.address}"])
            bot.run("fetch")
            processes = [subprocess.Popen(bot.command("--json", "trade", "--paper"), cwd=folder, env=bot.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(3)]
            ended = [(p.communicate(timeout=120), p.returncode) for p in processes]
        codes = sorted(code for _, code in ended)
        self.verdict("locked: three at once", [] if codes[0] == 0 and set(codes) <= {0, 8} and codes.count(8) >= 1 else [f"exits {codes}", *(out[:300] for (out, _), _ in ended)])
        state = json.loads(next((folder / "gateway-state").glob("*.json")).read_text())
        keys = [o["order_ref"] for o in state["orders"]]
        self.verdict("locked: each order once", [] if len(keys) == len({(o["symbol"], o["side"]) for o in state["orders"]}) else [str(keys)])


def bot_settings(bot):
    return [s for s in bot.settings if s != "--set"]


PARTS = ["usage", "configuration", "plan_files", "cache", "csv", "weights", "away", "neighbours", "ledger", "disk", "locked", "killed"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("shared", type=lambda text: pathlib.Path(text).resolve())
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=PARTS)
    parser.add_argument("--long", action="store_true")
    arguments = parser.parse_args()
    passed = failed = 0
    for part in [arguments.only] if arguments.only else PARTS:
        with tempfile.TemporaryDirectory() as scratch:
            checks = Checks(arguments.program, arguments.shared, arguments.seed, arguments.long, scratch)
            started = time.monotonic()
            try:
                getattr(checks, part)()
            except Exception:  # noqa: BLE001 - one part must not hide the others
                checks.verdict(part, [traceback.format_exc(limit=4)])
            print(f"{part:<15}{checks.passed:>4} passed {checks.failed:>4} failed {time.monotonic() - started:>6.1f} s", flush=True)
            passed, failed = passed + checks.passed, failed + checks.failed
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
