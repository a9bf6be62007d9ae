"""How many files this process may hold open."""

from __future__ import annotations

import resource

WANTED = 8_192  # connections under way and kept, the children's pipes, the database


def allow_open_files(wanted: int = WANTED) -> int:
    """Raise the soft limit on open files as far as needed and allowed; return what it is now.

    Many systems start programs with 1,024 for the sake of select(2), which nothing here uses, and
    allow them many more (`getrlimit(2)`).
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return soft
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    return allowed
