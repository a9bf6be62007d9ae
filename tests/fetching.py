"""What the tests of fetching share: a fetcher that may reach given loopback sites, and a clock."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

from monitor.fetch.http import HttpFetch
from monitor.fetch.policy import FetchPolicy
from tests.servers import Site

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
QUICK = FetchPolicy(
    deadline=timedelta(seconds=3), feed_gap=timedelta(0), page_gap=timedelta(0), allowed_ports=frozenset({80, 443})
)  # fmt: skip


class Clock:
    """A wall clock that stands still until told."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


class Names(AbstractResolver):
    """A name service that answers as told: one answer after another, the last one stays."""

    def __init__(self, **answers: list[list[str]]) -> None:
        self.answers = {name.replace("_", "."): list(lists) for name, lists in answers.items()}
        self.asked: list[str] = []

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        self.asked.append(host)
        answers = self.answers.get(host)
        if not answers:
            raise OSError(f"no such name: {host}")
        addresses = answers.pop(0) if len(answers) > 1 else answers[0]
        return [
            {"hostname": host, "host": address, "port": port, "family": family, "proto": 0, "flags": 0}
            for address in addresses
        ]  # fmt: skip

    async def close(self) -> None:
        pass


@asynccontextmanager
async def fetcher(
    *sites: Site,
    now: Any = None,
    resolver: AbstractResolver | None = None,
    pauses: Any = (),
    remember_pause: Any = None,
    **changes: Any,
) -> AsyncIterator[HttpFetch]:
    """A quick fetcher that may reach `sites`; `changes` are fields of its policy."""
    policy = replace(QUICK, allowed_private=frozenset(site.place for site in sites))
    named = {} if remember_pause is None else {"remember_pause": remember_pause}
    fetch = HttpFetch(
        replace(policy, **changes), now or Clock(), pauses, resolver=resolver, **named
    )
    try:
        yield fetch
    finally:
        await fetch.close()
