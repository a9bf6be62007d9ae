"""The doors at which others call: hubs, and who reads metrics. Each opens only if configured."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from enum import Enum
from typing import Final

import structlog

from monitor.errors import ConfigError
from monitor.fetch.listener import Answerer, Listener
from monitor.run.app import App, endpoint
from monitor.run.metrics import Own, answering

log = structlog.get_logger()

HUBS_EVERY: Final = timedelta(seconds=10)


class Taken(Enum):
    """What it means when an address is in use."""

    BY_A_STRANGER = "a stranger"
    BY_A_NEIGHBOUR = "a neighbour"  # another worker on this machine, which answers as well as we


@asynccontextmanager
async def open_for(app: App, own: Own, taken: Taken = Taken.BY_A_STRANGER) -> AsyncIterator[None]:
    """Open the doors for the length of the block; `own` are the metrics of this process.

    Raises:
        ConfigError: an address is taken by a stranger, or not ours.
    """
    async with AsyncExitStack() as stack:
        if app.push is not None:
            await _open(stack, "push", app.settings.push.listen, app.push.answer, taken)
        if app.settings.metrics.listen is not None:
            answer = answering(app.database, own, app.now)
            await _open(stack, "metrics", app.settings.metrics.listen, answer, taken)
        yield


async def _open(
    stack: AsyncExitStack, section: str, place: str, answer: Answerer, taken: Taken
) -> None:
    listener = Listener(answer)
    stack.push_async_callback(listener.close)
    try:
        await listener.open(*endpoint(place))
    except OSError as error:
        if taken is Taken.BY_A_STRANGER:
            said = f"[{section}] listen: cannot listen at {place}: {error.strerror}"
            raise ConfigError(said) from error
        log.info("another worker listens here", section=section, place=place)
    else:
        log.info("listening", section=section, place=place)
