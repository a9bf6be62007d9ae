"""`monitor db`: the database's care."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.context import examples, settings
from monitor.errors import StoreError

app = typer.Typer(no_args_is_help=True, help="The database: upgrade, check, back up, restore.")


@app.command("upgrade", epilog=examples("monitor db upgrade"))
def upgrade(ctx: typer.Context) -> None:
    """Make the database, or bring it to this version's tables; an SQLite file is copied first."""
    from monitor.store import migrations
    from monitor.store.engines import server_address

    url = settings(ctx).store_url.reveal()
    before = migrations.upgrade(url)
    if before.found is None:
        print(f"Made a database with schema {before.known}")
    elif before.is_current:
        print(f"The database has schema {before.known} already")
    else:
        print(f"Upgraded the database from schema {before.found} to {before.known}")
    if server_address(url) is not None:
        _prepare_tasks(url)


def _prepare_tasks(url: str) -> None:
    """Make the tables by which workers share the work; one process alone does without them."""
    try:
        from monitor.run import tasks
    except ModuleNotFoundError as error:
        print(f"No tables for workers were made: they need {error.name}, of the postgresql extra")
        return
    before, version = tasks.prepare(url), tasks.LIBRARY_VERSION
    if before is None:
        print(f"Made the tables by which workers share the work ({tasks.LIBRARY} {version})")
    elif before != version:
        print(f"Upgraded the workers' tables from {tasks.LIBRARY} {before} to {version}")


@app.command("check", epilog=examples("monitor db check"))
def check(ctx: typer.Context) -> None:
    """Read the whole database and say whether it is sound and of this version."""
    from monitor.store import migrations
    from monitor.store.backup import check_whole
    from monitor.store.engines import parse_url, sqlite_path

    url = settings(ctx).store_url.reveal()
    migrations.require_current(url)
    path = sqlite_path(parse_url(url))
    if path is not None:
        check_whole(path)
    print(f"The database is sound, schema {migrations.known_version()}")


@app.command("backup", epilog=examples("monitor db backup /backup/monitor.db"))
def backup(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="Where to; an older copy there is replaced.")],
) -> None:
    """Copy an SQLite database, in use or not, and check the copy."""
    from monitor.store.backup import copy_whole

    target = copy_whole(settings(ctx).store_url.reveal(), file)
    print(f"Backed up to {target} ({target.stat().st_size:,} bytes)")


@app.command("restore", epilog=examples("monitor db restore /backup/monitor.db"))
def restore(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="A backup made by `monitor db backup`.")],
    tell_again: Annotated[
        bool,
        typer.Option("--tell-again", help="Tell again what may have been told since the backup."),
    ] = False,
) -> None:
    """Put a backup in the place of an SQLite database; the former one is kept beside it.

    The daemon must be stopped. What was announced between the backup and the former database's last
    poll is remembered and not told again; what is published later is told as ever.
    """
    from monitor.run.app import lock_file
    from monitor.run.lock import sole_instance
    from monitor.store import migrations
    from monitor.store.backup import restore_whole
    from monitor.store.engines import sqlite_url

    found = settings(ctx)
    with sole_instance(lock_file(found)):
        schema = migrations.check(sqlite_url(file))
        if schema.found is None:
            raise StoreError(f"{file} holds no tables of Monitor's; nothing was restored")
        aside = restore_whole(file, found.store_url.reveal())
        print(f"Restored {file} (schema {schema.found})")
        if aside is not None:
            print(f"The former database is {aside}")
        if not tell_again:
            _lay_to_rest(found.store_url.reveal(), aside)
        elif not schema.is_current:
            print("It is older than this Monitor: the next run upgrades it")


def _lay_to_rest(url: str, aside: Path | None) -> None:
    """Say nothing twice: what the backup does not know of was told by the former database."""
    from monitor.run.clock import utc_now
    from monitor.store import migrations, restoring
    from monitor.store.database import Database

    migrations.upgrade(url)
    now = utc_now()
    horizon = (restoring.last_poll(aside) if aside is not None else None) or now
    with Database(url) as database, database.writing() as connection:
        rested = restoring.lay_to_rest(connection, horizon, now)
    print(
        f"What was published before {horizon:%Y-%m-%d %H:%M} UTC is not told again; laid to rest:"
    )
    print(f"  {rested.entries} entries, {rested.articles} articles, {rested.deliveries} deliveries")
