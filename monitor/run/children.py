"""Child processes that parse, extract and match, and may be killed for it.

A page that hangs, eats memory or crashes the interpreter costs its own task and nothing else: the
pool kills that child, starts another, and the task comes back as a value. Children fork from one
small server process that has loaded the parsers once, so they start quickly and share its memory.
"""

from __future__ import annotations

import asyncio
import gc
import resource
import signal
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import TimeoutError as TaskTimeout
from dataclasses import dataclass
from datetime import datetime, timedelta
from multiprocessing import get_context
from typing import Any, ParamSpec, Protocol, TypeVar

from pebble import ProcessExpired, ProcessPool

from monitor.model import ExtractedPage, ExtractionFailed, Fetched, ParsedFeed, ParseFailed

P = ParamSpec("P")
R = TypeVar("R")
Clock = Callable[[], datetime]

PARSE_LIMIT = timedelta(seconds=10)
EXTRACT_LIMIT = timedelta(seconds=20)
_YOUNG_OBJECTS = 50_000  # before the collector looks; Python's own 700 cost a few per cent
# Loaded once, in the server. "__main__" is there because each child would else load it again.
_PRELOAD = ("__main__", "monitor.run.children", "monitor.feeds.parse", "monitor.articles.extract")


@dataclass(frozen=True, slots=True)
class ChildFailed:
    """A task that did not come back by itself; `detail` says what befell it."""

    detail: str


@dataclass(frozen=True, slots=True)
class ChildLimits:
    """What one child may use, and how long it lives."""

    memory_bytes: int = 1_024 * 1_024 * 1_024  # address space of the whole child
    tasks: int = 500  # then it is replaced: cheap insurance against leaks


class ChildPool:
    """A few children and the queue before them."""

    def __init__(
        self,
        workers: int,
        limits: ChildLimits | None = None,
        prepare: Callable[..., None] | None = None,
        prepare_with: Sequence[object] = (),
    ) -> None:
        """Start `workers` children; each first calls `prepare(*prepare_with)`, if given.

        `prepare` must be a function of a module, for it is looked up by name in the child.
        """
        context = get_context("forkserver")
        context.set_forkserver_preload(list(_PRELOAD))
        bounds = limits or ChildLimits()
        self._waiting: set[asyncio.Future[Any]] = set()
        self._is_closed = False
        self._pool = ProcessPool(
            max_workers=workers,
            max_tasks=bounds.tasks,
            initializer=_begin,
            initargs=(bounds.memory_bytes, prepare, tuple(prepare_with)),
            context=context,
        )

    async def run(
        self, limit: timedelta, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs
    ) -> R | ChildFailed:
        """Run a function of a module in a child, and return its result or what befell the child.

        `limit` is wall time from the moment a child takes the task up; its CPU time is bounded
        by the same. Cancelling the caller kills the task.
        """
        seconds = limit.total_seconds()
        future = self._pool.schedule(
            _bounded, args=[seconds, function, args, kwargs], timeout=seconds
        )
        answer = asyncio.wrap_future(future)
        self._waiting.add(answer)
        try:
            result: R = await answer
        except asyncio.CancelledError:
            if not self._is_closed or _is_cancelled():
                raise
            return ChildFailed("Monitor stopped before it was done")
        except TaskTimeout:
            return ChildFailed(f"took longer than {seconds:g} s and was stopped")
        except ProcessExpired as error:
            return ChildFailed(_how_it_died(error))
        except MemoryError:
            return ChildFailed("needed more memory than a child may use")
        except Exception as error:  # noqa: BLE001  whatever a parser raises, its input is the cause
            return ChildFailed(f"{type(error).__name__}: {error}"[:300])
        finally:
            self._waiting.discard(answer)
        return result

    async def close(self, grace: timedelta = timedelta(seconds=5)) -> None:
        """Let running tasks end within `grace`, then stop all children."""
        self._pool.close()  # type: ignore[no-untyped-call]
        await asyncio.to_thread(self._wait, grace.total_seconds())
        self._is_closed = True
        for answer in tuple(self._waiting):  # a task no child had taken up is never answered
            answer.cancel()

    def _wait(self, seconds: float) -> None:
        try:
            self._pool.join(timeout=seconds)
        except TimeoutError:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()


class ParseInChild(Protocol):
    """The pipeline's Parse; with the items remembered from the last poll, only others are read."""

    def __call__(
        self, fetched: Fetched, seen: bytes = b"", links: str = ""
    ) -> Awaitable[ParsedFeed | ParseFailed]:
        """Return the feed in what was fetched; with a selector, the page's links as a feed."""


def _is_cancelled() -> bool:
    """Whether somebody wants the task that awaits to end, rather than the child's work."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def parse_in(pool: ChildPool, now: Clock, limit: timedelta = PARSE_LIMIT) -> ParseInChild:
    """Return the pipeline's Parse: `feeds.parse.parse_feed` in a child of `pool`."""

    async def parse(
        fetched: Fetched, seen: bytes = b"", links: str = ""
    ) -> ParsedFeed | ParseFailed:
        place = (fetched.body, fetched.content_type, fetched.url)
        if links:
            result = await pool.run(limit, _parse_links, *place, links, now())
        else:
            result = await pool.run(limit, _parse, *place, now(), seen)
        return ParseFailed(_unreadable(result)) if isinstance(result, ChildFailed) else result

    return parse


def extract_in(
    pool: ChildPool, now: Clock, limit: timedelta = EXTRACT_LIMIT
) -> Callable[[Fetched], Awaitable[ExtractedPage | ExtractionFailed]]:
    """Return the pipeline's Extract: `articles.extract.extract_page` in a child of `pool`."""

    async def extract(fetched: Fetched) -> ExtractedPage | ExtractionFailed:
        result = await pool.run(
            limit, _extract, fetched.body, fetched.content_type, fetched.url, now()
        )
        return ExtractionFailed(_unreadable(result)) if isinstance(result, ChildFailed) else result

    return extract


def _parse(
    body: bytes, content_type: str, url: str, now: datetime, seen: bytes
) -> ParsedFeed | ParseFailed:
    """In the child: the parsers are imported here, and so never weigh on the daemon itself."""
    from monitor.feeds.parse import parse_feed  # noqa: PLC0415

    return parse_feed(body, content_type, url, now, seen)


def _parse_links(
    body: bytes, content_type: str, url: str, links: str, now: datetime
) -> ParsedFeed | ParseFailed:
    """In the child, as above."""
    from monitor.feeds.page import parse_links  # noqa: PLC0415

    return parse_links(body, content_type, url, links, now)


def _extract(
    body: bytes, content_type: str, url: str, now: datetime
) -> ExtractedPage | ExtractionFailed:
    """In the child, as above."""
    from monitor.articles.extract import extract_page  # noqa: PLC0415

    return extract_page(body, content_type, url, now)


def _unreadable(failed: ChildFailed) -> str:
    return f"reading it failed: {failed.detail}"


def _how_it_died(error: ProcessExpired) -> str:
    """Return a child's end in words."""
    code = error.exitcode
    if code == -signal.SIGXCPU:
        return "used more processor time than allowed and was stopped"
    if code is not None and code < 0:
        return f"its process was killed by {signal.Signals(-code).name}"
    return f"its process ended with code {code}"


def _begin(
    memory_bytes: int, prepare: Callable[..., None] | None, prepare_with: tuple[object, ...]
) -> None:
    """Bound a new child's memory and get it ready."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal's Ctrl-C is for the daemon to obey
    gc.freeze()  # what the server loaded stays shared: the collector would touch every page
    gc.set_threshold(_YOUNG_OBJECTS, 20, 20)  # a page makes many objects and leaves no cycles
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if prepare is not None:
        prepare(*prepare_with)


def _bounded(
    seconds: float, function: Callable[..., R], args: Sequence[object], kwargs: dict[str, object]
) -> R:
    """Run one task with its own allowance of processor time on top of what the child has used."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    allowed = int(used.ru_utime + used.ru_stime + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (allowed, resource.RLIM_INFINITY))
    return function(*args, **kwargs)
