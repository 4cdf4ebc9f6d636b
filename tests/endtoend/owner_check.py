"""What an owner touches: first settings, doctor, arming and live trading, plan, replay, status and the rest; as text on a
wide and on a narrow terminal, in a pipe and as JSON (tests/golden/app); secrets that must turn up nowhere; completion and
the manual page.

    owner_check.py PROGRAM [SHARED]
"""
import hashlib
import http.server
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading

from bot_program import Bot, Catcher, Gateway
from named_checks import run_checks
from on_terminal import on_terminal

ROOT = pathlib.Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden" / "app"
UPDATE = os.environ.get("BOT_UPDATE_GOLDEN") == "1"
DAY = "2020-03-16 15:50:00"
STEP = ("embedded.pace=step",)
LIVE = STEP + ("embedded.account=U0000001", "execution.live=true")


def expect(condition, what):
    if not condition:
        raise AssertionError(what)


class Owner:
    def __init__(self, program, scratch):
        self.program, self.scratch, self.count = program, pathlib.Path(scratch), 0

    def folder(self):
        self.count += 1
        folder = self.scratch / str(self.count)
        folder.mkdir()
        return folder

    def bot(self, folder, settings=STEP, webhook=None):
        bot = Bot(self.program, folder, webhook, settings)
        bot.environment["USER"] = "ann"
        return bot


def plain(bot, *arguments, code=0, environment=None, stdin=None):
    done = subprocess.run(bot.command(*arguments), cwd=bot.folder, env={**bot.environment, **(environment or {})},
                          capture_output=True, text=True, input=stdin, timeout=120)
    expect(done.returncode in (code if isinstance(code, tuple) else (code,)),
           f"bot {' '.join(map(str, arguments))}: exit {done.returncode}, expected {code}\n{done.stdout}\n{done.stderr}")
    return done


def shown_sentence(shown):
    return [line.strip() for line in shown.splitlines() if line.strip().startswith("TRADE LIVE")][0]


def arm(bot, answer=shown_sentence, clock=DAY, arguments=("--max-order", "6000", "--max-day", "22000")):
    return on_terminal(bot.command("--clock", clock, "arm", *arguments), bot.folder, bot.environment, [("\n> ", answer)])


# --- arming and live trading ---

def check_live(owner):
    bot = owner.bot(owner.folder(), LIVE)
    refused = bot.run("--clock", DAY, "trade", "--live", expect=6)
    expect(refused["outcome"] == "refused" and "not armed" in refused["message"], refused)
    piped = plain(bot, "--clock", DAY, "arm", "--max-order", "6000", "--max-day", "22000", code=6, stdin="yes\n")
    expect("nothing was armed" in piped.stderr, piped.stderr)
    code, shown = arm(bot, "TRADE LIVE")
    expect(code == 6 and "nothing was armed" in shown, shown)
    expect(not bot.run("--clock", DAY, "status")["armed"], "armed by a wrong sentence")

    code, shown = arm(bot)
    expect(code == 0, shown)
    sentence = shown_sentence(shown)
    expect(sentence == "TRADE LIVE U...001 UP TO 22000 USD PER DAY UNTIL 2020-04-15, WITHOUT A DEAD MAN'S SWITCH", sentence)
    key = bot.folder + "/data/state/host.key"
    expect(os.stat(key).st_mode & 0o777 == 0o600, "mode of host.key")
    status = bot.run("--clock", DAY, "status")
    expect(status["armed"] and status["arming"]["max_day"] == 22000, status["arming"])
    done = bot.run("--clock", DAY, "trade", "--live")
    expect(done["outcome"] == "done" and done["mode"] == "live" and done["simulated"], done)
    expect(all(order["state"] == "filled" for order in done["orders"]) and done["orders"], done["orders"])

    # Bound to configuration, caps, machine, time.
    other = owner.bot(bot.folder, LIVE + ("weights.cash_buffer=0.06",)).run("--clock", "2020-03-17 15:50:00", "trade", "--live", expect=6)
    expect("configuration has changed" in other["message"], other["message"])
    soon = bot.run("--clock", "2020-04-08 15:50:00", "trade", "--live", expect=(0, 7))
    expect(any("live trading ends in 7 days" in finding["message"] for finding in soon["findings"]), soon["findings"])
    shutil.move(key, key + ".away")
    sealed = bot.run("--clock", "2020-04-14 15:50:00", "trade", "--live", expect=6)
    expect("seal" in sealed["message"], sealed["message"])
    shutil.move(key + ".away", key)
    os.chmod(key, 0o640)
    expect(bot.run("--clock", "2020-04-14 15:50:00", "trade", "--live", expect=3)["error"]["where"].endswith("host.key"), "an open key")
    os.chmod(key, 0o600)
    late = bot.run("--clock", "2020-04-15 15:50:01", "trade", "--live", expect=6)
    expect("expired" in late["message"], late["message"])
    plain(bot, "--clock", "2020-04-15 15:50:02", "disarm")
    expect("not armed" in bot.run("--clock", "2020-04-15 15:50:02", "trade", "--live", expect=6)["message"], "disarmed")

    small = owner.bot(owner.folder(), LIVE)
    expect(arm(small, arguments=("--max-order", "1000", "--max-day", "22000"))[0] == 0, "small caps")
    capped = small.run("--clock", DAY, "trade", "--live", expect=(0, 6, 7))
    expect(not [order for order in capped["orders"] if order["filled"]], capped["orders"])
    expect(any(finding["code"] == "R11" for finding in capped["findings"]), capped["findings"])
    expect(owner.bot(owner.folder(), STEP).run("--clock", DAY, "arm", expect=3)["error"]["code"] == "config", "paper cannot be armed")


class DeadMan(Catcher):
    """Any POST is answered; the paths are kept."""

    def __init__(self):
        paths = self.paths = []

        class Answer(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                paths.append(self.path)
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/ping-canary-77c1"


def check_dead_man(owner):
    dead_man, bot = DeadMan(), owner.bot(owner.folder(), LIVE)
    bot.environment["DEAD_MAN_URL"] = dead_man.url
    code, shown = arm(bot)
    expect(code == 0 and "DEAD MAN" not in shown_sentence(shown), shown)
    expect(dead_man.paths, "the dead-man's address was not asked")


# --- doctor ---

def marks(document):
    return {check["check"]: check["mark"] for check in document["checks"]}


def check_doctor(owner):
    bot = owner.bot(owner.folder())
    document = bot.run("--clock", DAY, "doctor")
    found = marks(document)
    for name in ("config", "secrets", "time_zone", "calendar", "disk", "ledger", "gateway", "clock", "account", "currency",
                 "contracts", "data", "read_only", "permissions"):
        expect(found.get(name) == "good", f"{name}: {found.get(name)} {document}")
    for name in ("webhook", "dead_man", "cache"):
        expect(found.get(name) == "warning", f"{name}: {found.get(name)}")
    expect(all(check["fix"] for check in document["checks"] if check["mark"] != "good"), document)
    expect(document["ready"] and document["look_at"], document)
    plain(bot, "--clock", DAY, "halt", "--why", "a test")
    halted = bot.run("--clock", DAY, "doctor", expect=3)
    expect(marks(halted)["halt"] == "bad" and not halted["ready"], halted)
    away = owner.bot(bot.folder, ("gateway.kind=tws", "gateway.port=1", "accounts.paper=DU7654321", "retry.max_attempts=1"))
    expect(marks(away.run("doctor", expect=3))["gateway"] == "bad", "a gateway that is away")
    open_file = pathlib.Path(bot.folder) / ".env"
    open_file.write_text("DISCORD_WEBHOOK_URL=https://discord.com/api/webhooks/1/canary-5d2e\n")
    open_file.chmod(0o644)
    answer = plain(bot, "--clock", DAY, "doctor", code=3)
    expect("chmod 600" in answer.stderr and "canary-5d2e" not in answer.stderr, answer.stderr)
    open_file.chmod(0o600)
    linked = pathlib.Path(bot.folder) / "elsewhere"
    open_file.rename(linked)
    open_file.symlink_to(linked)
    expect("symbolic link" in plain(bot, "--clock", DAY, "doctor", code=3).stderr, "a linked .env")


# --- init ---

def check_init(owner):
    folder = owner.folder()
    bot = owner.bot(folder, ())
    unasked = plain(bot, "init", code=2, stdin="")
    expect("--gateway" in unasked.stderr and "--paper-account" in unasked.stderr, unasked.stderr)
    expect(not (folder / ".env").exists(), "written without an answer")
    wrong = plain(bot, "init", "--gateway", "tws", "--paper-account", "U1234567", code=3)
    expect("nothing was written" in wrong.stderr and not (folder / "config").exists(), wrong.stderr)
    wrong = plain(bot, "init", "--gateway", "tws", "--paper-account", "DU1234567", "--port", "4001", code=3)
    expect("live port" in wrong.stderr, wrong.stderr)
    bot.environment["DISCORD_WEBHOOK_URL"] = "https://discord.com/api/webhooks/1/canary-91aa"
    plain(bot, "init", "--gateway", "tws", "--paper-account", "DU1234567", "--live-account", "U7654321", "--port", "4002")
    del bot.environment["DISCORD_WEBHOOK_URL"]
    expect((folder / ".env").stat().st_mode & 0o777 == 0o600, "mode of .env")
    values = bot.run("config", "show")["values"]
    expect(values["gateway.port"]["value"] == 4002 and values["accounts.paper"]["value"] == "DU1234567", values["gateway.port"])
    expect(values["gateway.port"]["origin"].startswith("config/config.local.yaml:"), values["gateway.port"])
    expect(values["DISCORD_WEBHOOK_URL"] == {"value": "***", "origin": ".env:2"}, values["DISCORD_WEBHOOK_URL"])
    before = (folder / "config/config.local.yaml").read_text()
    expect("--force" in plain(bot, "init", "--gateway", "embedded", code=2).stderr, "overwritten")
    expect((folder / "config/config.local.yaml").read_text() == before, "changed without --force")
    (folder / "config/config.local.yaml").write_text("nonsense: [")
    plain(bot, "init", "--gateway", "embedded", "--force")
    expect(bot.run("config", "show")["values"]["gateway.kind"]["value"] == "embedded", "forced")

    # A wrong answer is asked for again at once, not after the last question.
    folder = owner.folder()
    bot = owner.bot(folder, ())
    live, host = "U... (empty for none): ", "[127.0.0.1]: "
    code, shown = on_terminal(bot.command("init"), folder, bot.environment,
                              [("[embedded]: ", "tws"), ("D... (empty for none): ", "DU1"), ("D... (empty for none): ", "DU1234567"),
                               (live, "U12"), (live, "U7654321"), (host, "DU1"), (host, "my host"), (host, "gateway.lan"), ("[4002]: ", "7497"),
                               ("DISCORD_WEBHOOK_URL (not shown", ""), ("DEAD_MAN_URL (not shown", "")])
    expect(code == 0 and "Once more" not in shown, shown)
    expect("'U12' is no live account" in shown and "'DU1' is no host" in shown and "'my host' is no host" in shown, shown)
    written = (folder / "config/config.local.yaml").read_text()
    expect('"gateway.lan"' in written and "7497" in written, written)

    # Without a paper account nothing of paper is suggested.
    folder = owner.folder()
    bot = owner.bot(folder, ())
    code, shown = on_terminal(bot.command("init"), folder, bot.environment,
                              [("[embedded]: ", "tws"), ("D... (empty for none): ", ""), ("U... (empty for none): ", "U7654321"),
                               ("[127.0.0.1]: ", ""), ("live login (TWS 7496, IB Gateway 4001) [4001]: ", ""),
                               ("DISCORD_WEBHOOK_URL (not shown", ""), ("DEAD_MAN_URL (not shown", "")])
    expect(code == 0 and "port: 4001" in (folder / "config/config.local.yaml").read_text(), shown)
    expect("--paper" not in shown and "4002" not in shown and "bot arm" in shown, shown)

    folder = owner.folder()
    bot = owner.bot(folder, ())
    code, shown = on_terminal(bot.command("init"), folder, bot.environment,
                              [("[embedded]: ", "tws"), ("D... (empty for none): ", "DU1234567"), ("U... (empty for none): ", ""),
                               ("[127.0.0.1]: ", ""), ("[4002]: ", ""), ("DISCORD_WEBHOOK_URL (not shown", "http://example.com/x"),
                               ("DISCORD_WEBHOOK_URL (not shown", "https://discord.com/api/webhooks/7/canary-4be0"),
                               ("DEAD_MAN_URL (not shown", "")])
    expect(code == 0, shown)
    expect("canary-4be0" not in shown, "a secret was shown")
    expect("canary-4be0" in (folder / ".env").read_text(), "the webhook was not written")
    expect(not list(folder.glob(".bot-init*")), "something was left behind")


# --- two simulated accounts under one name ---

def check_two_accounts(owner):
    """The account of the built-in gateway and that of one started elsewhere never meet in one ledger, in any order."""
    here, elsewhere = owner.folder(), owner.folder()
    built_in = owner.bot(here)
    first = built_in.run("--clock", "2020-03-05 15:55:00", "trade", "--paper")
    expect(first["outcome"] == "done", first)
    with Gateway(owner.program, elsewhere, (), "2020-03-16 15:50:00", 5) as gateway:
        attached = owner.bot(here, [f"embedded.attach={gateway.address}"])
        other = attached.run("trade", "--paper")
        expect(other["outcome"] == "done", other)
        again = built_in.run("--clock", "2020-03-06 15:55:00", "trade", "--paper")
        expect(again["exit_code"] == 0, again)
        other = attached.run("trade", "--paper")
        expect(other["outcome"] == "already_done", other)
    apart = here / "data/state" / ("attached-" + gateway.address.replace(":", "-"))
    expect((apart / "DU0000001").is_dir(), list((here / "data/state").iterdir()))
    # The account is removed, the ledger is not: nothing halts, and the ledger is kept.
    shutil.rmtree(here / "data/gateway")
    anew = built_in.run("--clock", "2020-03-09 15:55:00", "trade", "--paper")
    expect(anew["outcome"] == "done", anew)
    expect((here / "data/state/DU0000001.of-another-account").is_dir(), list((here / "data/state").iterdir()))


# --- a connection that is lost ---

class HangUp:
    """Stands before a gateway and closes the connection at the n-th message that a client sends, once."""

    def __init__(self, address, nth):
        host, port = address.rsplit(":", 1)
        self.gateway, self.left, self.cut = (host, int(port)), nth, False
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client = self.listener.accept()[0]
            except OSError:
                return
            server = socket.create_connection(self.gateway)
            threading.Thread(target=self.pass_on, args=(client, server, True), daemon=True).start()
            threading.Thread(target=self.pass_on, args=(server, client, False), daemon=True).start()

    def pass_on(self, source, target, is_client):
        try:
            while data := source.recv(65536):
                # A client writes each of its messages at once.
                if is_client and not self.cut:
                    self.left -= 1
                    if self.left == 0:
                        self.cut = True
                        break
                target.sendall(data)
        except OSError:
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


def check_a_lost_connection(owner):
    """What a person asks for by hand survives a connection that is lost while it is asked."""
    folder = owner.folder()
    with Gateway(owner.program, folder, (), "2020-03-16 15:50:00", 5) as gateway:
        cuts = 0
        for nth in range(3, 12):
            between = HangUp(gateway.address, nth)
            attached = owner.bot(folder, [f"embedded.attach={between.address}"])
            attached.run("accept-positions")
            attached.run("pin", "SPY")
            cuts += between.cut
            between.listener.close()
        expect(cuts >= 5, f"the connection was cut {cuts} times only")


# --- plan and replay ---

def check_plan_and_replay(owner):
    bot = owner.bot(owner.folder())
    planned = bot.run("--clock", DAY, "plan")
    for key in ("shares_after", "scale", "distance", "budget", "reserve", "orders", "skipped"):
        expect(key in planned, key)
    kept = list((pathlib.Path(bot.folder) / "reports/plans").iterdir())
    expect(len(kept) == 1, kept)
    expect(kept[0].stem == hashlib.sha256(kept[0].read_bytes()).hexdigest()[:12], kept[0])
    expect(json.loads(kept[0].read_text()) == planned, "kept is not what was printed")
    dry = bot.run("--clock", DAY, "trade", "--dry-run")
    key = lambda order: (order["symbol"], order["side"], order["shares"], order["limit_price"])
    expect(sorted(map(key, planned["orders"])) == sorted(map(key, dry["orders"])) and planned["orders"], "plan and dry run differ")

    runs = []
    for day in ("2020-03-16", "2020-03-17", "2020-03-18"):
        runs.append(bot.run("--clock", f"{day} 15:50:00", "trade", "--paper", expect=(0, 7))["run_id"])
    for run in runs:
        replayed = bot.run("replay", run)
        expect(replayed["matches"] and replayed["plan"]["same"] and all(one["same"] for one in replayed["decisions"]), replayed)
        expect(not replayed["differences"], replayed)
    # Of the recorded inputs, not of today's settings, cache or account.
    shutil.rmtree(pathlib.Path(bot.folder) / "data/parquet")
    changed = owner.bot(bot.folder, STEP + ("selection.top_n=3", "weights.cash_buffer=0.2"))
    expect(changed.run("replay", runs[0])["matches"], "replay looked at today's configuration")
    expect(bot.run("replay", "20200316-155000-99", expect=2)["error"]["code"] == "usage", "an unknown run")


# --- secrets ---

def check_secrets(owner):
    folder, dead_man, webhook = owner.folder(), DeadMan(), Catcher()
    secret = webhook.url.rsplit("/", 1)[0] + "/canary-webhook-3f9d"
    bot = owner.bot(folder)
    (folder / ".env").write_text(f"DISCORD_WEBHOOK_URL={secret}\nDEAD_MAN_URL={dead_man.url}\n")
    (folder / ".env").chmod(0o600)
    said = ""
    for arguments in (("config", "show"), ("config", "show", "--json"), ("doctor",), ("trade", "--paper"), ("status",), ("alert", "test"),
                      ("alert", "deliver", "--json"), ("halt", "--why", f"look at {secret}"), ("trade", "--paper"), ("config", "check"),
                      ("resume", "--halt", secret, "--by", "ann")):
        done = subprocess.run(bot.command("--clock", DAY, "--log-level", "debug", *arguments), cwd=folder, env=bot.environment,
                              capture_output=True, text=True, timeout=120)
        expect(done.returncode in (0, 2, 3, 6, 7), f"{arguments}: {done.returncode} {done.stderr}")
        said += done.stdout + done.stderr
    expect(webhook.messages and dead_man.paths, "nothing was delivered")
    canaries = ("canary-webhook-3f9d", "ping-canary-77c1")
    for canary in canaries:
        where = [f"output: {line}" for line in said.splitlines() if canary in line]
        where += [str(path) for path in folder.rglob("*") if path.is_file() and path.name != ".env" and canary.encode() in path.read_bytes()]
        where += [f"alert: {message}" for message in webhook.messages if canary in json.dumps(message)]
        expect(not where, f"{canary} stands in {where[:5]}")
    expect(re.search(r"DU?\d{4,}567", said) is None, "an account id is not masked")

    # Neither on a command line nor in a core file.
    gateway = subprocess.Popen(bot.command("gateway", "--listen", "127.0.0.1:0"), cwd=folder, env=bot.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    gateway.stdout.readline()
    process = pathlib.Path(f"/proc/{gateway.pid}")
    line = [text for text in (process / "limits").read_text().splitlines() if text.startswith("Max core file size")][0]
    command_line = (process / "cmdline").read_bytes()
    gateway.send_signal(signal.SIGABRT)
    gateway.wait(10)
    gateway.stdout.close()
    expect(line.split()[4:6] == ["0", "0"], line)
    expect(not any(canary.encode() in command_line for canary in canaries), command_line)
    expect(not list(folder.glob("core*")), "a core file")
    state = folder / "data/state"
    # The notifier's group may pass through to the outbox and read it; nobody else anything.
    outbox = state / "DU0000001" / "outbox"
    open_files = [f"{path} {path.stat().st_mode & 0o777:o}" for path in [state, *state.rglob("*")]
                  if path.stat().st_mode & (0o027 if path.is_dir() or outbox in path.parents or path.name in ("HALT", "lock") else 0o077)]
    expect(not open_files, f"others can read {open_files}")


# --- texts ---

def golden(name, text):
    path = GOLDEN / name
    if UPDATE:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return
    known = path.read_text() if path.exists() else ""
    if known != text:
        raise AssertionError(f"tests/golden/app/{name} is not what was printed (BOT_UPDATE_GOLDEN=1 rewrites it):\n--- printed\n{text}\n--- golden\n{known}")


def steady(text):
    """Without what differs between machines, and without the log."""
    text = "".join(line for line in text.splitlines(keepends=True) if not re.match(r"\d{4}-\d\d-\d\dT[\d:.]+Z ", line))
    text = re.sub(r"[\d,]+ MiB free", "N MiB free", text)
    text = re.sub(r"[0-9a-f]{64}", "HASH", text)
    text = re.sub(r"\"?(systemd does not run here|no timer is installed|the (user|system) timer)[^\n\"]*", "TIMER", text)
    return text


COMMANDS = {
    "status": (("status",), 0), "config_check": (("config", "check"), 0), "config_show": (("config", "show"), 0),
    "plan": (("plan",), 0), "explain": (("explain", "2020-03-16", "SPY"), 0), "accept_positions": (("accept-positions",), 0),
    "release_unknown": (("release", "ZZZ"), 2), "resume_nothing": (("resume", "--halt", "H1", "--by", "ann"), 2),
    "replay": (("replay", "RUN"), 0), "disarm": (("disarm", "--why", "a test"), 3), "unknown_command": (("wieghts",), 2),
    "weights": (("weights",), 0), "validate": (("validate",), 0), "runs": (("runs",), 0), "trades": (("trades",), 0),
    "report_daily": (("report", "daily"), 0), "fetch": (("fetch",), 0), "calendar": (("calendar", "--from", "2020-03-16", "--to", "2020-03-20"), 0),
    "connect": (("connect",), 0), "report": (("report",), 0), "audit_verify": (("audit", "verify"), 0),
    "unknown_subcommand": (("config", "shwo"), 2), "no_command": ((), 2), "bad_setting": (("--set", "selection.topn=3", "status"), 3),
}


def check_texts(owner):
    folder = owner.folder()
    bot = owner.bot(folder)
    run = bot.run("--clock", DAY, "trade", "--paper")["run_id"]
    after = "2020-03-16 15:56:00"
    for name, (words, code) in COMMANDS.items():
        command = bot.command("--clock", after, *[run if word == "RUN" else word for word in words])
        bare = {**bot.environment, "COLUMNS": ""}
        for form, columns in (("wide", 100), ("narrow", 60)):
            answer, text = on_terminal(command, folder, {**bare, "NO_COLOR": "1"}, columns=columns)
            text = steady(text)
            expect(answer == code, f"{name}: exit {answer}\n{text}")
            if form == "narrow":
                long_lines = [line for line in text.splitlines() if len(line) > 60]
                expect(not long_lines, f"{name} at 60 columns: {long_lines}")
                expect("…" not in text, f"{name} at 60 columns is cut: {text}")
            golden(f"{name}.{form}.txt", text)
        piped = subprocess.run(command, cwd=folder, env=bare, capture_output=True, text=True, timeout=60)
        golden(f"{name}.piped.txt", steady(piped.stdout + piped.stderr))
        as_json = subprocess.run([command[0], "--json", *command[1:]], cwd=folder, env=bare, capture_output=True, text=True, timeout=60)
        expect(as_json.returncode == code, f"{name} --json: {as_json.returncode}")
        golden(f"{name}.json", steady(json.dumps(json.loads(as_json.stdout), indent=1) + "\n"))
    steps = (("halt", "--why", "looking into it"), ("status",), ("trade", "--paper"))
    text = ""
    for words in steps:
        done = subprocess.run(bot.command("--clock", after, *words), cwd=folder, env=bot.environment, capture_output=True, text=True, timeout=60)
        text += f"$ bot {' '.join(words)}\n{done.stdout}exit {done.returncode}\n"
    halt = re.search(r"H2020\d+-\d+", text).group()
    done = plain(bot, "--clock", after, "resume", "--halt", halt, "--by", "ann")
    golden("halt_and_resume.txt", text + f"$ bot resume\n{done.stdout}")


# --- completion and manual ---

def complete(script, line):
    """What bash would offer for `line`, its last word half typed."""
    words = line.split(" ")
    code = f"source {script}; COMP_WORDS=({' '.join(repr(word) for word in words)}); COMP_CWORD={len(words) - 1}; _bot_completion; printf '%s\\n' \"${{COMPREPLY[@]}}\""
    done = subprocess.run(["bash", "--norc", "-c", code], capture_output=True, text=True, timeout=20)
    expect(done.returncode == 0 and not done.stderr, done.stderr)
    return done.stdout.split()


def check_completion(owner):
    folder = owner.folder()
    bot = owner.bot(folder, ())
    scripts = {}
    for shell in ("bash", "zsh", "fish"):
        scripts[shell] = folder / f"bot.{shell}"
        scripts[shell].write_text(subprocess.run([bot.program, "completion", shell], capture_output=True, text=True, check=True).stdout)
    tree = set(complete(scripts["bash"], "bot "))
    for command in ("init", "doctor", "trade", "plan", "replay", "arm", "disarm", "halt", "status", "completion", "man"):
        expect(command in tree, f"{command} is not offered")
        expect(f" -a {command} " in scripts["fish"].read_text() and f"'{command}:" in scripts["zsh"].read_text(), command)
    expect(complete(scripts["bash"], "bot tra") == ["trade", "trades"], "tra")
    expect({"--dry-run", "--paper", "--live", "--json"} <= set(complete(scripts["bash"], "bot trade --")), "flags of trade")
    expect(complete(scripts["bash"], "bot config s") == ["show"], "config s")
    expect(complete(scripts["bash"], "bot --json config c") == ["check"], "a flag before the command")
    expect(set(complete(scripts["bash"], "bot --color ")) == {"auto", "always", "never"}, "values of --color")
    expect(complete(scripts["bash"], "bot init --gateway t") == ["tws"], "values of --gateway")
    # Each key of the configuration, for --set in every shell.
    keys = {key for key in bot.run("config", "show")["values"] if key == key.lower()}
    expect(len(keys) > 80 and {key + "=" for key in keys} == set(complete(scripts["bash"], "bot --set ")), "keys of --set in bash")
    expect(complete(scripts["bash"], "bot trade --paper --set selection.to") == ["selection.top_n="], "a key of --set after the command")
    for shell in ("zsh", "fish"):
        line = next(line for line in scripts[shell].read_text().splitlines() if "--set)" in line or " -l set " in line)
        missing = [key for key in keys if f"{key}=" not in line]
        expect(not missing, f"{shell}: --set does not offer {missing}")
    for shell in ("zsh", "fish"):
        if shutil.which(shell):
            subprocess.run([shell, "--no-execute", scripts[shell]], check=True, timeout=20)
    page = subprocess.run([bot.program, "man"], capture_output=True, text=True, check=True).stdout
    kept = ROOT / "docs" / "bot.1"
    if UPDATE:
        kept.write_text(page)
    expect(kept.exists() and kept.read_text() == page, "docs/bot.1 is not what `bot man` prints: bot man > docs/bot.1")
    for reader in (["mandoc", "-T", "lint", "-W", "warning"], ["groff", "-man", "-Tutf8", "-ww", "-z"]):
        if shutil.which(reader[0]):
            done = subprocess.run([*reader, kept], capture_output=True, text=True, timeout=20)
            said = [line for line in (done.stdout + done.stderr).splitlines() if "STYLE" not in line]
            expect(not said, f"{reader[0]}: {said[:5]}")


CHECKS = [check_live, check_dead_man, check_doctor, check_init, check_two_accounts, check_a_lost_connection, check_plan_and_replay, check_secrets, check_texts, check_completion]


def main():
    program = sys.argv[1]
    only = sys.argv[sys.argv.index("--only") + 1] if "--only" in sys.argv else ""
    with tempfile.TemporaryDirectory() as scratch:
        return 1 if run_checks(CHECKS, Owner(program, scratch), only) else 0


if __name__ == "__main__":
    sys.exit(main())
