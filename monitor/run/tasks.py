"""Procrastinate, behind a few words: tasks in PostgreSQL that carry ids from worker to worker.

A task is no more than a hint that some rows are held for whoever takes it up: it names them, and
the lease under which they are held. It is written in the transaction that holds them, and deleted
when it ends, however it ends. Lost, it costs nothing but time: its rows are due again when their
lease ends, or as soon as its worker is seen to be gone.

Procrastinate 3.10: its own periodic tasks, locks and retries are not used, the rows have all that.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import procrastinate
import psycopg
import structlog
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Status
from procrastinate.schema import SchemaManager

from monitor.errors import StoreError
from monitor.store.engines import PATIENCE
from monitor.store.queues import Due, Job
from monitor.store.scripts import apply_scripts, script_version

log = structlog.get_logger()

LIBRARY: Final = "procrastinate"
LIBRARY_VERSION: Final = version(LIBRARY)
HEARTBEAT_SECONDS: Final = 5.0
DEAD_AFTER_SECONDS: Final = 20.0  # without a sign of life
_RETRY_SECONDS: Final = 2.0
_LOOK_SECONDS: Final = 2.0  # for tasks, should a notification be lost
_CONNECTIONS: Final = 4


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of one job that are held together until a moment."""

    job: Job
    until: datetime
    rows: tuple[Due, ...]

    @property
    def ids(self) -> tuple[int, ...]:
        """The rows' ids."""
        return tuple(row.id for row in self.rows)

    @property
    def lanes(self) -> frozenset[str]:
        """The lanes the rows are in."""
        return frozenset(row.lane for row in self.rows)


@dataclass(frozen=True, slots=True)
class LostTask:
    """A task whose worker gives no sign of life any more."""

    number: int
    batch: Batch


Work = Callable[[Batch], Awaitable[None]]


class Tasks:
    """The tasks of one database, as one worker sees them."""

    def __init__(self, address: str) -> None:
        """Work on the PostgreSQL database at this libpq address; `open` connects."""
        logging.getLogger(LIBRARY).setLevel(logging.CRITICAL)  # what fails is raised, and ours
        self._app = procrastinate.App(connector=_connector(address))
        # Writes on connections that are handed to it, in threads, and has none of its own.
        self._deferring = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())

    async def open(self) -> None:
        """Connect.

        Raises:
            StoreError: the database cannot be reached.
        """
        try:
            await self._app.open_async()
        except (psycopg.Error, ConnectorException) as error:
            raise StoreError(f"cannot reach the tasks' database: {error}") from error

    async def close(self) -> None:
        """Let go of the connections."""
        await self._app.close_async()

    def hand_out(self, driver_connection: Any, batches: Sequence[Batch]) -> None:
        """Write a task for each batch, in the transaction that is open on this connection."""
        for job in Job:
            mine = [_arguments(batch) for batch in batches if batch.job is job]
            if mine:
                task = self._deferring.configure_task(
                    _name(job), queue=job.value, connection=driver_connection
                )
                task.batch_defer(*mine)

    async def waiting(self) -> Mapping[Job, int]:
        """How many tasks of each job nobody has taken up yet."""
        rows = await self._app.job_manager.list_queues_async(status=Status.TODO.value)
        found = {str(row["name"]): int(row["todo"]) for row in rows}
        return {job: found.get(job.value, 0) for job in Job}

    async def serve(
        self, works: Mapping[Job, Work], at_once: Mapping[Job, int], stop_seconds: float
    ) -> None:
        """Take up tasks of each job, so many side by side, until cancelled.

        Then tasks in work have `stop_seconds` to end before they are cancelled. Work raises
        nothing: what cannot be done is put down on its row.
        """
        for job, work in works.items():
            self._app.task(name=_name(job), queue=job.value)(_task(job, work))
        async with asyncio.TaskGroup() as group:
            for job, count in at_once.items():
                group.create_task(self._serve(job, count, stop_seconds), name=f"{job} tasks")

    async def lost(self) -> tuple[LostTask, ...]:
        """The tasks in work whose workers are gone."""
        stalled = await self._app.job_manager.get_stalled_jobs(
            seconds_since_heartbeat=DEAD_AFTER_SECONDS
        )
        return tuple(
            LostTask(job.id, _batch(Job(job.queue), job.task_kwargs))
            for job in stalled
            if job.id is not None
        )

    async def forget(self, number: int) -> None:
        """Delete a lost task; its rows are somebody else's care."""
        try:
            await self._app.job_manager.finish_job_by_id_async(
                job_id=number, status=Status.FAILED, delete_job=True
            )
        except ConnectorException as error:
            log.info("a lost task is gone already", task=number, error=str(error.__cause__))

    async def _serve(self, job: Job, count: int, stop_seconds: float) -> None:
        """One of the library's workers for each job, so that none waits behind another job."""
        while True:
            try:
                await self._app.run_worker_async(
                    queues=[job.value],
                    name=f"monitor {job.value}",
                    concurrency=count,
                    fetch_job_polling_interval=_LOOK_SECONDS,
                    abort_job_polling_interval=3600.0,
                    shutdown_graceful_timeout=stop_seconds,
                    delete_jobs="always",
                    install_signal_handlers=False,
                    update_heartbeat_interval=HEARTBEAT_SECONDS,
                    stalled_worker_timeout=DEAD_AFTER_SECONDS,
                )
            except (psycopg.Error, ConnectorException) as error:
                said = error.__cause__ or error
                log.error("cannot take up tasks", job=job.value, error=str(said))
            await asyncio.sleep(_RETRY_SECONDS)


def prepare(url: str) -> str | None:
    """Make the tasks' tables, or bring them to this library's version; the version found.

    Raises:
        StoreError: the database cannot be reached or changed; nothing was.
    """
    return apply_scripts(url, LIBRARY, LIBRARY_VERSION, scripts_since)


def is_prepared(connection: Any) -> bool:
    """Whether the tasks' tables are there and as this library wants them."""
    found = script_version(connection, LIBRARY)
    return found is not None and not scripts_since(found)


def scripts_since(found: str | None) -> tuple[str, ...]:
    """The SQL that brings the tables from a version of the library to this one, in order."""
    if found is None:
        return (str(SchemaManager.get_schema()),)
    folder = Path(str(resources.files("procrastinate.sql") / "migrations"))
    newer = [path for path in folder.glob("*.sql") if _numbers(path.name) > _numbers(found)]
    return tuple(path.read_text(encoding="utf-8") for path in sorted(newer))


def _numbers(name: str) -> tuple[int, ...]:
    """The version in "3.10.0", or in "03.10.00_50_post_words.sql"."""
    return tuple(int(part) for part in name.partition("_")[0].split(".")[:3])


class _PatientConnector(procrastinate.PsycopgConnector):
    """One that repeats what has no answer until the database is back.

    A heartbeat that failed once would never beat again, and a task that ended would stay open.
    """

    async def execute_query_async(self, query: Any, **arguments: Any) -> None:
        """Run a statement whose only answer is that it was run."""
        while True:
            try:
                await super().execute_query_async(query, **arguments)
            except ConnectorException as error:
                if not isinstance(error.__cause__, psycopg.OperationalError):
                    raise
                log.warning("the tasks' database is away", error=str(error.__cause__))
                await asyncio.sleep(_RETRY_SECONDS)
            else:
                return


def _connector(address: str) -> _PatientConnector:
    return _PatientConnector(
        conninfo=address,
        min_size=1,
        max_size=_CONNECTIONS,
        timeout=10.0,
        kwargs=PATIENCE | {"application_name": "monitor tasks"},
    )


def _name(job: Job) -> str:
    return f"monitor.{job.value}"


def _task(job: Job, work: Work) -> Callable[..., Awaitable[None]]:
    async def take_up(**arguments: Any) -> None:
        await work(_batch(job, arguments))

    return take_up


def _arguments(batch: Batch) -> dict[str, Any]:
    return {"until": batch.until.isoformat(), "rows": [[row.id, row.lane] for row in batch.rows]}


def _batch(job: Job, arguments: Mapping[str, Any]) -> Batch:
    rows = tuple(Due(int(row[0]), str(row[1])) for row in arguments["rows"])
    return Batch(job, datetime.fromisoformat(arguments["until"]), rows)
