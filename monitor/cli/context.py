"""What every command needs first: the global options, the settings, the store."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.errors import ConfigError

if TYPE_CHECKING:
    from monitor.config import Settings
    from monitor.store.database import Database

EXIT_CODES = (
    "Exit codes: 0 done, 1 failed or found faulty, 2 called wrongly, 3 configuration, 4 rules,"
    " 5 database, 6 another Monitor is at work, 7 nothing by that name."
)

AsJson = Annotated[
    bool, typer.Option("--json", help="Print JSON with stable field names (docs/operate.md).")
]
Limit = Annotated[int, typer.Option("--limit", min=1, help="Show at most this many.")]


@dataclass(frozen=True, slots=True)
class Choices:
    """The global options, as given."""

    config: Path | None


def examples(*lines: str) -> str:
    """Return the examples of a command's help, one a line, as typed."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


def settings(ctx: typer.Context) -> Settings:
    """Read the configuration: --config, or the first file there is.

    Raises:
        ConfigError: there is none, or it cannot be used.
    """
    return settings_at(ctx, None)


def settings_at(ctx: typer.Context, path: Path | None) -> Settings:
    """Read the configuration at `path`; without one, as `settings` does."""
    from monitor import config

    return config.load(config.find(path or chosen(ctx), os.environ), os.environ)


def chosen(ctx: typer.Context) -> Path | None:
    """The --config option."""
    choices: Choices = ctx.obj
    return choices.config


@contextmanager
def reading(ctx: typer.Context) -> Iterator[Any]:
    """One consistent state of the configured database, as a connection to ask.

    Raises:
        StoreError: it is not there, or not of this version: reading creates and changes nothing.
    """
    from monitor.store.database import Database

    with Database(settings(ctx).store_url.reveal()) as database, database.reading() as connection:
        yield connection


@contextmanager
def writing(ctx: typer.Context) -> Iterator[tuple[Settings, Any]]:
    """The settings, and one transaction on the configured database, made or upgraded if need be."""
    from monitor.store import migrations
    from monitor.store.database import Database

    found = settings(ctx)
    url = found.store_url.reveal()
    migrations.upgrade(url)
    with Database(url) as database, database.writing() as connection:
        yield found, connection


@contextmanager
def archive(ctx: typer.Context) -> Iterator[tuple[Settings, Database]]:
    """The settings, and the configured database for as many reading transactions as it takes.

    Raises:
        StoreError: it is not there, or not of this version: reading creates and changes nothing.
    """
    from monitor.store.database import Database

    found = settings(ctx)
    with Database(found.store_url.reveal()) as database:
        yield found, database


@contextmanager
def archive_to_fill(ctx: typer.Context) -> Iterator[Database]:
    """The configured database, made or upgraded if need be, for many transactions in a row."""
    from monitor.store import migrations
    from monitor.store.database import Database

    url = settings(ctx).store_url.reveal()
    migrations.upgrade(url)
    with Database(url) as database:
        yield database


def rules_folder(ctx: typer.Context, given: Path | None) -> Path:
    """The rules to use: those given, else the configured ones, else those that came along."""
    if given is not None:
        return given
    from monitor.run.bundled import bundled

    try:
        return settings(ctx).rules
    except ConfigError:
        if chosen(ctx) is not None or is_configured():
            raise
        return bundled("rules")


def is_configured() -> bool:
    """Whether a configuration file is found without being named."""
    from monitor import config

    try:
        return config.find(None, os.environ).is_file()
    except ConfigError:
        return False
