"""The program at a terminal of its own: what it shows there, and a person who answers."""
import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time


def on_terminal(command, folder, environment, answers=(), columns=80, timeout=60):
    """Runs `command`; each of `answers` is (text to wait for, what to type: a text or a function of all that was shown).
    Gives exit code and what was shown."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    process = subprocess.Popen(command, cwd=folder, env=environment, stdin=slave, stdout=slave, stderr=slave, start_new_session=True)
    os.close(slave)
    shown, seen, waiting, end = b"", 0, list(answers), time.monotonic() + timeout
    while time.monotonic() < end:
        if select.select([master], [], [], 0.2)[0]:
            try:
                piece = os.read(master, 65536)
            except OSError:
                break
            if not piece:
                break
            shown += piece
        if waiting and waiting[0][0].encode() in shown[seen:]:
            mark, answer = waiting.pop(0)
            seen = shown.index(mark.encode(), seen) + len(mark.encode())
            text = answer(shown.decode()) if callable(answer) else answer
            os.write(master, (text + "\n").encode())
    else:
        process.kill()
    code = process.wait(10)
    os.close(master)
    if waiting:
        raise AssertionError(f"{command}: never asked {waiting[0][0]!r}\n{shown.decode()}")
    return code, shown.decode().replace("\r\n", "\n")
