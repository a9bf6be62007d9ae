"""How listings look: aligned columns for people, JSON with stable names for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from monitor.alerts.wording import cut, line

__all__ = [
    "ALL",
    "ago",
    "as_json",
    "count",
    "facts",
    "fitted",
    "headline",
    "line",
    "moment",
    "progress_wanted",
    "span",
    "table",
    "until",
]

GAP = "  "
KEPT_WIDTH = 12  # what a narrow terminal leaves of any column: numbers, states and dates whole
ALL = 2**31 - 1  # a limit that limits nothing


def as_json(value: object) -> None:
    """Print one JSON document: times in ISO 8601 (UTC), lengths of time in seconds."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2, default=_plain)
    sys.stdout.write("\n")


def _plain(value: object) -> Any:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, timedelta):
        return value.total_seconds()
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def table(headings: Sequence[str], rows: Iterable[Sequence[str]], empty: str) -> None:
    """Print aligned columns, cut to the terminal's width; `empty` is said when there is no row.

    Cells are made one line and free of control characters: they may come from any feed.
    """
    from rich.cells import cell_len
    from rich.console import Console
    from rich.text import Text

    cells = [[line(cell) for cell in row] for row in rows]
    if not cells:
        print(empty, file=sys.stderr)
        return
    lines = [[heading.upper() for heading in headings], *cells]
    console = Console(highlight=False, markup=False)
    widths = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]
    if console.is_terminal:
        widths = fitted(widths, console.width - len(GAP) * (len(widths) - 1))
    for number, row in enumerate(lines):
        texts = [Text(cell) for cell in row]
        for text, width in zip(texts, widths, strict=True):
            text.truncate(width, overflow="ellipsis", pad=text is not texts[-1])
        style = "" if number else "bold"
        console.print(Text(GAP).join(texts), style=style, soft_wrap=True)


def fitted(widths: Sequence[int], room: int) -> list[int]:
    """Take from the widest columns until all fit; none is made narrower than `KEPT_WIDTH`."""
    fitting = list(widths)
    while sum(fitting) > room and max(fitting) > KEPT_WIDTH:
        fitting[fitting.index(max(fitting))] -= 1
    return fitting


def facts(pairs: Mapping[str, str]) -> None:
    """Print one thing's facts, a line each; those without a value are left out."""
    width = max(len(name) for name in pairs)
    for name, value in pairs.items():
        if value:
            print(f"{name:<{width}}  {line(value)}")


def moment(at: datetime | None) -> str:
    """A time in a listing, to the minute, UTC; "-" for none."""
    return "-" if at is None else at.strftime("%Y-%m-%d %H:%M")


def ago(at: datetime | None, now: datetime) -> str:
    """How long ago, in the largest fitting unit: "5 min ago"; "never" for none."""
    return "never" if at is None else f"{span(max(now - at, timedelta(0)))} ago"


def until(at: datetime | None, now: datetime) -> str:
    """When something is due: "now", "in 5 min", or "-" when it is not planned."""
    if at is None:
        return "-"
    return "now" if at <= now else f"in {span(at - now)}"


def span(length: timedelta) -> str:
    """A length of time in its largest fitting unit."""
    seconds = length.total_seconds()
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"


def headline(text: str) -> str:
    """A headline short enough for a listing."""
    return cut(line(text), 90)


def count(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun: "1 feed", "2 feeds", "3 entries"."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def progress_wanted() -> bool:
    """Whether a person watches standard error."""
    return sys.stderr.isatty()
