"""Is it them, or is it us? Telling an outage of our own network from failing hosts. Pure state.

When name look-ups and connections fail at one host after another and nothing at all answers, the
fault is near us. A failure counts only if nothing has answered since its request began: among ten
thousand feeds some hosts always hang, and an answer from elsewhere shows that the network works.
"""

from __future__ import annotations

from monitor.model import Failure, FetchFailed

FEW = 3  # so many hosts in a row, at least
MANY = 12  # so many at most are waited for
_SHARE = 0.25  # of the hosts we know
_NO_CONTACT = frozenset({Failure.DNS, Failure.CONNECTION, Failure.TIMEOUT})
_REMEMBERED = 10_000


class OutageWatch:
    """What the last exchanges say of our own network. Times are of any clock that only rises."""

    def __init__(self) -> None:
        self._failing: set[str] = set()
        self._hosts: set[str] = set()
        self._last_contact = float("-inf")
        self.is_down = False

    def heard(self, host: str, now: float) -> None:
        """A host answered, whatever it said: the network works."""
        self._know(host)
        self._last_contact = now
        self._failing.clear()
        self.is_down = False

    def silent(self, host: str, began: float, failure: Failure) -> bool:
        """A request begun at that moment got no answer; return whether that is our own fault.

        A failure of another kind is an answer of sorts, and says nothing here.
        """
        self._know(host)
        if failure not in _NO_CONTACT:
            return False
        if began < self._last_contact:
            return self.is_down
        self._failing.add(host)
        needed = min(max(FEW, round(len(self._hosts) * _SHARE)), MANY)
        self.is_down = self.is_down or len(self._failing) >= needed
        return self.is_down

    def _know(self, host: str) -> None:
        if len(self._hosts) < _REMEMBERED:
            self._hosts.add(host)


def not_their_fault(failed: FetchFailed) -> FetchFailed:
    """Return a failure as one of our own network, with what it looked like."""
    return FetchFailed(Failure.OFFLINE, f"no host answers any more; here: {failed.detail}")
