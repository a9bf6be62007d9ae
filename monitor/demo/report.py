"""What the demo shows at its end: copies folded, look-alikes refused, the sum of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from rich.console import Console
from rich.text import Text

from monitor.alerts.wording import cut, line
from monitor.demo.items import Item
from monitor.store import queries
from monitor.store.rows import AlertRow, ArticleRow, Counts

EVERYTHING = 10_000
TITLE_WIDTH = 72


@dataclass(frozen=True, slots=True)
class Told:
    """What the database says after the run."""

    articles: tuple[ArticleRow, ...]
    alerts: tuple[AlertRow, ...]
    counts: Counts
    took: timedelta
    first_alert: timedelta | None  # from the command to the first alert out

    @classmethod
    def read(cls, connection: Any, began: datetime, now: datetime) -> Told:
        """Ask the database, oldest first."""
        deliveries = queries.list_deliveries(connection, limit=EVERYTHING)
        sent = [row.sent_at for row in deliveries if row.sent_at is not None]
        return cls(
            articles=queries.list_articles(connection, limit=EVERYTHING)[::-1],
            alerts=queries.list_alerts(connection, limit=EVERYTHING)[::-1],
            counts=queries.counts(connection, now),
            took=now - began,
            first_alert=min(sent) - began if sent else None,
        )


def report(console: Console, items: Sequence[Item], told: Told) -> None:
    """Print what became of copies and look-alikes, and the sum."""
    by_path = {item.path: item for item in items}
    _copies(console, told)
    _lookalikes(console, told, by_path)
    _sum(console, told)


def _copies(console: Console, told: Told) -> None:
    by_id = {row.id: row for row in told.articles}
    for row in told.articles:
        if row.copy_of is None:
            continue
        first = by_id[row.copy_of]
        _line(console, "folded", "green", _title(row.title), row.source)
        _detail(
            console,
            f"tells the story of {_title(first.title)} ({first.source}): no alert of its own",
        )


def _lookalikes(console: Console, told: Told, by_path: dict[str, Item]) -> None:
    for row in told.articles:
        item = _item_of(row, by_path)
        if item is None or row.rules:
            continue
        if item.must:
            _line(console, "missed", "red", _title(row.title), row.source)
            _detail(console, f"should have raised {', '.join(item.must)}")
        else:
            _line(console, "refused", "yellow", _title(row.title), row.source)
            reason = f": {item.because}" if item.because else ""
            _detail(console, f"looks like {' and '.join(item.must_not)}, no rule fires{reason}")


def _item_of(row: ArticleRow, by_path: dict[str, Item]) -> Item | None:
    """The seed item behind an article, by the path of its address."""
    address = row.url.partition("?")[0]
    return next((item for path, item in by_path.items() if address.endswith(path)), None)


def _sum(console: Console, told: Told) -> None:
    first = ""
    if told.first_alert is not None:
        first = f", the first after {told.first_alert.total_seconds():.1f} s"
    console.print()
    counts = told.counts
    console.print(
        f"{sum(counts.feeds.values())} feeds polled, {len(told.articles)} articles read,"
        f" {counts.stories} stories told apart, [bold]{len(told.alerts)} alerts[/]{first};"
        f" {told.took.total_seconds():.1f} s in all.",
        soft_wrap=True,
    )


def _title(title: str) -> str:
    return f"\u201c{cut(line(title), TITLE_WIDTH)}\u201d"


def _line(console: Console, word: str, color: str, title: str, source: str) -> None:
    text = Text(f" {word} ", style=f"bold {color} reverse")
    text.append(f"  {title}", style="default not bold not reverse")
    text.append(f"  {source}", style="bright_black not bold not reverse")
    console.print(text, soft_wrap=True)


def _detail(console: Console, words: str) -> None:
    console.print(Text(f"           {words}"), soft_wrap=True)
