"""`monitor articles import`: an archive of past articles, for rules to be tried on from day one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli import show
from monitor.cli.bar import Bar, byte_bar
from monitor.cli.context import archive_to_fill, examples
from monitor.cli.match import article_of, name_of, numbered_lines

if TYPE_CHECKING:
    from monitor.model import Article

EXAMPLES = examples(
    "monitor articles import archive.jsonl",
    "zcat 2025-*.jsonl.gz | monitor articles import -",
)
BATCH = 100


@dataclass(slots=True)
class Imported:
    """What came of an import."""

    read: int = 0
    new: int = 0
    undated: int = 0  # among those read


def import_(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="JSON lines; - is stdin.")],
) -> None:
    """Store past articles, one JSON object a line, as `monitor match --jsonl` reads them.

    They count as seen: no alert is ever made of them, and searches and backtests find them. An
    article is known again by its address, or without one by its source and id, so an import can be
    repeated and interrupted at will. A line that is no article ends it, with its number.
    """
    from monitor.articles.identity import story_of
    from monitor.run.clock import utc_now
    from monitor.store.archive import import_articles

    now = utc_now()
    done = Imported()
    with archive_to_fill(ctx) as database, byte_bar("import") as progress:
        lines = _articles(file, progress, now)
        while batch := list(islice(lines, BATCH)):
            with database.writing() as connection:
                done.new += import_articles(connection, batch, story_of, now)
            done.read += len(batch)
            done.undated += sum(one.published is None for one in batch)
    known = done.read - done.new
    undated = f"; {done.undated:,} without a date, kept as of now" if done.undated else ""
    print(f"Imported {show.count(done.new, 'article')}; {known:,} known already{undated}")


def _articles(path: Path, progress: Bar, now: datetime) -> Iterator[Article]:
    for number, line in numbered_lines(path, progress):
        yield _article(article_of(line, f"{name_of(path)}:{number}"), now)


def _article(record: dict[str, Any], now: datetime) -> Article:
    """Return a record as an article that was read."""
    from monitor.articles.identity import fingerprint
    from monitor.formats.addresses import host_of
    from monitor.formats.dates import parse_date
    from monitor.model import Article, TextSource

    url, title, text = (record.get(name) or "" for name in ("url", "title", "text"))
    published = record.get("published")
    lang = record.get("lang") or None
    return Article(
        url=url,
        url_key=_key(url, record.get("source") or "", record["id"]),
        title=title or text.partition("\n")[0][:120],
        text=text,
        source=record.get("source") or host_of(url),
        text_source=TextSource.PAGE if text else TextSource.TITLE,
        fingerprint=fingerprint(title, text),
        published=parse_date(published if isinstance(published, str) else None, now, lang),
        lang=lang,
        note="imported",
    )


def _key(url: str, source: str, identifier: object) -> str:
    """Return the identity: the address if there is one, else the source's own id for it."""
    from monitor.formats.addresses import url_key

    own = sha256(f"{source}\n{identifier}".encode("utf-8", "replace")).hexdigest()[:24]
    return url_key(url) or f"import:#{own}"
