"""One daemon per database."""

import os
import signal
import subprocess
import sys

import pytest

from monitor.errors import AlreadyRunning, StoreError
from monitor.run.lock import sole_instance

HOLDER = """
import sys, time
from pathlib import Path
from monitor.run.lock import sole_instance
with sole_instance(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_instance_is_refused_and_told_which_process_holds_the_lock(tmp_path):
    lock = tmp_path / "monitor.lock"
    with sole_instance(lock), pytest.raises(AlreadyRunning) as refused, sole_instance(lock):
        pass
    assert str(os.getpid()) in str(refused.value)


def test_the_kernel_frees_the_lock_of_a_killed_process(tmp_path):
    lock = tmp_path / "monitor.lock"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(lock)], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(AlreadyRunning), sole_instance(lock):
        pass
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    holder.stdout.close()
    with sole_instance(lock):
        assert lock.read_text() == f"{os.getpid()}\n"


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(StoreError, match="nowhere"), sole_instance(tmp_path / "nowhere" / "x"):
        pass
