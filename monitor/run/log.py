"""Logs are events with fields: one line each, as JSON for a journal or as text for a person."""

from __future__ import annotations

import io
import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO, cast

import structlog

# C0 and C1 controls and the bidirectional overrides (CWE-117): a feed's title must not be able
# to start a line of its own, move the cursor or turn the line around.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def _escape_controls(
    _logger: object, _name: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Show control characters of outside text as escapes."""
    escaped = {
        key: _CONTROLS.sub(lambda found: f"\\x{ord(found[0]):02x}", value)
        if isinstance(value, str) and key != "exception"
        else value
        for key, value in event.items()
    }
    event.update(escaped)
    return event


def configure(level: str, form: str) -> None:
    """Send all logs to standard error.

    Args:
        level: "debug", "info", "warning" or "error".
        form: "json", "text", or "auto" (text on a terminal, JSON elsewhere).
    """
    number = logging.getLevelNamesMapping()[level.upper()]
    as_text = form == "text" or (form == "auto" and sys.stderr.isatty())
    renderer: Any = (
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
        if as_text
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _escape_controls,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(file=cast("TextIO", _Unbreakable())),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, force=True)


class _Unbreakable(io.TextIOBase):
    """Standard error that cannot stop the daemon: a closed or full pipe loses the line only."""

    def write(self, text: str) -> int:
        """Write `text` if anybody still listens."""
        try:
            return sys.stderr.write(text)
        except (OSError, ValueError):
            return len(text)

    def flush(self) -> None:
        """Flush if anybody still listens."""
        try:
            sys.stderr.flush()
        except (OSError, ValueError):
            return
