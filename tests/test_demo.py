"""`monitor demo`, as typed: real fetches, real rules, alerts on the terminal, and an end by itself."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from commands import MONITOR, monitor

PR_SET_MDWE = 65  # prctl(2): memory that is written is never executed, since Linux 6.3
REFUSE_EXECUTABLE_GAIN = 1


def test_the_demo_tells_news_folds_the_copy_and_refuses_look_alikes(tmp_path):
    began = time.monotonic()
    done = monitor("demo", cwd=tmp_path)
    assert time.monotonic() - began < 60
    assert done.code == 0, done.out + done.err
    assert done.err == ""
    assert "drone-deals" in done.out
    assert "ship-visits" in done.out
    assert "also in" in done.out
    [folded] = re.findall(r" folded .*", done.out)
    assert "drone agreement" in folded or "700 drones" in folded
    assert re.search(r" refused .*\u201cDrone deals of the week", done.out)
    assert " missed " not in done.out
    first = re.search(r"(\d+) alerts, the first after ([\d.]+) s", done.out)
    assert first is not None
    assert int(first[1]) >= 5
    assert float(first[2]) < 20
    assert list(tmp_path.iterdir()) == []  # it leaves nothing behind


def test_a_kept_demo_serves_until_interrupted(tmp_path):
    with subprocess.Popen(
        [MONITOR, "demo", "--keep"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as demo:
        assert demo.stdout is not None
        try:
            shown = read_until(demo.stdout, "Ctrl-C")
            port = re.search(r"localhost:(\d+)/", shown)[1]
            host = re.search(r"//([a-z-]+\.localhost)", shown)[1]
            request = urllib.request.Request(
                f"http://127.0.0.1:{port}/rss.xml", headers={"Host": host}
            )
            with urllib.request.urlopen(request, timeout=10) as answer:
                assert b"<rss" in answer.read()
            configuration = re.search(r"--config (\S+) status", shown)[1]
            counted = monitor("--config", configuration, "status", "--json", cwd=tmp_path)
            assert counted.json()["alerts"] > 0
        finally:
            demo.send_signal(signal.SIGINT)
            rest = demo.stdout.read()
        assert demo.wait(20) == 0, rest
        assert "Traceback" not in rest
    assert not Path(configuration).exists()


def read_until(stream, word: str) -> str:
    shown = ""
    while word not in shown:
        line = stream.readline()
        assert line, shown
        shown += line
    return shown


def test_everything_runs_where_memory_is_never_both_written_and_executed(tmp_path):
    """R111: the unit says MemoryDenyWriteExecute=yes; the kernel's own form of it, on the demo."""
    code = (
        "import ctypes, os, sys\n"
        f"refused = ctypes.CDLL(None).prctl({PR_SET_MDWE}, {REFUSE_EXECUTABLE_GAIN}, 0, 0, 0)\n"
        "if refused: sys.exit(99)\n"
        f"os.execv({str(MONITOR)!r}, ['monitor', 'demo'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    if done.returncode == 99:
        pytest.skip("this kernel cannot deny writable and executable memory (Linux 6.3 can)")
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    assert "alerts, the first after" in done.stdout
