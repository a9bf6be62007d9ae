"""A small archive of articles, and rules to try on it."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from commands import RULE, typed

from monitor.run.clock import utc_now

LISTS = """\
kind: lists
version: 1
lists:
  harbours:
    type: port
    items:
      karachi: {names: [Karachi]}
      colombo: {names: [Colombo]}
"""
VISIT = (
    "A frigate of the navy arrived in {port} on Monday for a visit of five days, its embassy said."
)
CALM = "Rain fell on {port} all week, and the fishing fleet stayed in the inner basin until Sunday."
_ENDINGS = ("north", "south", "east", "west", "old", "new", "upper", "lower", "inner", "outer")


def record(
    number: int, *, visit: bool = True, days_ago: float = 0, **changes: Any
) -> dict[str, Any]:
    """One line of an archive; each number has a text of its own."""
    port = "Karachi" if number % 2 else "Colombo"
    published = utc_now() - timedelta(days=days_ago)
    text = (VISIT if visit else CALM).format(port=port)
    own = " ".join(
        f"{_ENDINGS[int(digit)]} quay {number + step}" for step, digit in enumerate(f"{number:04}")
    )
    return {
        "id": f"a-{number}",
        "title": f"Report {number} from {port}",
        "text": f"{text}\n\nHarbour notes {number}: {own}.",
        "url": f"http://news.example/{number}",
        "source": "news.example",
        "lang": "en",
        "published": published.isoformat(),
    } | changes


def lines(*records: object) -> str:
    return "".join(json.dumps(each) + "\n" for each in records)


def house(folder: Path, rule: str = RULE) -> Path:
    """Write a configuration, one rule and a list; return the folder."""
    (folder / "monitor.toml").write_text("")
    (folder / "rules" / "lists").mkdir(parents=True)
    (folder / "rules" / "port-calls.yml").write_text(rule)
    (folder / "rules" / "lists" / "harbours.yml").write_text(LISTS)
    return folder


def stocked(folder: Path, *records: dict[str, Any]) -> Path:
    """Import an archive into the folder's database."""
    done = typed("articles", "import", "-", cwd=folder, stdin=lines(*records))
    assert done.code == 0, done.err
    return folder
