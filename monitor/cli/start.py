"""`monitor init` and `monitor demo`: the first minutes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.context import examples
from monitor.errors import MonitorError

INIT_EXAMPLES = examples(
    "monitor init              start in this folder",
    "monitor init ~/watch      start in another, made if need be",
    "monitor init --force      take the shipped files again, over the ones here",
)
DEMO_EXAMPLES = examples(
    "monitor demo              a minute at most, ends by itself",
    "monitor demo --keep       leave the site and the daemon running, to look around",
)

NEXT_STEPS = """
Next:
  1. monitor check                      judge configuration and rules
  2. monitor feeds import feeds.opml    follow the starter list (or: monitor feeds add URL)
  3. monitor channels test terminal     see a message; then set up mail or chat in monitor.toml
  4. monitor run                        watch; Ctrl-C ends it
"""


class AlreadyThere(MonitorError):
    """`init` found files of the same name."""


def init(
    folder: Annotated[
        Path, typer.Argument(metavar="[DIR]", help="Where to start; made if need be.")
    ] = Path(),
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite files of the same name.")
    ] = False,
) -> None:
    """Write a commented configuration, the rules and a feed list to start from.

    Nothing is sent, nothing is fetched, and no file is overwritten without --force.
    """
    from monitor.run.starter import starter_files

    files = starter_files()
    there = sorted(str(folder / name) for name in files if (folder / name).exists())
    if there and not force:
        shown = ", ".join(there[:3]) + (f" and {len(there) - 3} more" if len(there) > 3 else "")
        raise AlreadyThere(f"{shown}: already there; nothing was written (--force overwrites)")
    for name, content in files.items():
        _write(folder / name, content)
    rules = sum(1 for name in files if name.startswith("rules/"))
    typer.echo(f"Wrote monitor.toml, feeds.opml and {rules} rule and list files to {folder}/")
    typer.echo(NEXT_STEPS if folder == Path() else f"\n  cd {folder}{NEXT_STEPS}", nl=False)


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise MonitorError(f"{path}: cannot write: {error.strerror}") from error


def demo(
    keep: Annotated[
        bool,
        typer.Option("--keep", help="Go on serving and polling until Ctrl-C."),
    ] = False,
) -> int:
    """Watch Monitor find and tell news: bundled articles, served on this machine alone.

    A small news site is served on a loopback address, and the real daemon runs over it: real
    fetches, real pages, real rules, a database in a temporary folder, alerts on the terminal.
    """
    from monitor.demo.play import play

    return play(keep=keep)
