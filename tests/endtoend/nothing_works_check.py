"""What works where nothing else does: the kill switch, with each thing broken that it could stand on and with all of them;
every command without zone data; a ledger that may not be read. Needs root, for another user and a file system of its own.

    nothing_works_check.py PROGRAM [SHARED]
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from named_checks import run_checks

PROGRAM = str(pathlib.Path(sys.argv[1]).resolve())
NOBODY = 65534
CLOCK = ("--clock", "2020-03-16 15:50:00", "--set", "embedded.pace=step")
NO_ZONE = ("unshare", "--mount", "sh", "-c", 'mount -t tmpfs none /usr/share/zoneinfo && exec "$@"', "sh")


def expect(condition, what):
    if not condition:
        raise AssertionError(what)


def run(folder, *arguments, before=(), user=None):
    return subprocess.run([*before, PROGRAM, "--log-level", "error", *arguments], cwd=folder, capture_output=True, text=True, timeout=120,
                          stdin=subprocess.DEVNULL, user=user, group=user, extra_groups=[] if user else None,
                          env={"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8", "USER": "ann"})


def document(done, what):
    try:
        answer = json.loads(done.stdout)
    except json.JSONDecodeError:
        raise AssertionError(f"{what}: exit {done.returncode}, no JSON document: {done.stdout[:300]!r} {done.stderr[-600:]}") from None
    expect(answer["schema"].startswith("bot."), what)
    return answer


class Scratch:
    def __init__(self, root):
        self.root, self.count = pathlib.Path(root), 0

    def traded(self):
        """A folder in which a run has traded."""
        self.count += 1
        folder = self.root / str(self.count)
        folder.mkdir()
        done = run(folder, *CLOCK, "trade", "--paper")
        expect(done.returncode == 0, done.stderr)
        return folder


# --- the kill switch ---

def broken_configuration(folder):
    (folder / "config").mkdir(exist_ok=True)
    (folder / "config/config.local.yaml").write_text("selection: [\n\ttop_n")


def unknown_key(folder):
    (folder / "config").mkdir(exist_ok=True)
    (folder / "config/config.local.yaml").write_text("selektion: {top_n: 3}\n")


def damaged_ledger(folder):
    (folder / "data/state/DU0000001/ledger.sqlite").write_bytes(b"SQLite format 3\0" + b"\xff" * 4096)


def ledger_is_a_folder(folder):
    ledger = folder / "data/state/DU0000001/ledger.sqlite"
    ledger.unlink()
    ledger.mkdir()


def no_ledger(folder):
    shutil.rmtree(folder / "data")


def env_is_a_folder(folder):
    (folder / ".env").mkdir()


BROKEN = {
    "a configuration that is no YAML": broken_configuration, "an unknown key": unknown_key, "a damaged ledger": damaged_ledger,
    "a ledger that is a folder": ledger_is_a_folder, "no ledger": no_ledger, "a .env that is a folder": env_is_a_folder,
}
FLAGS = {
    "a log that cannot be written": ("--log-file", "/proc/nothing/bot.log"), "a configuration that is not there": ("--config", "gone.yaml"),
    "a setting that is none": ("--set", "selection.topn=3"), "a log level that is none": ("--log-level", "loud"),
    "a clock that is none": ("--clock", "yesterday"),
}


def halts(folder, what, *flags, before=()):
    done = run(folder, *flags, "--json", "halt", "--why", "a test", before=before)
    expect(done.returncode == 0, f"halt with {what}: exit {done.returncode}\n{done.stdout}\n{done.stderr}")
    answer = document(done, what)
    expect(answer["accounts"] and all(account["halted"] for account in answer["accounts"]), f"{what}: {answer}")
    kill_file = folder / "data/state/DU0000001/HALT"
    expect(kill_file.exists() and "a test" in kill_file.read_text(), f"{what}: no kill file")
    return answer


def check_halt(scratch):
    for what, breaking in BROKEN.items():
        folder = scratch.traded()
        breaking(folder)
        halts(folder, what)
    for what, flags in FLAGS.items():
        halts(scratch.traded(), what, *flags)
    halts(scratch.traded(), "no zone data", before=NO_ZONE)
    folder = scratch.traded()
    for breaking in (broken_configuration, damaged_ledger, env_is_a_folder):
        breaking(folder)
    every_flag = [word for flags in FLAGS.values() for word in flags]
    halts(folder, "all of it", *every_flag, before=NO_ZONE)
    # And what it wrote stops a run that finds everything mended.
    folder = scratch.traded()
    broken_configuration(folder)
    halts(folder, "a configuration that is mended later")
    (folder / "config/config.local.yaml").unlink()
    stopped = run(folder, "--clock", "2020-03-17 15:50:00", "--set", "embedded.pace=step", "--json", "trade", "--paper")
    expect(stopped.returncode == 6 and document(stopped, "trade")["outcome"] == "halted", stopped.stdout)


def check_a_halt_that_failed_says_so(scratch):
    folder = scratch.traded()
    account = folder / "data/state/DU0000001"
    shutil.rmtree(account)
    account.write_text("a file in the folder's place")
    done = run(folder, "--json", "halt", "--why", "a test")
    expect(done.returncode == 4 and not document(done, "halt")["accounts"][0]["halted"], done.stdout)
    expect("NOT halted" in run(folder, "halt").stdout, "in words")


# --- without zone data ---

COMMANDS = [
    ("connect",), ("fetch",), ("validate",), ("weights",), ("explain", "2020-03-16", "SPY"), ("plan",), ("trade", "--dry-run"),
    ("trade", "--paper"), ("trade", "--paper", "--scheduled"), ("doctor",), ("replay", "20200316-155000-1"), ("arm",), ("disarm",),
    ("simulate", "--days", "2"), ("status",), ("report",), ("report", "daily"), ("runs",), ("trades",), ("resume", "--halt", "H", "--by", "ann"),
    ("accept-positions",), ("release", "SPY", "--yes"), ("pin", "SPY"), ("audit", "verify"), ("preflight", "--paper"), ("watchdog", "--paper"),
    ("alert", "test"), ("alert", "deliver"), ("calendar",), ("schedule", "status"), ("gateway", "--listen", "127.0.0.1:0", "--clock", "2020-03-16 15:50:00"),
    ("init", "--gateway", "embedded", "--force"), ("config", "show"), ("config", "check"),
]
NEED_NO_TIME = {"init", "config"}


def check_every_command_without_zone_data(scratch):
    folder = scratch.traded()
    for words in COMMANDS:
        what = "bot " + " ".join(words)
        done = run(folder, "--json", *words, before=NO_ZONE)
        answer = document(done, what)
        if words[0] in NEED_NO_TIME:
            expect(done.returncode == 0, f"{what}: exit {done.returncode} {done.stdout}")
            continue
        expect(done.returncode == 4, f"{what}: exit {done.returncode} {done.stdout} {done.stderr}")
        expect("time zone" in answer["error"]["message"] and "tzdata" in answer["error"]["fix"], f"{what}: {answer['error']}")


# --- a ledger that may not be read ---

def check_a_ledger_that_may_not_be_read(scratch):
    folder = scratch.traded()
    for path in [folder, *folder.rglob("*")]:
        os.chown(path, NOBODY, NOBODY)
    scratch.root.chmod(0o755)
    ledger = folder / "data/state/DU0000001/ledger.sqlite"
    expect(run(folder, "audit", "verify", user=NOBODY).returncode == 0, "as it was")
    for path in (ledger, ledger.parent, ledger.parent / "audit.jsonl"):
        os.chown(path, 0, 0)
        mode = path.stat().st_mode
        path.chmod(0o700 if path.is_dir() else 0o600)
        done = run(folder, "--json", "audit", "verify", user=NOBODY)
        expect(done.returncode == 4, f"{path.name}: exit {done.returncode} {done.stdout}")
        expect(str(path.name) in done.stdout, f"{path.name} is not named: {done.stdout}")
        if path.name != "audit.jsonl":
            expect(run(folder, "--json", "status", user=NOBODY).returncode == 4, f"{path.name}: status")
        os.chown(path, NOBODY, NOBODY)
        path.chmod(mode & 0o777)
    expect(run(folder, "audit", "verify", user=NOBODY).returncode == 0, "as it was again")


def check_audit_and_doctor_agree_on_a_fresh_clone(scratch):
    folder = scratch.root / "fresh"
    folder.mkdir()
    audit = run(folder, "audit", "verify")
    doctor = run(folder, *CLOCK, "doctor")
    expect(audit.returncode == 0 and doctor.returncode == 0, f"{audit.returncode} {doctor.returncode}")
    for said in (audit.stdout, doctor.stdout):
        expect("no ledger yet in data/state/DU0000001" in said and "every hash" not in said, said)
    expect(document(run(folder, "--json", "audit", "verify"), "audit")["events"] == 0, "events")


def main():
    if os.geteuid() != 0 or subprocess.run([*NO_ZONE, "true"], capture_output=True).returncode != 0:
        print("skipped: needs root and a mount name space of its own")
        return 77
    checks = (check_halt, check_a_halt_that_failed_says_so, check_every_command_without_zone_data, check_a_ledger_that_may_not_be_read,
              check_audit_and_doctor_agree_on_a_fresh_clone)
    with tempfile.TemporaryDirectory() as folder:
        return 1 if run_checks(checks, Scratch(folder)) else 0


if __name__ == "__main__":
    sys.exit(main())
