"""The articles a command is pointed at: text files, web addresses, stored articles' numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from monitor.cli.context import chosen, is_configured, reading, settings
from monitor.cli.match import read_text
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.fetch.policy import FetchPolicy
    from monitor.model import Article

_WEB = ("http://", "https://")
STANDARD = "-"


@dataclass(frozen=True, slots=True)
class Target:
    """An article, wherever it came from."""

    name: str  # as it was given
    title: str
    text: str
    lang: str | None = None
    source: str = ""
    url: str = ""
    published: datetime | None = None
    caution: str = ""  # why the text is not the whole article, when it is not


def read_target(ctx: typer.Context, name: str) -> Target:
    """Read what a command was pointed at; a web address is fetched as the daemon would.

    Raises:
        UsageError: it is no file, no web address and no number.
        NotFound: there is no article of that number.
        MonitorError: it cannot be read or fetched.
    """
    if name.lower().startswith(_WEB):
        return _page(ctx, name)
    if name == STANDARD or Path(name).is_file():
        title, text = read_text(Path(name))
        return Target(name, title, text)
    if name.isascii() and name.isdecimal():
        return _stored(ctx, int(name))
    raise UsageError(
        f"{name}: no such file; expected a text file, a web address or an article's number"
    )


def read_targets(ctx: typer.Context, names: Sequence[str]) -> tuple[Target, ...]:
    """Read several, in their order; see `read_target`."""
    return tuple(read_target(ctx, name) for name in names)


def _page(ctx: typer.Context, url: str) -> Target:
    from monitor.run.clock import utc_now
    from monitor.run.pages import read_pages

    [article] = read_pages([url], _policy(ctx), utc_now)
    return _target(url, article)


def _policy(ctx: typer.Context) -> FetchPolicy:
    """The configured manners; without a configuration, the usual ones."""
    from monitor.fetch.policy import FetchPolicy
    from monitor.run.app import fetch_policy

    if chosen(ctx) is None and not is_configured():
        return FetchPolicy()
    return fetch_policy(settings(ctx))


def _stored(ctx: typer.Context, number: int) -> Target:
    from monitor.model import ArticleId, TextSource
    from monitor.store import queries

    with reading(ctx) as connection:
        article = queries.show_article(connection, ArticleId(number)).article
    caution = article.note if article.text_source is not TextSource.PAGE else ""
    if not article.text and article.text_source is not TextSource.TITLE:
        caution = "its text was let go after a time; only the headline is left"
    return _target(f"article {number}", article, caution)


def _target(name: str, article: Article, caution: str = "") -> Target:
    return Target(
        name=name,
        title=article.title,
        text=article.text,
        lang=article.lang,
        source=article.source,
        url=article.url,
        published=article.published,
        caution=caution,
    )
