"""What is loaded once and stays: out of the collector's way, and its garbage given back."""

from __future__ import annotations

import ctypes
import gc
from contextlib import suppress

_YOUNG_OBJECTS = 60_000  # before the collector looks: jobs leave few cycles behind


def settle() -> None:
    """Free what is garbage now, take the rest for permanent, and return free memory.

    The collector would else walk over a rule set, a quarter of a million objects, again and again.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG_OBJECTS, 20, 20)
    with suppress(OSError, AttributeError):  # malloc_trim(3) is glibc's; others do without
        ctypes.CDLL(None).malloc_trim(0)
