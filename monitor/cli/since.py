"""How commands are told a stretch of the past: `30d`, `12h`, `2026-11-01` or `all`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from monitor.errors import UsageError

Since = Annotated[
    str,
    typer.Option(
        "--since",
        metavar="TIME",
        help="Only articles published since then: 30d, 12h, 2026-11-01, or all.",
    ),
]
EVERYTHING = "all"


def moment(text: str, now: datetime) -> datetime | None:
    """Return the moment meant; None for `all`.

    Raises:
        UsageError: it is neither a length of time nor a date.
    """
    from monitor.config.values import duration

    if text.strip().lower() == EVERYTHING:
        return None
    try:
        day = datetime.fromisoformat(text.strip())
    except ValueError:
        pass
    else:
        return day.replace(tzinfo=UTC) if day.tzinfo is None else day.astimezone(UTC)
    try:
        return now - duration(text)
    except ValueError as error:
        raise UsageError(
            f"--since {text}: neither a length of time such as 30d nor a date such as 2026-11-01"
        ) from error
