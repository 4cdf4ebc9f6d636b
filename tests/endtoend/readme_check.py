"""README as a newcomer types it: every command of its sections for a clone without an account, as printed, in one folder; the
sections in the order they stand in and in the opposite one, on narrow terminals and in a pipe.

    with_python readme_check.py PROGRAM SHARED
"""
import pathlib
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile

from bot_program import Bot
from on_terminal import on_terminal

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM, SHARED = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
SECTIONS = ("A day by hand", "Your own prices", "The simulated gateway for other programs", "A year in a minute")


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def commands_of(section, port):
    """Lines of its code blocks and commands within its text that name a whole call, as lists of arguments without `bot`."""
    text = re.search(rf"^## {section}\n(.*?)^## ", (ROOT / "README.md").read_text(), re.S | re.M).group(1)
    blocks = "\n".join(re.findall(r"^```\n(.*?)^```", text, re.S | re.M))
    inline = re.findall(r"`(bot --set [^`]* trade --paper)`", text)
    lines = [line.split("  #")[0].strip() for line in blocks.splitlines()] + inline
    for line in lines:
        if line and not line.startswith("alias "):
            assert line.startswith("bot "), f"{section}: not a command of bot: {line}"
            yield [word.replace("127.0.0.1:4002", f"127.0.0.1:{port}").replace("=DIR", f"={SHARED / 'data/daily'}") for word in shlex.split(line)[1:]]


def typed(bot, folder, arguments, columns):
    command = [bot.program, *arguments]
    if columns == 0:
        done = subprocess.run(command, cwd=folder, env=bot.environment, capture_output=True, text=True, timeout=300)
        return done.returncode, done.stdout + done.stderr
    return on_terminal(command, folder, {**bot.environment, "NO_COLOR": "1"}, columns=columns, timeout=300)


def check(order, columns):
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "config", pathlib.Path(folder) / "config")  # as a clone has it
        bot, gateway, count, port = Bot(PROGRAM, folder), None, 0, free_port()
        try:
            for section in order:
                for arguments in commands_of(section, port):
                    if arguments[0] == "gateway":
                        gateway = subprocess.Popen([bot.program, *arguments], cwd=folder, env=bot.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
                        said = gateway.stdout.readline()
                        assert said == f"listening on 127.0.0.1:{port}\n", said
                        continue
                    code, text = typed(bot, folder, arguments, columns)
                    count += 1
                    what = f"{section}: bot {' '.join(arguments)} ({columns or 'piped'})"
                    assert code == 0, f"{what}: exit {code}\n{text}"
                    assert "bot:" not in text and "…" not in text, f"{what}\n{text}"
                if gateway:
                    gateway.terminate()
                    assert gateway.wait(20) == 0, "the gateway's end"
                    gateway.stdout.close()
                    gateway = None
            assert count >= 11, f"only {count} commands were found in README"
        finally:
            if gateway:
                gateway.kill()
        return count


def main():
    failed = 0
    for order, columns in ((SECTIONS, 60), (SECTIONS[::-1], 80), (SECTIONS[2:] + SECTIONS[:2], 0)):
        name = f"{', '.join(order)}; {columns or 'piped'}"
        try:
            print(f"✔ {check(order, columns)} commands: {name}")
        except AssertionError as wrong:
            failed += 1
            print(f"✖ {name}: {str(wrong)[:3000]}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
