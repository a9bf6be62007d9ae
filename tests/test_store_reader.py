"""Reading threads: one state for what is asked together, and each asker gets its own answer."""

from __future__ import annotations

import asyncio
import threading

import pytest
from sqlalchemy import Connection, text
from stores import Desk

from monitor.errors import NotFound, StoreError
from monitor.store.reader import GROUP


def number(connection: Connection, value: int) -> int:
    return connection.execute(text(f"select {value}")).scalar_one()


def missing(_connection: Connection) -> None:
    raise NotFound("there is no such thing")


def nonsense(connection: Connection) -> None:
    connection.execute(text("select nothing from nowhere"))


def test_what_is_asked_in_one_moment_is_answered_each_for_itself(desk: Desk):
    async def scenario() -> list[int]:
        asked = (desk.database.read(number, value) for value in range(3 * GROUP))
        return list(await asyncio.gather(*asked))

    assert asyncio.run(scenario()) == list(range(3 * GROUP))


def test_what_waits_is_read_in_one_transaction(desk: Desk):
    seen: list[int] = []

    def held(connection: Connection, gate: threading.Event) -> None:
        gate.wait(5)
        seen.append(id(connection))

    async def scenario() -> None:
        gates = [threading.Event() for _ in range(3)]
        busy = [asyncio.create_task(desk.database.read(held, gate)) for gate in gates]
        await asyncio.sleep(0.1)
        opened = threading.Event()
        opened.set()
        waiting = [asyncio.create_task(desk.database.read(held, opened)) for _ in range(5)]
        await asyncio.sleep(0.1)
        gates[0].set()
        await asyncio.gather(*waiting)
        for gate in gates[1:]:
            gate.set()
        await asyncio.gather(*busy)

    asyncio.run(scenario())
    assert len(seen) == 8
    assert len(set(seen[1:6])) == 1


def test_a_read_that_fails_costs_its_neighbours_nothing(desk: Desk):
    async def scenario() -> list[object]:
        read = desk.database.read
        asked = [read(number, 1), read(missing), read(nonsense), read(number, 2)]
        return list(await asyncio.gather(*asked, return_exceptions=True))

    one, not_found, broken, two = asyncio.run(scenario())
    assert (one, two) == (1, 2)
    assert isinstance(not_found, NotFound)
    assert isinstance(broken, StoreError)


def test_who_stops_waiting_stops_nobody_else(desk: Desk):
    async def scenario() -> int:
        given_up = asyncio.create_task(desk.database.read(number, 1))
        await asyncio.sleep(0)
        given_up.cancel()
        return await desk.database.read(number, 2)

    assert asyncio.run(scenario()) == 2


def test_a_closed_database_says_so(desk: Desk):
    async def scenario() -> None:
        await desk.database.read(number, 1)
        desk.database.close()
        with pytest.raises(StoreError, match="closed"):
            await desk.database.read(number, 1)

    asyncio.run(scenario())
