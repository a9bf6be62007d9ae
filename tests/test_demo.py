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


def test_the_demo_tells_news_folds_the_copy_and_refuses_look_alikes(tmp_path):
    began = time.monotonic()
    done = monitor("demo", cwd=tmp_path)
    assert time.monotonic() - began < 60
    assert done.code == 0, done.out + done.err
    assert done.err == ""
    assert "drone-deals" in done.out
    assert "ship-visits" in done.out
    assert "also in" in done.out
    folded = re.findall(r" folded .*", done.out)
    # A near-copy, and two reports in another language. Articles arrive in no fixed order, and in
    # some of them the report on the ban joins an overview that recalls it.
    assert len(folded) in {3, 4}
    assert any("drone agreement" in line or "700 drones" in line for line in folded)
    assert any("\u0688\u0631\u0648\u0646" in line for line in folded)
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


def confined(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("confined.py"), *command],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
    )
    if done.returncode == 99:
        pytest.skip(done.stderr.strip())
    return done


def test_everything_runs_within_the_system_calls_and_memory_the_unit_allows(tmp_path):
    """R111: SystemCallFilter= and MemoryDenyWriteExecute= of the unit, on the demo."""
    done = confined(MONITOR, "demo", cwd=tmp_path)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    assert "alerts, the first after" in done.stdout


def test_that_confinement_is_real(tmp_path):
    assert confined("/usr/bin/nice", "-n", "5", "/bin/true", cwd=tmp_path).stderr != ""
