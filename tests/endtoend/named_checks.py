"""The loop of checks that have names: each is tried, whatever became of those before it."""
import subprocess


def run_checks(checks, subject, only=""):
    """Calls check(subject) for each whose name has `only` in it; how many failed."""
    failed = 0
    for check in checks:
        if only not in check.__name__:
            continue
        name = check.__name__.removeprefix("check_")
        try:
            check(subject)
            print(f"✔ {name}")
        except (AssertionError, KeyError, IndexError, subprocess.SubprocessError) as wrong:
            failed += 1
            print(f"✖ {name}: {(str(wrong) if isinstance(wrong, AssertionError) else repr(wrong))[:3000]}")
    return failed
