"""Where each setting stands in a TOML file: Python's reader forgets it, errors need it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

Path = tuple[str, ...]

_KEY = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_KEYS = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_HEADER = re.compile(rf"\s*\[\[?\s*({_KEYS})\s*\]")
_SETTING = re.compile(rf"\s*({_KEYS})\s*=(.*)", re.DOTALL)
_ONE_KEY = re.compile(_KEY)
# What may hide a bracket or a quote from a reader that only looks for those.
_QUOTED = re.compile(
    r""""{3}(?:[^\\]|\\.)*?"{3}|'{3}.*?'{3}|(?P<open>"{3}.*|'{3}.*)"""
    r"""|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|\#[^\n]*""",
    re.DOTALL,
)


def places(text: str) -> dict[Path, int]:
    """Return the line (from 1) on which each table and setting of a valid TOML text begins.

    Settings inside inline tables are not told apart: they stand where their table does.
    """
    found: dict[Path, int] = {}
    table: Path = ()
    for number, statement in _statements(text):
        if header := _HEADER.match(statement):
            table = _path(header.group(1))
            found.setdefault(table, number)
        elif setting := _SETTING.match(statement):
            path = table + _path(setting.group(1))
            for length in range(len(table) + 1, len(path) + 1):
                found.setdefault(path[:length], number)
    return found


def line_of(path: Path, known: Mapping[Path, int]) -> int | None:
    """Return the line of a setting, or of the nearest thing around it; None when nothing is."""
    for length in range(len(path), 0, -1):
        if path[:length] in known:
            return known[path[:length]]
    return None


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield each statement with its first line, lines joined until what they open is closed."""
    begun, pending = 0, ""
    for number, row in enumerate(text.splitlines(keepends=True), start=1):
        begun = begun if pending else number
        pending += row
        bare = _QUOTED.sub(lambda found: "[" if found["open"] else "", pending)
        if bare.count("[") + bare.count("{") <= bare.count("]") + bare.count("}"):
            yield begun, pending
            pending = ""


def _path(keys: str) -> Path:
    return tuple(key.strip("\"'") for key in _ONE_KEY.findall(keys))
