"""Settings: one TOML file, read once, strict, frozen, handed down as plain values.

    sections.py   what may be written, with its defaults
    values.py     durations, sizes, secrets
    places.py     where in the file a setting stands, for error messages
    reading.py    find, read, judge: from a file to Settings
    starter.py    the commented file to start from

Nothing below this floor reads settings: `monitor.run` passes each stage the values it needs.
"""

from __future__ import annotations

from monitor.config.reading import Channel, Settings, find, load
from monitor.config.sections import Children, Delivery, Log, Polling, Reading
from monitor.config.starter import STARTER
from monitor.config.values import Secret

__all__ = [
    "STARTER",
    "Channel",
    "Children",
    "Delivery",
    "Log",
    "Polling",
    "Reading",
    "Secret",
    "Settings",
    "find",
    "load",
]
