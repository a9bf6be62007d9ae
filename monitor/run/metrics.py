"""Metrics: the numbers of the database and of this process, as text that Prometheus reads.

The format is OpenMetrics 1.0.0 (github.com/OpenObservability/OpenMetrics, specification/
OpenMetrics.md). It is small enough to be written here; a library would bring a registry and
background state, while ours are counted in the database, which survives us.

No label carries an address or anything else that strangers name: labels are states, outcomes,
channels and queues, so their number does not grow with what is watched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from monitor import __version__
from monitor.fetch.listener import Answerer, Call, Reply
from monitor.store.database import Database
from monitor.store.measures import Measures, Waiting, measure
from monitor.store.queues import Job

CONTENT_TYPE: Final = "application/openmetrics-text; version=1.0.0; charset=utf-8"
PATH: Final = "metrics"
WORDS: Final = {Job.POLL: "poll", Job.READ: "read", Job.MATCH: "match", Job.SEND: "send"}
_NOT_HERE: Final = Reply(404, "There is nothing here but /metrics.\n")

Labels = Mapping[str, str]
Samples = Iterable[tuple[Labels, float]]


@dataclass(frozen=True, slots=True)
class Family:
    """Metrics of one name: what they count, and a sample for each set of labels."""

    name: str  # without the "_total" that the format adds to a counter
    kind: str  # gauge or counter; the type "info" is unknown to readers of the older format
    help: str
    samples: tuple[tuple[Labels, float], ...]
    unit: str = ""  # the last word of the name, if it is one


Own = Callable[[], Iterable[Family]]


def text(families: Iterable[Family]) -> str:
    """The exposition: every family once, and the end that tells a whole answer from a cut one."""
    return "".join(line + "\n" for family in families for line in _lines(family)) + "# EOF\n"


def of_database(found: Measures) -> Iterator[Family]:
    """The numbers of everything remembered, whoever did the work."""
    yield _gauge("monitor_build_info", "The program.", [({"version": __version__}, 1)])
    yield _by("monitor_feeds", "Feeds by health.", "health", found.feeds)
    if found.since_success is not None:
        said = "Time since any feed was last polled well."
        yield _seconds("monitor_since_success_seconds", said, [({}, found.since_success)])
    yield _by("monitor_polls_last_hour", "Polls by outcome.", "outcome", found.polls_of_hour)
    said = "Entries that may have come and gone between two polls, in a day."
    yield _gauge("monitor_lost_entries_last_day", said, [({}, found.lost_of_day)])
    for name, count in found.totals.items():
        said = f"All {name}, by the highest number given."
        yield Family(f"monitor_{name}", "counter", said, (({}, count),))
    yield _gauge("monitor_alerts_last_day", "Alerts of a day.", [({}, found.alerts_of_day)])
    yield from _queues(found)
    yield from _sends(found)
    aside = {WORDS[job]: count for job, count in found.put_aside.items()}
    yield _by("monitor_put_aside", "Rows put aside after failures of ours.", "queue", aside)
    yield _gauge("monitor_paused_hosts", "Hosts left alone.", [({}, found.paused_hosts)])
    yield _by("monitor_subscriptions", "Hubs by state.", "state", found.subscriptions)
    said = "Whether the operator has not been told something yet."
    yield _gauge("monitor_operator_waits", said, [({}, int(found.operator_waits))])
    said = "The database on disk."
    yield Family("monitor_database_bytes", "gauge", said, (({}, found.database_bytes),), "bytes")


def of_process(
    started: datetime, done: Mapping[str, int], in_work: Mapping[str, int]
) -> Iterator[Family]:
    """The numbers of this process: since when it runs, and what its queues did."""
    moment: tuple[tuple[Labels, float], ...] = (({}, started.timestamp()),)
    said = "When this process started, in Unix time."
    yield Family("monitor_start_time_seconds", "gauge", said, moment, "seconds")
    samples = tuple(({"queue": name}, count) for name, count in done.items())
    yield Family("monitor_jobs", "counter", "Jobs this process has done.", samples)
    yield _by("monitor_jobs_in_work", "Jobs this process has in work.", "queue", in_work)


def answering(database: Database, own: Own, now: Callable[[], datetime]) -> Answerer:
    """Answer GET /metrics with the database's numbers and the process's own."""

    async def answer(call: Call) -> Reply:
        if call.method != "GET" or call.path.rstrip("/") != PATH:
            return _NOT_HERE
        found = await database.read(measure, now())
        return Reply(200, text([*of_database(found), *own()]), CONTENT_TYPE)

    return answer


def _queues(found: Measures) -> Iterator[Family]:
    waits = {WORDS[job]: waiting for job, waiting in found.waiting.items()}
    yield _gauge("monitor_due", "Rows due now, by queue.", _rows("queue", waits))
    said = "For how long the oldest row has been due: how late we are."
    yield _seconds("monitor_oldest_due_seconds", said, _oldest("queue", waits))


def _sends(found: Measures) -> Iterator[Family]:
    samples = [
        ({"channel": channel, "state": state}, rows)
        for (channel, state), rows in sorted(found.deliveries.items())
    ]
    yield _gauge("monitor_deliveries", "Deliveries by channel and state.", samples)
    by_channel = found.waiting_by_channel
    yield _gauge("monitor_channel_due", "Deliveries due now.", _rows("channel", by_channel))
    said = "For how long the oldest delivery of a channel has been due."
    yield _seconds("monitor_channel_oldest_due_seconds", said, _oldest("channel", by_channel))


def _rows(label: str, waits: Mapping[str, Waiting]) -> list[tuple[Labels, float]]:
    return [({label: name}, waiting.rows) for name, waiting in waits.items()]


def _oldest(label: str, waits: Mapping[str, Waiting]) -> list[tuple[Labels, timedelta]]:
    return [({label: name}, waiting.oldest) for name, waiting in waits.items()]


def _by(name: str, said: str, label: str, numbers: Mapping[str, int]) -> Family:
    return _gauge(name, said, [({label: word}, count) for word, count in sorted(numbers.items())])


def _gauge(name: str, said: str, samples: Samples) -> Family:
    return Family(name, "gauge", said, tuple(samples))


def _seconds(name: str, said: str, samples: Iterable[tuple[Labels, timedelta]]) -> Family:
    lengths = tuple((labels, length.total_seconds()) for labels, length in samples)
    return Family(name, "gauge", said, lengths, "seconds")


def _lines(family: Family) -> Iterator[str]:
    suffix = "_total" if family.kind == "counter" else ""
    yield f"# TYPE {family.name} {family.kind}"
    if family.unit:
        yield f"# UNIT {family.name} {family.unit}"
    yield f"# HELP {family.name} {_escaped(family.help)}"
    for labels, value in family.samples:
        pairs = ",".join(f'{name}="{_escaped(word)}"' for name, word in labels.items())
        braces = f"{{{pairs}}}" if pairs else ""
        yield f"{family.name}{suffix}{braces} {_number(value)}"


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')
