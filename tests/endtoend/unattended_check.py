"""The unattended loop from outside: the program started by every timer of a session, minute by minute as systemd would,
against the embedded gateway with a step clock, without secrets and then by the notifier that has them; a gateway that comes
up late; and `bot simulate`.

    unattended_check.py PROGRAM SHARED
"""
import fcntl
import json
import pathlib
import subprocess
import sys
import tempfile

from bot_program import Bot, Catcher, Gateway

SETTINGS = ["embedded.pace=step", "universe=[SPY, QQQ, IEF, GLD]", "market_data.start=2023-01-03"]
failures = []


def check(condition, what):
    print(("ok   " if condition else "FAIL ") + what)
    if not condition:
        failures.append(what)


def outbox(folder):
    return folder / "data/state/DU0000001/outbox"


def pending(folder):
    waiting = outbox(folder) / "pending"
    return [json.loads(file.read_text()) for file in sorted(waiting.glob("*.json"))] if waiting.exists() else []


def kinds(items):
    return sorted(item["alert"]["kind"] for item in items if "alert" in item)


def run_at(bot, clock, *arguments, expect=0):
    """One start by a timer; the document, or nothing where the program had nothing to say."""
    done = subprocess.run(bot.command("--json", "--clock", clock, *arguments), cwd=bot.folder, env=bot.environment,
                          capture_output=True, text=True, timeout=120)
    if done.returncode != expect:
        raise AssertionError(f"{clock} {arguments}: exit {done.returncode}\n{done.stdout}\n{done.stderr}")
    return json.loads(done.stdout) if done.stdout.strip() else None


def a_session(program, scratch):
    """All the timers of a normal day and of an early close: who speaks, who is silent."""
    folder = scratch / "session"
    folder.mkdir()
    bot = Bot(program, folder, settings=SETTINGS)
    day = "2024-11-27"  # the day before Thanksgiving
    check(run_at(bot, f"{day} 12:35:00", "preflight", "--scheduled") is None, "12:35 on a normal day is silent")
    done = run_at(bot, f"{day} 12:55:00", "trade", "--paper", "--scheduled")
    check(done["outcome"] == "not_my_slot" and done["orders"] == [], "12:55 on a normal day trades nothing")
    check(kinds(pending(folder)) == [], "and tells nobody")
    ready = run_at(bot, f"{day} 15:35:00", "preflight", "--scheduled")
    check(ready["trade_ready"] is True, "15:35: ready")
    traded = run_at(bot, f"{day} 15:55:00", "trade", "--paper", "--scheduled")
    check(traded["outcome"] == "done" and len(traded["orders"]) > 0, "15:55: traded")
    again = run_at(bot, f"{day} 15:56:30", "trade", "--paper", "--scheduled")
    check(again["outcome"] == "already_done" and [o for o in again["orders"] if o["state"] == "planned"] == [], "a second start sends nothing")
    run_at(bot, f"{day} 16:20:00", "watchdog", "--scheduled")
    summary = run_at(bot, f"{day} 16:35:00", "report", "daily", "--send", "--scheduled")
    check(summary["session"] == day, "16:35: the summary is of this session")
    waiting = pending(folder)
    check(kinds(waiting).count("success") == 1 and "daily_summary" in kinds(waiting) and "start_up" in kinds(waiting),
          f"the outbox holds what was told, nobody delivered: {kinds(waiting)}")
    pings = [item["ping"]["signal"] for item in waiting if "ping" in item]
    check(pings == ["start", "success"] * 2, f"the pings of both starts wait with it: {pings}")

    # Thanksgiving: nothing. The day after closes at 13:00.
    closed = run_at(bot, "2024-11-28 15:55:00", "trade", "--paper", "--scheduled")
    check(closed["outcome"] == "market_closed", "a holiday is closed, exit 0")
    early = run_at(bot, "2024-11-29 12:55:00", "trade", "--paper", "--scheduled")
    check(early["outcome"] in ("done", "nothing_to_do"), f"12:55 before an early close runs: {early['outcome']}")
    check(run_at(bot, "2024-11-29 13:20:00", "watchdog", "--scheduled") is not None, "13:20: looked at")
    late = run_at(bot, "2024-11-29 15:55:00", "trade", "--paper", "--scheduled")
    check(late["outcome"] in ("not_my_slot", "market_closed") and late["exit_code"] == 0, f"15:55 after it does not: {late['outcome']}")

    # Monday nothing runs: the watchdog knows by 16:20.
    missed = run_at(bot, "2024-12-02 16:20:00", "watchdog", "--scheduled", expect=7)
    check(missed["sessions"][-1]["verdict"] == "missed", "a session on which nothing ran is known at 16:20")
    check("missed_run" in kinds(pending(folder)), "and told")

    # The notifier alone has the secrets.
    catcher = Catcher()
    notifier = Bot(program, folder, webhook=catcher.url, settings=SETTINGS)
    told = kinds(pending(folder))
    notifier.run("alert", "deliver")
    check(len(catcher.messages) == len(told), f"the notifier delivered {len(catcher.messages)} of {len(told)}")
    titles = [message["embeds"][0]["title"] for message in catcher.messages]
    check(all("SIMULATED" in title for title in titles), f"every title says SIMULATED: {titles}")
    check(kinds(pending(folder)) == [], "nothing is left")


def beyond_the_calendar(program, scratch):
    folder = scratch / "horizon"
    folder.mkdir()
    bot = Bot(program, folder, settings=["universe=[SPY, IEF]", "market_data.start=2030-01-02"])
    done = subprocess.run(bot.command("--json", "--clock", "2036-01-02 15:55:00", "trade", "--paper", "--scheduled"), cwd=folder,
                          env=bot.environment, capture_output=True, text=True, timeout=60)
    check(done.returncode == 2 and not list(folder.rglob("ledger.sqlite")), f"a clock beyond the calendar: exit {done.returncode}, no trade")


def a_late_gateway(program, scratch):
    """The gateway comes up while the run is already trying: a normal run."""
    folder = scratch / "late"
    folder.mkdir()
    settings = ["universe=[SPY, IEF]", "market_data.start=2023-01-03"]
    with Gateway(program, folder, settings, "2024-03-14 15:55:00", 1) as first:
        address = first.address
    bot = Bot(program, folder, settings=[*settings, f"embedded.attach={address}", "retry.initial_delay_s=0.5", "retry.jitter=0"])
    running = subprocess.Popen([*bot.command("--json", "--log-level", "info", "trade", "--paper", "--scheduled")], cwd=folder, env=bot.environment,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    attempts = []
    while len(attempts) < 2:
        line = running.stderr.readline()
        if not line:
            break
        attempts += [line] if "attempt " in line else []
    with Gateway(program, folder, settings, "2024-03-14 15:55:30", 20, listen=address):
        printed, _ = running.communicate(timeout=120)
    check(running.returncode == 0 and json.loads(printed)["outcome"] == "done", f"a late gateway ends in a normal run: {printed[:200]}")
    check(len(attempts) == 2 and all("the next in" in line for line in attempts), "the attempts are in the log with their waits")


def a_look_around_the_run(program, scratch):
    """Another command has the ledger at 15:55: the timer's start waits for it, one by hand says so."""
    folder = scratch / "locked"
    folder.mkdir()
    bot = Bot(program, folder, settings=SETTINGS)
    run_at(bot, "2024-03-13 15:55:00", "trade", "--paper", "--scheduled")
    with open(folder / "data/state/DU0000001/lock", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        refused = run_at(bot, "2024-03-14 15:55:00", "trade", "--paper", expect=8)
        check(refused["exit_code"] == 8, "by hand: exit 8 at once")
        waiting = subprocess.Popen([*bot.command("--json", "--log-level", "info", "--clock", "2024-03-14 15:55:00", "trade", "--paper", "--scheduled")],
                                   cwd=folder, env=bot.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        told = next((line for line in waiting.stderr if "waiting:" in line), "")
    printed, _ = waiting.communicate(timeout=120)
    check(told != "" and waiting.returncode == 0 and json.loads(printed)["outcome"] in ("done", "nothing_to_do"),
          f"by the timer: it waits and trades: {printed[:120]}")


def simulated_days(program, scratch):
    folder = scratch / "simulate"
    folder.mkdir()
    bot = Bot(program, folder, settings=SETTINGS[1:])
    year = bot.run("simulate", "--days", "15", "--from", "2024-11-25")
    check(len(year["days"]) == 15 and year["broken"] == [], "fifteen quiet sessions, every invariant held")
    check([d["session"] for d in year["days"] if d["early_close"]] == ["2024-11-29"], "the early close is one of them")
    check(all(d["alerts"].get("success") == 1 and d["watchdog"] == "ran" for d in year["days"]), "each told, each looked at")
    troubled = bot.run("simulate", "--days", "15", "--faults", "7", "--from", "2024-11-25")
    check(troubled["broken"] == [] and any(d["trouble"] for d in troubled["days"]), "fifteen troubled ones: every invariant held")
    check(troubled["digest"] == bot.run("simulate", "--days", "15", "--faults", "7", "--from", "2024-11-25")["digest"], "one seed, one year")
    error = bot.run("simulate", "--days", "0", expect=2)
    check("error" in error, "no days is a usage error")
    check(not list(folder.iterdir()), "it leaves nothing behind")


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as scratch:
        for part in (a_session, beyond_the_calendar, a_late_gateway, a_look_around_the_run, simulated_days):
            print(f"-- {part.__name__}")
            part(program, pathlib.Path(scratch))
    print(f"{len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
