"""`monitor doctor`: are the surroundings fit, and what mends those that are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from monitor.cli import show
from monitor.cli.context import AsJson, chosen, examples, is_configured, settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.run.doctor import Finding

EXAMPLES = examples(
    "monitor doctor", "monitor doctor --json", "monitorctl doctor     as the service"
)


def doctor(ctx: typer.Context, json_: AsJson = False) -> int:
    """Look at versions, clock, folder, database, rules and channels; say how to mend what is wrong.

    Nothing is fetched or sent. Exit code 1: something would keep Monitor from running.
    """
    from monitor.run.doctor import Word

    found = list(_examine(ctx))
    if json_:
        show.as_json([_record(each) for each in found])
    else:
        for each in found:
            print(f"{each.word.value:<4}  {each.about:<14}  {show.line(each.said)}")
            if each.mend:
                print(f"{'':<22}mend: {show.line(each.mend)}")
    return 1 if any(each.word is Word.FAIL for each in found) else 0


def _examine(ctx: typer.Context) -> Iterator[Finding]:
    from monitor.errors import ConfigError
    from monitor.run import doctor as surroundings
    from monitor.run.clock import utc_now

    yield from surroundings.examine(utc_now())
    about, fail, warn = "configuration", surroundings.Word.FAIL, surroundings.Word.WARN
    if chosen(ctx) is None and not is_configured():
        yield surroundings.Finding(about, warn, "none found", "monitor init writes one")
        return
    try:
        found = settings(ctx)
    except ConfigError as error:
        yield surroundings.Finding(about, fail, str(error), "monitor check")
        return
    yield from surroundings.examine_settings(found)


def _record(found: Finding) -> dict[str, str]:
    return {
        "about": found.about,
        "word": found.word.value,
        "said": found.said,
        "mend": found.mend,
    }
