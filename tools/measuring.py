"""What the benches share: a house to run Monitor in, and the kernel's word on what it took."""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

RULES = Path(__file__).resolve().parent.parent / "rules"
MONITOR = Path(sys.executable).with_name("monitor")
_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER, prctl(2): orphans of the daemon become ours to count


def house(
    folder: Path, places: Iterable[str], every: str, more: str = "", rules: Path = RULES
) -> None:
    """Write a configuration that may poll these places (host:port) as often as it likes."""
    folder.mkdir(parents=True, exist_ok=True)
    allowed = ", ".join(f'"{place}"' for place in places)
    configuration = folder / "monitor.toml"
    configuration.write_text(
        f"""\
[rules]
path = "{rules}"
[children]
workers = 1
[polling]
every = "{every}"
host_gap = "0s"
page_gap = "0s"
jitter = 0.0
allow_private = [{allowed}]
[log]
level = "warning"
{more}
"""
    )
    configuration.chmod(0o600)


def command(folder: Path, *arguments: str) -> None:
    """Run one monitor command."""
    subprocess.run([MONITOR, *arguments], cwd=folder, check=True, capture_output=True)


def cpu_of_run(folder: Path) -> float:
    """CPU seconds of `monitor run --once` and of everything it started."""
    line = [sys.executable, __file__, "run", "--once"]
    done = subprocess.run(line, cwd=folder, check=True, capture_output=True, text=True)
    return float(done.stdout.splitlines()[-1])


def _counted(arguments: list[str]) -> float:
    """Run one monitor command here, as the parent of whatever it leaves behind."""
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    subprocess.run([MONITOR, *arguments], check=True)
    while True:
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            break
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def family(root: int) -> set[int]:
    """Return a process and all its descendants."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            parents[int(entry.name)] = int(stat.rpartition(")")[2].split()[1])
    found = {root}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def cpu_seconds(root: int) -> float:
    """CPU seconds that a process and its living descendants have used so far."""
    ticks = 0
    for pid in family(root):
        try:
            stat = Path(f"/proc/{pid}/stat").read_text()
        except OSError:
            continue
        ticks += sum(map(int, stat.rpartition(")")[2].split()[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def pss_megabytes(root: int) -> float:
    """Proportional set size (proc(5)) of a process and all its descendants, in MB."""
    total = 0
    for pid in family(root):
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        lines = rollup.splitlines()
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1000


if __name__ == "__main__":
    print(_counted(sys.argv[1:]))
