"""Disks that fail: each write and each sync in turn, one at a time."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

# Counts what is done to the database's files, and lets one of it fail with EIO.
SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>
static long fail_at = 0, seen = 0;
void shim_arm(long number) { fail_at = number; seen = 0; }
long shim_seen(void) { return seen; }
static int fails(int fd) {
    char link[64], path[4096];
    if (fail_at == 0) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    if (!strstr(path, "monitor.db")) return 0;
    if (++seen != fail_at) return 0;
    errno = EIO;
    return 1;
}
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
ssize_t pwrite64(int fd, const void *b, size_t n, off64_t o) {
    return fails(fd) ? -1 : REAL(pwrite64)(fd, b, n, o);
}
ssize_t pwrite(int fd, const void *b, size_t n, off_t o) {
    return fails(fd) ? -1 : REAL(pwrite)(fd, b, n, o);
}
ssize_t write(int fd, const void *b, size_t n) { return fails(fd) ? -1 : REAL(write)(fd, b, n); }
int fsync(int fd) { return fails(fd) ? -1 : REAL(fsync)(fd); }
int fdatasync(int fd) { return fails(fd) ? -1 : REAL(fdatasync)(fd); }
int ftruncate64(int fd, off64_t n) { return fails(fd) ? -1 : REAL(ftruncate64)(fd, n); }
int ftruncate(int fd, off_t n) { return fails(fd) ? -1 : REAL(ftruncate)(fd, n); }
"""

# The n-th fails, for each n in turn, in a process of its own; what was acknowledged must be there.
EACH_IN_TURN = """
import asyncio, ctypes, os, shutil, sys
from pathlib import Path
from monitor.errors import StoreError
from monitor.store import backup, engines
from monitor.store.database import Database
from monitor.store.migrations import upgrade
from monitor.store.records import load_setting, save_setting

engines.CHECKPOINT_PAGES = 4  # so that the log is moved into the file often
shim = ctypes.CDLL(None)
folder = Path(sys.argv[1])
template = folder / "template" / "monitor.db"
template.parent.mkdir()
upgrade(engines.sqlite_url(template))

async def work(database, acknowledged):
    async def put(number):
        key = f"key {number}"
        try:
            await database.write(save_setting, key, number * "x" * 50)
        except StoreError:
            return
        acknowledged.write(key + "\\n")
        acknowledged.flush()
    for start in range(0, 24, 3):
        await asyncio.gather(*(put(number) for number in range(start, start + 3)))

def child(number, path, told):
    with told.open("w") as acknowledged:
        try:
            with Database(engines.sqlite_url(path)) as database:
                shim.shim_arm(number)
                asyncio.run(work(database, acknowledged))
        except StoreError:
            pass
    os._exit(0 if shim.shim_seen() >= number else 7)

number, failures = 1, 0
while True:
    path = folder / str(number) / "monitor.db"
    path.parent.mkdir()
    shutil.copy(template, path)
    told = path.parent / "told"
    pid = os.fork()
    if pid == 0:
        child(number, path, told)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    assert code in (0, 7), (number, code)
    backup.check_whole(path)
    with Database(engines.sqlite_url(path)) as database, database.reading() as connection:
        for key in told.read_text().splitlines():
            assert load_setting(connection, key) is not None, (number, key, "was acknowledged")
        failures += len(told.read_text().splitlines()) < 24
    shutil.rmtree(path.parent)
    if code == 7:
        break
    number += 1
print(number - 1, failures)
"""


@pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler is installed")
@pytest.mark.timeout(300)
def test_whichever_write_or_sync_fails_nothing_acknowledged_is_lost(tmp_path: Path):
    """R83."""
    source, library = tmp_path / "shim.c", tmp_path / "shim.so"
    source.write_text(SHIM)
    built = ["cc", "-shared", "-fPIC", "-w", "-o", str(library), str(source), "-ldl"]
    subprocess.run(built, check=True)
    ran = subprocess.run(
        [sys.executable, "-c", EACH_IN_TURN, str(tmp_path)],
        env=os.environ | {"LD_PRELOAD": str(library)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    tried, failed = map(int, ran.stdout.split())
    assert tried > 50, "writes and syncs were made to fail"
    assert failed > 20, "and verbs were refused for it"
