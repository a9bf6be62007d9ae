"""The daemon's life: start, tick, reload, stop; and its two short forms, once and dry.

Started whole or not at all: settings, rules, channels and database are good before READY is said.
Stopped at any moment without loss: what was in work is still due in the database.
"""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog

from monitor.alerts.channels import TERMINAL
from monitor.config import Channel, Secret, Settings
from monitor.errors import StoreError
from monitor.run import app as wiring
from monitor.run import doors, memory, network, reach, refusals
from monitor.run.app import App
from monitor.run.clock import utc_now
from monitor.run.jobs import drain_all, totals
from monitor.run.lock import sole_instance
from monitor.run.metrics import Family, of_process
from monitor.run.notify import ServiceManager
from monitor.run.reloading import Reloading
from monitor.run.scheduler import Scheduler, Tick
from monitor.store import migrations
from monitor.store.backup import copy_whole
from monitor.store.engines import library_warning, sqlite_url
from monitor.store.presence import alone_in
from monitor.store.retention import Retention

log = structlog.get_logger()

POLLS_EVERY = timedelta(seconds=0.25)  # how late a due poll may begin
LOOK_EVERY = timedelta(seconds=1)  # the same for what is tried again; what is new is nudged
PRUNE_EVERY = timedelta(hours=1)
NOTICES_EVERY = timedelta(seconds=5)
STATUS_EVERY = timedelta(seconds=30)
REACH_EVERY = timedelta(minutes=1)
STOP_SECONDS = 8.0  # for jobs in work at the end; systemd's patience is longer
STALLED_SECONDS = 60.0  # a queue that has not gone round for so long is not alive


@dataclass(frozen=True, slots=True)
class Drained:
    """What `run --once` did: finished jobs by queue, and how many rows are left for later."""

    done: dict[str, int]
    seconds: float


def run_forever(settings: Settings) -> None:
    """Watch until SIGTERM or SIGINT.

    Raises:
        MonitorError: it cannot start; the message says why.
    """
    with _alone(settings):
        asyncio.run(_Daemon(settings).live())


def run_once(settings: Settings, progress: Callable[[App], None]) -> Drained:
    """Do all that is due, and what follows from it, then return.

    `progress` is called about five times a second with the running application.

    Raises:
        MonitorError: it cannot start; the message says why.
    """
    with _alone(settings):
        return asyncio.run(_once(settings, progress))


def dry_run(settings: Settings, progress: Callable[[App], None]) -> Drained:
    """Do all that is due on a throw-away copy of the database, alerts to the terminal only.

    The same code as `run_once`: feeds and pages are really fetched. Nothing is sent, and the real
    database learns nothing, so that the real run will tell what this one showed.

    Raises:
        MonitorError: it cannot start; the message says why.
    """
    migrations.require_current(settings.store_url.reveal())
    with TemporaryDirectory(prefix="monitor-dry-") as folder:
        copy = copy_whole(settings.store_url.reveal(), Path(folder) / "monitor.db")
        rehearsal = replace(
            settings,
            store_url=Secret(sqlite_url(copy)),
            channels=tuple(_printed(channel) for channel in settings.channels),
        )
        return asyncio.run(_once(rehearsal, progress))


def _printed(channel: Channel) -> Channel:
    """The same channel, printing instead of sending."""
    return replace(channel, url=Secret(TERMINAL))


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """Be the one process that works on the database, which is there and of this schema."""
    with sole_instance(wiring.lock_file(settings)):
        prepare_store(settings)
        with alone_in(settings.store_url.reveal()):
            yield


def prepare_store(settings: Settings) -> None:
    """Make the database, or bring an older one to this schema, keeping a copy of it as it was."""
    migrations.upgrade(settings.store_url.reveal())


async def _once(settings: Settings, progress: Callable[[App], None]) -> Drained:
    began = time.monotonic()
    app = await wiring.build(settings, utc_now)
    await app.recover()
    watching = asyncio.create_task(_watch(app, progress))
    try:
        await drain_all(app.queues.all)
        await app.notifier.hand_on()
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
        progress(app)
        await app.close()
    return Drained(totals(app.queues.all), time.monotonic() - began)


async def _watch(app: App, progress: Callable[[App], None]) -> None:
    while True:
        progress(app)
        await asyncio.sleep(0.2)


class _Daemon:
    """One run of the daemon."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.reloading = Reloading(settings)
        self.service = ServiceManager.from_environment(os.environ)
        self.ending = asyncio.Event()
        self.stop_seconds = STOP_SECONDS

    async def live(self) -> None:
        """Start, run until told to stop, and stop."""
        app = await wiring.build(self.settings, utc_now)
        await app.recover()
        started = app.now()

        def own() -> Iterator[Family]:
            in_work = {queue.name: queue.in_work for queue in app.queues.all}
            return of_process(started, totals(app.queues.all), in_work)

        async with doors.open_for(app, own):
            await self._live(app)

    async def _live(self, app: App) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._told_to_stop)
        tasks = [
            *(asyncio.create_task(queue.run(), name=queue.name) for queue in app.queues.all),
            asyncio.create_task(self._follow_rules(app), name="rules"),
        ]
        loop.add_signal_handler(signal.SIGHUP, self._told_to_reload, app, tasks)
        scheduler = Scheduler(self._ticks(app))
        scheduler.start()
        await refusals.tell(app.database, app.rules.problem, app.now())
        self._say_ready(app)
        try:
            await self._until_told(tasks)
        finally:
            self.service.stopping()
            scheduler.stop()
            await self._stop(app, tasks)

    def _ticks(self, app: App) -> tuple[Tick, ...]:
        def look_again() -> None:
            for queue in app.queues.all:
                queue.nudge()

        async def prune() -> None:
            pruned = await app.store.prune(Retention(), app.now())
            while not pruned.is_done:
                pruned = await app.store.prune(Retention(), app.now())
            if pruned.refused:
                log.warning("nothing let go", reason=pruned.refused)

        async def hand_on() -> None:
            await network.tell(app.database, is_down=app.fetch.is_offline, now=app.now())
            await app.notifier.hand_on()

        def tell() -> None:
            self.service.status(_status_line(app))

        ticks: tuple[Tick, ...] = (
            Tick("look for due polls", POLLS_EVERY, app.queues.poll.nudge),
            Tick("look for due work", LOOK_EVERY, look_again),
            Tick("let go of old texts", PRUNE_EVERY, prune),
            Tick("tell the operator", NOTICES_EVERY, hand_on),
            Tick("look who is reached", REACH_EVERY, partial(_look_who_is_reached, app)),
            Tick("tell the service manager", STATUS_EVERY, tell),
        )
        if app.push is not None:
            ticks += (Tick("ask hubs", doors.HUBS_EVERY, app.push.look_after),)
        if self.service.watchdog_seconds is None:
            return ticks
        pulse = timedelta(seconds=self.service.watchdog_seconds / 3)
        return (*ticks, Tick("feed the watchdog", pulse, lambda: self._feed_watchdog(app)))

    async def _feed_watchdog(self, app: App) -> None:
        """Say "alive" only while each queue goes round and the database answers its writer."""
        oldest = min(queue.turned for queue in app.queues.all)
        if time.monotonic() - oldest > STALLED_SECONDS:
            log.error("a queue stands still; the watchdog is not fed")
            return
        await app.database.write(_nothing)
        self.service.alive()

    def _say_ready(self, app: App) -> None:
        rules = len(app.rules.rules.rules)
        log.info(
            "watching",
            rules=rules,
            version=app.rules.rules.version,
            channels=len(app.settings.channels),
            database=app.database.place,
        )
        for warning in (*app.settings.warnings, library_warning()):
            if warning:
                log.warning(warning)
        self.service.ready(f"watching with {rules} rules")

    def _told_to_stop(self) -> None:
        """The first signal asks for an orderly end, the second for a quick one."""
        if self.ending.is_set():
            self.stop_seconds = 0.0
        self.ending.set()

    def _told_to_reload(self, app: App, tasks: list[asyncio.Task[None]]) -> None:
        tasks.append(asyncio.create_task(self._reload(self.reloading.reload(app)), name="reload"))

    async def _reload(self, read_again: Awaitable[str]) -> None:
        self.service.reloading()
        word = await read_again
        await asyncio.to_thread(memory.settle)
        self.service.ready(word)

    async def _follow_rules(self, app: App) -> None:
        async for _ in app.rules.edits(self.ending):
            await self._reload(self.reloading.reload_rules(app))

    async def _until_told(self, tasks: list[asyncio.Task[None]]) -> None:
        """Wait for a signal; a loop that ends by itself has failed, and ends the daemon."""
        ending = asyncio.create_task(self.ending.wait())
        loops = [task for task in tasks if task.get_name() != "rules"]
        done, _ = await asyncio.wait([ending, *loops], return_when=asyncio.FIRST_COMPLETED)
        if ending in done:
            return
        ending.cancel()
        broken = done.pop()
        raise StoreError(f"the {broken.get_name()} loop ended: {broken.exception()!r}")

    async def _stop(self, app: App, tasks: list[asyncio.Task[None]]) -> None:
        for queue in app.queues.all:
            queue.stop()
        deadline = time.monotonic() + self.stop_seconds
        for queue in app.queues.all:
            await queue.drain(max(0.0, min(self.stop_seconds, deadline - time.monotonic())))
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await app.close()
        log.info("stopped", **totals(app.queues.all))


async def _look_who_is_reached(app: App) -> None:
    await reach.tell(app.database, app.now())


def _nothing(_connection: object) -> None:
    """A write that changes nothing: it proves that the writer turns."""


def _status_line(app: App) -> str:
    """One line on what the queues have done and are doing."""
    return ", ".join(
        f"{queue.name}: {queue.done} done, {queue.in_work} in work" for queue in app.queues.all
    )
