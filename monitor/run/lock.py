"""One daemon per database: a lock the kernel frees when the process ends, however it ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from monitor.errors import AlreadyRunning, StoreError


@contextmanager
def sole_instance(lock_file: Path) -> Iterator[None]:
    """Hold `lock_file` locked (flock) for the length of the block.

    Raises:
        AlreadyRunning: another process holds it; its process id is named.
        StoreError: the lock file cannot be opened for writing.
    """
    try:
        descriptor = os.open(lock_file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreError(
            f"{lock_file}: cannot open the lock file: {error.strerror}; "
            "check that the folder exists and belongs to the user Monitor runs as"
        ) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip() or "unknown"
            raise AlreadyRunning(
                f"{lock_file}: another Monitor (process {holder}) works on this database; "
                "stop it first, or use another [store] path"
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode("ascii"), 0)
        yield
    finally:
        os.close(descriptor)
