"""A search split over machines and put together again is the search of one machine, to the byte; what does not belong
together is refused by name; an interrupted search leaves no report and goes on where it stopped.

    shards_check.py PROGRAM SHARED [ONLY]
"""
import hashlib
import json
import os
import pathlib
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from bot_program import Bot
from named_checks import run_checks

ROOT = pathlib.Path(__file__).resolve().parents[2]
GRID = "walkforward.grid={ema_fast: [10, 20], ema_slow: [40], top_n: [1, 2]}"
SETTINGS = ("embedded.pace=step", "market_data.start=2017-01-01", "universe=[SPY, TLT, GLD, IEF]", GRID)
# Whole shares are searched the plain way: slowly enough to be interrupted.
SLOW = ("backtest.fractional=false",)
REPORTS = {"walkforward": ("walkforward.html", "dossier.json"), "permute": ("permutation.html",)}


def expect(condition, what):
    if not condition:
        raise AssertionError(what)


class Study:
    def __init__(self, program, shared, folder):
        self.folder, self.program = pathlib.Path(folder), program
        self.bot = Bot(program, folder, settings=SETTINGS)
        self.reports = self.folder / "reports"
        self.bot.run("fetch", "--source", "csv", "--from", str(pathlib.Path(shared) / "data" / "daily"))

    def command(self, *arguments, settings=()):
        return Bot(self.program, self.folder, settings=(*SETTINGS, *settings)).command("--clock", "2021-12-31 18:00:00", *arguments)

    def run(self, *arguments, settings=(), expect_code=0):
        done = subprocess.run(self.command(*arguments, settings=settings), cwd=self.folder, env=self.bot.environment, capture_output=True, timeout=300)
        expect(done.returncode == expect_code, f"{arguments}: exit {done.returncode}\n{done.stdout[-500:]}\n{done.stderr[-2000:]}")
        return done

    def outcome(self, search, *arguments, settings=()):
        """All bytes that a search prints, as text and as JSON but for how long it took, and writes."""
        shown = self.run(*arguments, settings=settings).stdout
        document = re.sub(rb'"timing": \{[^}]*\}', b"", self.run("--json", *arguments, settings=settings).stdout)
        return [shown, document, *[(self.reports / name).read_bytes() for name in REPORTS[search]]]

    def clear(self):
        shutil.rmtree(self.reports, ignore_errors=True)

    def pieces(self, count, *search, settings=()):
        paths = []
        for index in range(1, count + 1):
            document = json.loads(self.run("--json", *search, "--shard", f"{index}/{count}", settings=settings).stdout)
            expect(document["shard"] == f"{index}/{count}", document)
            paths.append(document["piece"])
        return paths

    def written(self):
        return {path.name: path.read_bytes() for path in self.reports.iterdir() if "-piece-" not in path.name}

    def refused(self, text, *pieces, settings=()):
        before = self.written()
        done = self.run("merge", *pieces, settings=settings, expect_code=4)
        message = re.sub(r"\s+", " ", done.stderr.decode())
        expect(text in message, f"'{text}' is not in: {message}")
        expect(self.written() == before, f"refused ({text}), and yet something was written")


def check_pieces_in_any_order_are_the_single_run(study):
    for search in (("walkforward",), ("walkforward", "--start", "2017-06-01", "--end", "2021-06-30"), ("permute", "--runs", "3", "--seed", "9")):
        study.clear()
        single = study.outcome(search[0], *search)
        for count in (1, 3, 7):
            study.clear()
            pieces = study.pieces(count, *search)
            expect(sorted(path.name for path in study.reports.iterdir()) == sorted(pathlib.Path(p).name for p in pieces), list(study.reports.iterdir()))
            for order in (pieces, pieces[::-1], pieces[1::2] + pieces[::2]):
                merged = study.outcome(search[0], "merge", *order)
                for name, one, other in zip(("text", "JSON", *REPORTS[search[0]]), single, merged):
                    expect(one == other, f"{search} in {count}: {name} differs")


def check_more_shards_than_parts(study):
    study.clear()
    single = study.outcome("walkforward", "walkforward")
    expect(study.outcome("walkforward", "merge", *study.pieces(9, "walkforward")) == single, "nine pieces of four parts differ")


def check_what_does_not_belong_together_is_refused(study):
    study.clear()
    search = ("permute", "--runs", "2")
    pieces = study.pieces(3, *search)
    study.run("merge", *pieces)  # and what it wrote stays as it is
    study.refused("of the 3 pieces 2/3 is missing", pieces[0], pieces[2])
    study.refused("of the 3 pieces 1/3, 2/3 are missing", pieces[2])
    study.refused("piece 2/3 is there twice", *pieces, pieces[1])

    kept = study.folder / "kept"
    kept.mkdir()
    own = [shutil.copy(study.folder / path, kept) for path in pieces]
    for text, other, settings in (("seed 7", (*search, "--seed", "7"), ()), ("3 runs", ("permute", "--runs", "3"), ()),
                                  ("--start 2017-06-01", (*search, "--start", "2017-06-01"), ()),
                                  ("other settings", search, ("costs.slippage_bps=2",)), ("bot walkforward", ("walkforward",), ())):
        foreign = study.pieces(3, *other, settings=settings)
        study.refused(f"is of another search than {own[0]}: {text}", own[0], foreign[1], own[2])
    study.refused("other settings", *own, settings=("selection.min_score=0.5",))
    study.refused("piece 1/2 stands beside piece 1/3", own[0], study.pieces(2, *search)[0])

    # Of other bars, and merged beside other bars.
    cache = study.folder / "data" / "parquet"
    shutil.copytree(cache, study.folder / "cache")
    shutil.copy(cache / "GLD.parquet", cache / "IEF.parquet")
    study.refused("other bars", own[0], *study.pieces(3, *search)[1:])
    study.refused("the pieces are of another search than this one would be: other bars", *own)
    shutil.rmtree(cache)
    shutil.move(study.folder / "cache", cache)
    study.run("merge", *own)


def check_a_damaged_piece_is_refused(study):
    study.clear()
    pieces = study.pieces(2, "permute", "--runs", "2")
    whole = (study.folder / pieces[1]).read_bytes()
    broken = study.folder / "broken.json"
    for cut in (len(whole) // 2, len(whole) - 1, whole.index(b"\n") + 1):
        broken.write_bytes(whole[:cut])
        study.refused("the piece is damaged", pieces[0], broken)
    for place in range(len(whole) // 7, len(whole), len(whole) // 7):
        broken.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1:])
        study.refused("the piece is damaged", pieces[0], broken)
    for text in (b"", b"{}\n", b"date,equity\n"):
        broken.write_bytes(text)
        study.refused("this is no piece of a search", pieces[0], broken)
    study.refused("absent.json", pieces[0], "absent.json")

    def resealed(change):
        body = json.loads(whole.split(b"\n")[1])
        change(body)
        text = json.dumps(body, separators=(",", ":")).encode()
        broken.write_bytes(json.dumps({"schema": "bot.piece/1", "sha256": hashlib.sha256(text).hexdigest()}).encode() + b"\n" + text + b"\n")
        return broken

    study.refused("version 0.0.1", pieces[0], resealed(lambda body: body["of"].update(version="0.0.1")))
    study.refused("piece 2/2 is not finished", pieces[0], resealed(lambda body: body["items"].pop()))
    study.refused("damaged", pieces[0], resealed(lambda body: body["items"].append(body["items"][0])))
    study.refused("damaged", pieces[0], resealed(lambda body: body["items"][0]["numbers"].append(1.0)))
    study.refused("damaged", pieces[0], resealed(lambda body: body.pop("shard")))
    # Numbers that no memory would hold.
    study.refused("damaged", pieces[0], resealed(lambda body: body["shard"].update(count=10**15)))
    study.refused("damaged", pieces[0], resealed(lambda body: body.update(item_count=10**15)))
    study.refused("damaged", pieces[0], resealed(lambda body: body["of"].update(runs=10**12)))


def unfinished(study):
    return list(study.reports.glob("*.unfinished")) if study.reports.is_dir() else []


def interrupt(study, how, *search):
    """Starts a search and interrupts it as soon as it keeps what it has done; how it ended."""
    process = subprocess.Popen(study.command("--log-level", "info", *search, settings=SLOW), cwd=study.folder, env=study.bot.environment,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    end = time.monotonic() + 120
    while not unfinished(study) and process.poll() is None and time.monotonic() < end:
        os.sched_yield()
    process.send_signal(how)
    out, err = process.communicate(timeout=60)
    return process.returncode, out, re.sub(r"\s+", " ", err)


def check_an_interrupted_search_goes_on_where_it_stopped(study):
    search = ("permute", "--runs", "150", "--threads", "1")
    study.clear()
    single = study.run(*search, settings=SLOW).stdout
    page = (study.reports / "permutation.html").read_bytes()
    for how, code in ((signal.SIGINT, 130), (signal.SIGTERM, 130), (signal.SIGKILL, -9)):
        study.clear()
        ended, out, err = interrupt(study, how, *search)
        expect(ended == code and not out, f"{how}: exit {ended}\n{out}\n{err}")
        expect(code != 130 or re.search(r"interrupted; no report was written, \d+ of \d+ parts are kept", err), err)
        expect([path.suffix for path in study.reports.iterdir()] == [".unfinished"], list(study.reports.iterdir()))
        done = study.run("--log-level", "info", *search, settings=SLOW)
        parts = re.search(rb"(\d+) of (\d+) parts are there", done.stderr)
        expect(parts and 0 < int(parts[1]) < int(parts[2]), done.stderr)
        expect(done.stdout == single and (study.reports / "permutation.html").read_bytes() == page, f"{how}: another answer")
        expect(not unfinished(study), "a finished search left what it had kept")


def check_an_interrupted_shard_goes_on_where_it_stopped(study):
    search = ("permute", "--runs", "200", "--threads", "1", "--shard", "2/2")
    study.clear()
    (piece,) = [json.loads(study.run("--json", *search, settings=SLOW).stdout)["piece"]]
    whole = (study.folder / piece).read_bytes()
    study.clear()
    ended, _, err = interrupt(study, signal.SIGTERM, *search)
    expect(ended == 130, err)
    # Another search beside it takes nothing of it and leaves it alone; what is damaged is computed anew.
    kept = unfinished(study)[0]
    study.run("permute", "--runs", "1")
    expect(kept.exists(), "another search removed what was kept")
    done = study.run("--log-level", "info", *search, settings=SLOW)
    expect(b"parts are there" in done.stderr and (study.folder / piece).read_bytes() == whole, done.stderr)
    expect(not unfinished(study), "a finished shard left what it had kept")
    kept.write_bytes(whole[:1000])
    done = study.run(*search, settings=SLOW)
    expect(b"begins anew" in done.stderr and (study.folder / piece).read_bytes() == whole, done.stderr)


def check_the_job_of_kubernetes_makes_all_pieces(study):
    study.clear()
    job = (ROOT / "deployment/kubernetes/search.yaml").read_text()
    count = int(re.search(r"completions: (\d+)", job)[1])
    expect(int(re.search(r'name: PIECES, value: "(\d+)"', job)[1]) == count, "completions and PIECES differ")
    command = re.search(r"- (exec bot .*)", job)[1]
    programs = study.folder / "programs"
    programs.mkdir()
    options = " ".join(shlex.quote(word) for word in study.command()[1:])
    (programs / "bot").write_text(f'#!/bin/sh\nexec {shlex.quote(study.bot.program)} {options} "$@"\n')
    (programs / "bot").chmod(0o755)
    for index in range(count):
        environment = {**study.bot.environment, "PATH": f"{programs}:{os.environ['PATH']}", "JOB_COMPLETION_INDEX": str(index), "PIECES": str(count)}
        subprocess.run(["/bin/sh", "-c", command, "search", "permute", "--runs", "2"], cwd=study.folder, env=environment, check=True,
                       stdout=subprocess.DEVNULL, timeout=60)
    pieces = sorted(f"reports/{path.name}" for path in study.reports.iterdir())
    expect(len(pieces) == count, pieces)
    merged = study.run("merge", *pieces).stdout
    expect(merged == study.run("permute", "--runs", "2").stdout, "the pieces of the job come to something else")


def main():
    program, shared = sys.argv[1], pathlib.Path(sys.argv[2])
    if not (shared / "data/daily").is_dir():
        return 77
    with tempfile.TemporaryDirectory() as folder:
        study = Study(program, shared, folder)
        checks = [check for name, check in globals().items() if name.startswith("check_")]
        return 1 if run_checks(checks, study, sys.argv[3] if len(sys.argv) > 3 else "") else 0


if __name__ == "__main__":
    sys.exit(main())
