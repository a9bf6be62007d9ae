"""Who may ask which host when: turns per host, a pause between them, and hosts left alone.

A request waiting for its host costs one future; only a host with somebody waiting has a timer. No
task is spent on waiting, so ten thousand feeds on a hundred hosts wait for free.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from datetime import datetime
from enum import IntEnum
from typing import Final

from monitor.model import HostPause

_REMEMBERED_HOSTS: Final = 10_000
_IDLE_SECONDS: Final = 600.0


class Urgency(IntEnum):
    """In which order those waiting for one host come in: a due feed never queues behind pages."""

    FEED = 0
    PAGE = 1


class _Host:
    """One host: how many are inside, when the last one left, and who waits with which gap."""

    __slots__ = ("inside", "last_left", "timer", "waiting")

    def __init__(self) -> None:
        self.inside = 0
        self.last_left = float("-inf")
        self.timer: asyncio.TimerHandle | None = None
        self.waiting: tuple[deque[_Waiter], deque[_Waiter]] = (deque(), deque())

    def next_waiter(self) -> _Waiter | None:
        """The first in line that still waits; those who gave up are dropped on the way."""
        for line in self.waiting:
            while line:
                if not line[0].granted.done():
                    return line[0]
                line.popleft()
        return None


class _Waiter:
    __slots__ = ("gap", "granted")

    def __init__(self, gap: float, granted: asyncio.Future[HostPause | None]) -> None:
        self.gap = gap
        self.granted = granted


class HostTurns:
    """Turn-taking for all hosts of one event loop.

    `pauses` are those in force from an earlier life; `now` is the wall clock they are measured by,
    gaps are measured by the loop's own clock, which never jumps.
    """

    def __init__(
        self, per_host: int, now: Callable[[], datetime], pauses: Iterable[HostPause] = ()
    ) -> None:
        self._per_host = per_host
        self._now = now
        self._hosts: dict[str, _Host] = {}
        self._sweep_at = _REMEMBERED_HOSTS
        self._pauses = {pause.host: pause for pause in pauses}

    async def take(self, host: str, gap: float, urgency: Urgency) -> HostPause | None:
        """Wait for a turn at `host`, at least `gap` seconds after the last one there ended.

        None means the turn is ours and must be given back; a pause means no turn, now or while
        waiting, because the host asked to be left alone.
        """
        paused = self.pause_of(host)
        if paused is not None:
            return paused
        state = self._hosts.get(host)
        if state is None:
            state = self._new_host(host)
        loop = asyncio.get_running_loop()
        free = state.inside < self._per_host and state.next_waiter() is None
        if free and loop.time() >= state.last_left + gap:
            state.inside += 1
            return None
        waiter = _Waiter(gap, loop.create_future())
        state.waiting[urgency].append(waiter)
        self._admit(state)
        try:
            return await waiter.granted
        except asyncio.CancelledError:
            if waiter.granted.done() and not waiter.granted.cancelled():
                self._taken_for_nothing(host, waiter.granted.result())
            raise

    def give_back(self, host: str) -> None:
        """End the turn taken at `host`."""
        state = self._hosts[host]
        state.inside -= 1
        state.last_left = asyncio.get_running_loop().time()
        self._admit(state)

    def wait(self, host: str, gap: float) -> float:
        """Seconds until a newcomer's turn at `host` could come at the earliest, pauses included."""
        paused = self.pause_of(host)
        if paused is not None:
            return (paused.until - self._now()).total_seconds()
        state = self._hosts.get(host)
        if state is None:
            return 0.0
        ahead = state.inside // self._per_host + sum(len(line) for line in state.waiting)
        left = state.last_left + gap - asyncio.get_running_loop().time()
        return max(left, 0.0) + ahead * gap

    def pause(self, pause: HostPause) -> None:
        """Leave a host alone until a time: who waits for it now is sent away at once."""
        known = self._pauses.get(pause.host)
        if known is None or known.until < pause.until:
            self._pauses[pause.host] = pause
        state = self._hosts.get(pause.host)
        while state is not None and (waiter := state.next_waiter()) is not None:
            waiter.granted.set_result(self._pauses[pause.host])

    def pause_of(self, host: str) -> HostPause | None:
        """The pause `host` is in now, if any; one that has ended is forgotten."""
        known = self._pauses.get(host)
        if known is None:
            return None
        if known.until > self._now():
            return known
        del self._pauses[host]
        return None

    @property
    def pauses(self) -> tuple[HostPause, ...]:
        """All pauses in force."""
        return tuple(p for host in tuple(self._pauses) if (p := self.pause_of(host)) is not None)

    def _admit(self, state: _Host) -> None:
        """Let in whoever's turn it is, or set the timer for when it will be."""
        loop = asyncio.get_running_loop()
        while state.inside < self._per_host and (waiter := state.next_waiter()) is not None:
            ready_at = state.last_left + waiter.gap
            if ready_at > loop.time():
                if state.timer is not None:
                    state.timer.cancel()
                state.timer = loop.call_at(ready_at, self._admit, state)
                return
            state.inside += 1
            waiter.granted.set_result(None)

    def _taken_for_nothing(self, host: str, pause: HostPause | None) -> None:
        """A turn came just as its taker was cancelled: the next in line has it, without a gap."""
        if pause is None:
            state = self._hosts[host]
            state.inside -= 1
            self._admit(state)

    def _new_host(self, host: str) -> _Host:
        if len(self._hosts) >= self._sweep_at:
            self._forget_idle()
            self._sweep_at = max(_REMEMBERED_HOSTS, 2 * len(self._hosts))
        state = self._hosts[host] = _Host()
        return state

    def _forget_idle(self) -> None:
        """Drop hosts that nobody has asked for longer than any gap."""
        before = asyncio.get_running_loop().time() - _IDLE_SECONDS
        for host, state in tuple(self._hosts.items()):
            if state.inside == 0 and state.last_left < before and state.next_waiter() is None:
                del self._hosts[host]
