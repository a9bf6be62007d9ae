"""One of several workers on a PostgreSQL database: `monitor worker`, on as many machines as needed.

Every worker hands out what is due, as tasks, takes up tasks, whoever handed them out, and frees
what a dead worker held. One of them leads as well: it tells the operator and lets go of what is
old. When it dies, another leads within seconds.
"""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Awaitable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

import structlog

from monitor.config import Settings
from monitor.errors import ConfigError, StoreError
from monitor.run import app as wiring
from monitor.run import doors, memory, network, reach, refusals
from monitor.run.app import PER_HOST, App
from monitor.run.batches import Plan, Workbench, parted
from monitor.run.clock import utc_now
from monitor.run.metrics import Family, of_process
from monitor.run.notify import ServiceManager
from monitor.run.reloading import Reloading
from monitor.run.scheduler import Scheduler, Tick
from monitor.run.tasks import Batch, Tasks, is_prepared
from monitor.store.database import Database
from monitor.store.engines import server_address
from monitor.store.leases import claim
from monitor.store.presence import Company, Presence
from monitor.store.queues import Job
from monitor.store.retention import Retention
from monitor.store.scripts import driver_of

log = structlog.get_logger()

LOOK_SECONDS: Final = 0.25  # between two looks for due work, when nothing nudges
BREATH_SECONDS: Final = 0.02
RETRY_SECONDS: Final = 2.0
SWEEP_EVERY: Final = timedelta(seconds=5)
HOUSE_KEEPING_EVERY: Final = timedelta(seconds=5)
PRUNE_EVERY: Final = timedelta(hours=1)
STATUS_EVERY: Final = timedelta(seconds=30)
REACH_EVERY: Final = timedelta(minutes=1)
TURNS_KEPT: Final = timedelta(days=1)
STOP_SECONDS: Final = 8.0
STALLED_SECONDS: Final = 60.0
LEASE: Final = timedelta(minutes=5)
SEND_LEASE: Final = timedelta(minutes=15)
NO_REST: Final = timedelta(0)


def run_worker(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT.

    Raises:
        ConfigError: the database is of a kind that one process works on.
        MonitorError: it cannot start; the message says why.
    """
    address = server_address(settings.store_url.reveal())
    if address is None:
        raise ConfigError(
            f"{settings.path}: [store] names an SQLite file, and one process works on that: "
            "'monitor run'. Workers need a PostgreSQL database: docs/operate.md, Beyond one machine"
        )
    asyncio.run(_Worker(settings, address).live())


def plans(settings: Settings) -> tuple[Plan, ...]:
    """How each job is shared, by what the operator decided about hosts, channels and machines."""
    polling, delivery = settings.polling, settings.delivery
    per_minute = {channel.name: channel.per_minute for channel in settings.channels}

    def between_polls(_host: str, _count: int) -> timedelta:
        return polling.host_gap

    def between_pages(_host: str, _count: int) -> timedelta:
        return max(polling.page_gap, polling.host_gap)

    def pace(channel: str, count: int) -> timedelta:
        """So that all workers together keep the channel's pace."""
        return timedelta(minutes=count / per_minute.get(channel, 60.0))

    def none(_lane: str, _count: int) -> timedelta:
        return NO_REST

    polls = 5 if polling.host_gap else None
    pages = 2 * PER_HOST if polling.page_gap else None
    return (
        Plan(Job.POLL, 20, 2, polling.connections, LEASE, polls, between_polls),
        Plan(Job.READ, 8, 2, settings.reading.at_once, LEASE, pages, between_pages),
        Plan(Job.MATCH, 20, 2, wiring.MATCHED_AT_ONCE, LEASE, None, none),
        Plan(Job.SEND, 8, 4, delivery.at_once, SEND_LEASE, 8, pace),
    )


class _Worker:
    """One run of a worker."""

    def __init__(self, settings: Settings, address: str) -> None:
        self.settings = settings
        self.reloading = Reloading(settings)
        self.service = ServiceManager.from_environment(os.environ)
        self.ending = asyncio.Event()
        self.due = asyncio.Event()
        self.turned = time.monotonic()
        self.tasks = Tasks(address)
        self.benches: tuple[Workbench, ...] = ()

    async def live(self) -> None:
        """Start, work until told to stop, and stop."""
        presence = await asyncio.to_thread(
            Presence, self.settings.store_url.reveal(), Company.WORKERS
        )
        try:
            app = await wiring.build(self.settings, utc_now)
            try:
                await _require_tasks(app.database)
                await self.tasks.open()
                own = partial(self._metrics, app.now())
                async with doors.open_for(app, own, doors.Taken.BY_A_NEIGHBOUR):
                    await self._work(app, presence)
            finally:
                await self.tasks.close()
                await app.close()
        finally:
            presence.close()
        log.info("stopped", **{bench.queue.name: bench.done for bench in self.benches})

    async def _work(self, app: App, presence: Presence) -> None:
        queues = dict(zip(Job, app.queues.all, strict=True))
        self.benches = tuple(
            Workbench(plan, queues[plan.job], app.store, app.now, self.due.set)
            for plan in plans(self.settings)
        )
        if app.push is not None:
            app.push.nudge = self.due.set
        self._listen_to_signals(app)
        at_once = {bench.plan.job: bench.plan.tasks for bench in self.benches}
        works = {bench.plan.job: bench.work for bench in self.benches}
        loops = [
            asyncio.create_task(self._look(app), name="looking"),
            asyncio.create_task(self.tasks.serve(works, at_once, STOP_SECONDS), name="tasks"),
        ]
        following = asyncio.create_task(self._follow_rules(app), name="rules")
        scheduler = Scheduler(self._ticks(app, presence))
        scheduler.start()
        await refusals.tell(app.database, app.rules.problem, app.now())
        self._say_ready(app)
        try:
            await self._until_told(loops)
        finally:
            self.service.stopping()
            scheduler.stop()
            for loop in (*loops, following):
                loop.cancel()
            await asyncio.gather(*loops, following, return_exceptions=True)

    # --- Handing out ------------------------------------------------------------------------------

    async def _look(self, app: App) -> None:
        """Hand out what is due, for as long as the worker lives."""
        while True:
            self.turned = time.monotonic()
            self.due.clear()
            try:
                await self._hand_out(app)
            except Exception as error:  # noqa: BLE001 - the loop must outlive the database
                log.error("cannot look for due work", error=str(error))
                await asyncio.sleep(RETRY_SECONDS)
            await asyncio.sleep(BREATH_SECONDS)
            try:
                await asyncio.wait_for(self.due.wait(), LOOK_SECONDS)
            except TimeoutError:
                continue

    async def _hand_out(self, app: App) -> int:
        """Hold what is due, as far as tasks are wanted, and write the tasks; how many rows."""
        waiting = await self.tasks.waiting()
        room = [
            (bench.plan, bench.plan.ahead - waiting[bench.plan.job])
            for bench in self.benches
            if waiting[bench.plan.job] < bench.plan.ahead
        ]
        return await app.database.write(self._hand_out_rows, room, app.now()) if room else 0

    def _hand_out_rows(
        self, connection: Any, room: Sequence[tuple[Plan, int]], now: datetime
    ) -> int:
        """In one transaction: rows are held and tasks are written, or neither."""
        batches: list[Batch] = []
        for plan, tasks in room:
            until = now + plan.lease
            rows = claim(
                connection,
                plan.job,
                now,
                until,
                limit=tasks * plan.size,
                per_lane=plan.per_lane,
            )
            batches += parted(plan, rows, until)
        if batches:
            self.tasks.hand_out(driver_of(connection), batches)
        return sum(len(batch.rows) for batch in batches)

    # --- Leading ----------------------------------------------------------------------------------

    def _ticks(self, app: App, presence: Presence) -> tuple[Tick, ...]:
        ticks = (
            Tick("free what dead workers held", SWEEP_EVERY, partial(self._sweep, app)),
            Tick("keep house", HOUSE_KEEPING_EVERY, partial(self._keep_house, app, presence)),
            Tick("let go of old texts", PRUNE_EVERY, partial(self._prune, app, presence)),
            Tick("look who is reached", REACH_EVERY, partial(self._look_around, app, presence)),
            Tick("tell the service manager", STATUS_EVERY, self._tell_status),
        )
        if self.service.watchdog_seconds is None:
            return ticks
        pulse = timedelta(seconds=self.service.watchdog_seconds / 3)
        return (*ticks, Tick("feed the watchdog", pulse, partial(self._feed_watchdog, app)))

    async def _keep_house(self, app: App, presence: Presence) -> None:
        if await self._leads(presence):
            await network.tell(app.database, is_down=app.fetch.is_offline, now=app.now())
            await app.notifier.hand_on()
            if app.push is not None:
                await app.push.look_after()

    async def _look_around(self, app: App, presence: Presence) -> None:
        if await self._leads(presence):
            await reach.tell(app.database, app.now())

    async def _prune(self, app: App, presence: Presence) -> None:
        if not await self._leads(presence):
            return
        await app.store.forget_turns(app.now() - TURNS_KEPT)
        while not (pruned := await app.store.prune(Retention(), app.now())).is_done:
            continue
        if pruned.refused:
            log.warning("nothing let go", reason=pruned.refused)

    async def _leads(self, presence: Presence) -> bool:
        try:
            return await asyncio.to_thread(presence.leads)
        except StoreError as error:
            log.error("nobody leads through here", error=str(error))
            return False

    async def _sweep(self, app: App) -> None:
        """Free what dead workers held: their rows and turns are due now, their tasks are gone.

        Every worker does, not the leader alone: that may be the one who hangs.
        """
        for task in await self.tasks.lost():
            batch, now = task.batch, app.now()
            freed = await app.store.release(batch.job, batch.ids, batch.until, now)
            await app.store.end_turns(batch.job, dict.fromkeys(batch.lanes, now), batch.until)
            await self.tasks.forget(task.number)
            log.warning("a worker is gone; others take over", job=batch.job.value, rows=freed)
            self.due.set()

    # --- Life -------------------------------------------------------------------------------------

    def _listen_to_signals(self, app: App) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.ending.set)
        reloads: set[asyncio.Task[None]] = set()

        def reload() -> None:
            task = asyncio.create_task(self._reload(self.reloading.reload(app)), name="reload")
            reloads.add(task)
            task.add_done_callback(reloads.discard)

        loop.add_signal_handler(signal.SIGHUP, reload)

    async def _reload(self, read_again: Awaitable[str]) -> None:
        self.service.reloading()
        word = await read_again
        await asyncio.to_thread(memory.settle)
        self.service.ready(word)

    async def _follow_rules(self, app: App) -> None:
        async for _ in app.rules.edits(self.ending):
            await self._reload(self.reloading.reload_rules(app))

    async def _until_told(self, loops: Sequence[asyncio.Task[None]]) -> None:
        """Wait for a signal; a loop that ends by itself has failed, and ends the worker."""
        ending = asyncio.create_task(self.ending.wait())
        done, _ = await asyncio.wait([ending, *loops], return_when=asyncio.FIRST_COMPLETED)
        if ending in done:
            return
        ending.cancel()
        broken = next(task for task in loops if task in done)
        raise StoreError(f"the {broken.get_name()} loop ended: {broken.exception()!r}")

    async def _feed_watchdog(self, app: App) -> None:
        """Say "alive" only while due work is looked for and the database answers its writer."""
        if time.monotonic() - self.turned > STALLED_SECONDS:
            log.error("nobody looks for due work; the watchdog is not fed")
            return
        await app.store.writable()
        self.service.alive()

    def _metrics(self, started: datetime) -> Iterator[Family]:
        done = {bench.queue.name: bench.done for bench in self.benches}
        in_work = {bench.queue.name: bench.in_work for bench in self.benches}
        return of_process(started, done, in_work)

    def _tell_status(self) -> None:
        self.service.status(
            ", ".join(
                f"{bench.queue.name}: {bench.done} done, {bench.in_work} in work"
                for bench in self.benches
            )
        )

    def _say_ready(self, app: App) -> None:
        rules = len(app.rules.rules.rules)
        log.info(
            "working",
            rules=rules,
            version=app.rules.rules.version,
            channels=len(app.settings.channels),
            database=app.database.place,
        )
        for warning in app.settings.warnings:
            log.warning(warning)
        self.service.ready(f"working with {rules} rules")


async def _require_tasks(database: Database) -> None:
    """Refuse a database that holds no tables for tasks, or older ones."""
    if not await database.read(is_prepared):
        raise StoreError(
            f"{database.place} has no tables for tasks, or older ones; "
            "'monitor db upgrade' brings them up to date"
        )
