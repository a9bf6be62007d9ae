"""Questions that come within a moment of each other, put to the database as one.

A thread woken for one row costs more than the row. What many jobs ask at about the same time is
therefore gathered on the event loop: one call, one transaction, one waking, and each has its own
answer. Where an answer is waited for, nothing is held back; where nobody is in a hurry, the first
question waits a little for company.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Q = TypeVar("Q")
A = TypeVar("A")

Answer = Callable[[Sequence[Q]], Awaitable[Sequence[A | Exception]]]
MOST = 128


@dataclass(frozen=True, slots=True)
class Patience:
    """For how many seconds a question waits for others."""

    quiet: float  # as long as others go on coming within this time of each other
    longest: float


AT_ONCE = Patience(0.0, 0.0)


class Together(Generic[Q, A]):
    """Gathers the questions of one event loop.

    `answer` gets several questions and returns their answers in the same order; an exception among
    them is raised for whoever asked that question, one that `answer` raises for all.
    """

    def __init__(
        self, answer: Answer[Q, A], patience: Patience = AT_ONCE, most: int = MOST
    ) -> None:
        """Answer at most so many questions at a time."""
        self._answer = answer
        self._patience = patience
        self._most = most
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: list[tuple[Q, asyncio.Future[A]]] = []
        self._look: asyncio.Handle | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def ask(self, question: Q) -> A:
        """Return the answer, or raise what came instead of it."""
        loop = asyncio.get_running_loop()
        if loop is not self._loop:  # what waited for a loop that has ended waits no more
            self._loop, self._waiting = loop, []
        future: asyncio.Future[A] = loop.create_future()
        self._waiting.append((question, future))
        if len(self._waiting) >= self._most:
            self._send()
        elif len(self._waiting) == 1:
            self._wait(loop)
        return await future

    def _wait(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._patience.quiet:
            until = loop.time() + self._patience.longest
            self._look = loop.call_later(self._patience.quiet, self._look_again, loop, until, 1)
        else:
            self._look = loop.call_soon(self._send)

    def _look_again(self, loop: asyncio.AbstractEventLoop, until: float, known: int) -> None:
        """Wait on while others come, and not for longer than the patience lasts."""
        count = len(self._waiting)
        if count > known and loop.time() + self._patience.quiet < until:
            quiet = self._patience.quiet
            self._look = loop.call_later(quiet, self._look_again, loop, until, count)
        else:
            self._send()

    def _send(self) -> None:
        if self._look is not None:
            self._look.cancel()
        gathered, self._waiting = self._waiting, []
        task = asyncio.get_running_loop().create_task(self._settle(gathered))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _settle(self, gathered: list[tuple[Q, asyncio.Future[A]]]) -> None:
        answers: Sequence[Any]
        try:
            answers = await self._answer([question for question, _ in gathered])
        except Exception as error:  # noqa: BLE001  it is handed to whoever asked
            answers = [error] * len(gathered)
        for (_, future), answer in zip(gathered, answers, strict=True):
            if future.done():  # whoever asked was cancelled meanwhile
                continue
            if isinstance(answer, Exception):
                future.set_exception(answer)
            else:
                future.set_result(answer)
