"""When a channel may be used: its rate, and its rest after failures. Decisions on plain numbers.

Times are seconds on a clock that only goes forward, given by the caller.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Pace:
    """Lets `per_minute` messages through, the first minute's worth at once.

    A leaky bucket kept as one number (ITU-T I.371, virtual scheduling): the time at which the
    channel would be idle if messages left it evenly.
    """

    per_minute: float
    idle_at: float = 0.0

    def reserve(self, now: float, patience: float) -> float | None:
        """Take the next place and return the seconds until it, or None if that is too long."""
        step = 60 / self.per_minute
        burst = 60 - step
        wait = max(self.idle_at - burst - now, 0.0)
        if wait > patience:
            return None
        self.idle_at = max(self.idle_at, now) + step
        return wait

    def wait(self, now: float) -> float:
        """Return the seconds until a place is free."""
        return max(self.idle_at - (60 - 60 / self.per_minute) - now, 0.0)


@dataclass(slots=True)
class Breaker:
    """Rests a channel after failures in a row, then lets one probe through per rest.

    Only temporary failures count: a channel that refuses one message works.
    """

    allowed: int = 5  # failures in a row
    first_rest: float = 30.0
    longest_rest: float = 600.0
    failures: int = 0
    rests_until: float = 0.0

    def wait(self, now: float) -> float:
        """Return 0 when the channel may be tried now; the caller is then the probe."""
        if self.failures < self.allowed:
            return 0.0
        if now < self.rests_until:
            return self.rests_until - now
        self._rest(now)  # until the probe is back, everybody else waits
        return 0.0

    def failed(self, now: float) -> None:
        """Count a temporary failure; enough of them begin a rest, twice as long each time."""
        self.failures += 1
        if self.failures >= self.allowed:
            self._rest(now)

    def worked(self) -> None:
        """Forget the failures: the channel answered."""
        self.failures = 0
        self.rests_until = 0.0

    @property
    def is_resting(self) -> bool:
        """Whether the channel is taken to be down."""
        return self.failures >= self.allowed

    def _rest(self, now: float) -> None:
        doublings = min(self.failures - self.allowed, 20)
        self.rests_until = now + min(self.first_rest * 2**doublings, self.longest_rest)
