#!/usr/bin/env python3
"""What must not compile does not, for the reason named, and the same file without it does.

    check.py FILE COMPILER [FLAGS...]

A line `// CASE n: regular expression` says what the compiler must complain about with -DBOT_CASE=n; BOT_CASE=0 compiles.
"""
import re
import subprocess
import sys

file, compiler = sys.argv[1], sys.argv[2:]
cases = dict(re.findall(r"^// CASE (\d+): (.*)$", open(file).read(), re.M))
wrong = 0


def compile_with(case):
    return subprocess.run([*compiler, "-fsyntax-only", "-fmax-errors=1", f"-DBOT_CASE={case}", file], capture_output=True, text=True,
                          env={"LC_ALL": "C", "PATH": "/usr/bin:/bin:/usr/local/bin"})


control = compile_with(0)
if control.returncode != 0:
    wrong += 1
    print(f"the control does not compile:\n{control.stderr}")
for case, complaint in cases.items():
    done = compile_with(case)
    errors = "\n".join(line for line in done.stderr.splitlines() if "error:" in line)
    if done.returncode == 0:
        wrong += 1
        print(f"case {case} compiles")
    elif not re.search(complaint, errors):
        wrong += 1
        print(f"case {case} fails for another reason than {complaint!r}:\n{errors}")
print(f"{len(cases) + 1 - wrong} passed, {wrong} failed")
sys.exit(1 if wrong or not cases else 0)
