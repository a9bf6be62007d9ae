"""Events that mean something together: counts, several kinds at once, or one after another. Pure.

    together = correlate(pattern, new, known)

The newest event must be among those that come together; what was there before was judged when it
came. Two rules that fire on one event are no two events. Which events are near enough is decided by
the span from the first to the last of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from monitor.model.correlations import (
    SOURCES,
    Clock,
    Kind,
    Occurrence,
    Pattern,
    Together,
)

_MOST_EVENTS = 20  # that one alert names
_DONE = frozenset({"occurred", "arrived", "completed"})
_AGREED = frozenset({"agreed", "signed"})
_SAYS_THE_SAME = {word: words for words in (_DONE, _AGREED) for word in words}


def correlate(pattern: Pattern, new: Occurrence, known: Sequence[Occurrence]) -> Together | None:
    """Return the events that fulfil a pattern together with a new one, None when none do.

    `known` may hold anything; what is too far away, of other rules or of other parties is left out.
    """
    if not _concerns(pattern, new):
        return None
    for shared in _groups(pattern, new):
        near = [
            one
            for one in known
            if one.event != new.event and _concerns(pattern, one) and _is_in(pattern, one, shared)
        ]
        found = _fulfilling(pattern, new, near)
        if found:
            events = tuple(sorted(found, key=lambda one: (_day(pattern, one), one.event)))
            return Together(
                pattern, events[:_MOST_EVENTS], shared, _reason(pattern, events, shared)
            )
    return None


def _concerns(pattern: Pattern, one: Occurrence) -> bool:
    """Tell whether an event is of the pattern's rules, and stands as it must."""
    stands = not pattern.status or bool(_alike(pattern.status) & {*one.status})
    return one.rule in pattern.rules and stands


def _alike(words: Iterable[str]) -> frozenset[str]:
    """Return status words with those that say the same of another kind of event."""
    return frozenset(other for word in words for other in _SAYS_THE_SAME.get(word, {word}))


def _groups(pattern: Pattern, new: Occurrence) -> Iterator[tuple[tuple[str, str], ...]]:
    """Yield each way to read what the new event shares; none where it lacks a thing grouped by."""
    ways: list[tuple[tuple[str, str], ...]] = [()]
    for grouping in pattern.by:
        values = [new.event] if pattern.by_event else sorted(new.keys(grouping.role(new.rule)))
        ways = [(*way, (grouping.name, value)) for way in ways for value in values]
    yield from ways


def _is_in(pattern: Pattern, one: Occurrence, shared: tuple[tuple[str, str], ...]) -> bool:
    if pattern.by_event:
        return one.event == shared[0][1]
    return all(
        value in one.keys(grouping.role(one.rule))
        for grouping, (_, value) in zip(pattern.by, shared, strict=True)
    )


def _day(pattern: Pattern, one: Occurrence) -> date:
    return one.day if pattern.clock is Clock.EVENT and one.day is not None else one.seen


def _fulfilling(
    pattern: Pattern, new: Occurrence, others: Sequence[Occurrence]
) -> list[Occurrence]:
    """Return the events that fulfil the pattern, the new one among them; [] when none do."""
    if pattern.kind is Kind.TEMPORAL:
        return _one_of_each(pattern, new, others)
    if pattern.kind is Kind.TEMPORAL_ORDERED:
        return _in_order(pattern, new, others)
    return _counted(pattern, new, others)


def _counted(pattern: Pattern, new: Occurrence, others: Sequence[Occurrence]) -> list[Occurrence]:
    """Return a span of events that holds enough of what is counted, the latest span first."""
    for start in sorted({_day(pattern, one) for one in (new, *others)}, reverse=True):
        held = [
            one for one in (new, *others) if start <= _day(pattern, one) <= start + pattern.within
        ]
        if new in held and _size(pattern, held) >= pattern.at_least:
            return held
    return []


def _size(pattern: Pattern, held: Sequence[Occurrence]) -> int:
    if pattern.count_of == SOURCES:
        return len({source for one in held for source in one.sources})
    if pattern.count_of:
        return len({key for one in held for key in one.keys(pattern.count_of)})
    return len({one.event for one in held})


def _one_of_each(
    pattern: Pattern, new: Occurrence, others: Sequence[Occurrence]
) -> list[Occurrence]:
    """Return an event of each rule within the span, the nearest to the new one first."""
    here = _day(pattern, new)
    near = sorted(
        (one for one in others if abs(_day(pattern, one) - here) <= pattern.within),
        key=lambda one: (abs(_day(pattern, one) - here), one.event, one.rule),
    )
    for limit in sorted({here, *(_day(pattern, one) for one in near)}):
        if not limit <= here <= limit + pattern.within:
            continue
        inside = [one for one in near if limit <= _day(pattern, one) <= limit + pattern.within]
        chosen = {new.rule: new}
        for one in inside:
            if one.event not in {each.event for each in chosen.values()}:
                chosen.setdefault(one.rule, one)
        if {*pattern.rules} <= chosen.keys():
            return list(chosen.values())
    return []


def _in_order(pattern: Pattern, new: Occurrence, others: Sequence[Occurrence]) -> list[Occurrence]:
    """Return one event of each rule, each no earlier than the one before it, within the span."""
    for place in (at for at, rule in enumerate(pattern.rules) if rule == new.rule):
        chosen = [new]
        for rule in reversed(pattern.rules[:place]):
            before = [
                one
                for one in others
                if one.rule == rule
                and one.event not in {each.event for each in chosen}
                and _day(pattern, one) <= _day(pattern, chosen[0])
            ]
            if not before:
                break
            chosen.insert(0, max(before, key=lambda one: (_day(pattern, one), one.event)))
        for rule in pattern.rules[place + 1 :]:
            after = [
                one
                for one in others
                if one.rule == rule
                and one.event not in {each.event for each in chosen}
                and _day(pattern, one) >= _day(pattern, chosen[-1])
            ]
            if not after:
                break
            chosen.append(min(after, key=lambda one: (_day(pattern, one), one.event)))
        span = _day(pattern, chosen[-1]) - _day(pattern, chosen[0])
        if len(chosen) == len(pattern.rules) and span <= pattern.within:
            return chosen
    return []


def _reason(
    pattern: Pattern, events: Sequence[Occurrence], shared: tuple[tuple[str, str], ...]
) -> str:
    """Return what came together, in one sentence."""
    days = (_day(pattern, events[-1]) - _day(pattern, events[0])).days
    if pattern.count_of == SOURCES:
        count = len({source for one in events for source in one.sources})
        return f"one event told by {count} independent sources"
    span = "on one day" if days == 0 else f"within {days} day{'s' if days > 1 else ''}"
    held = "" if pattern.by_event else ", ".join(f"{name} {value}" for name, value in shared)
    what = f"{len(events)} events {span}"
    if pattern.count_of:
        values = sorted({key for one in events for key in one.keys(pattern.count_of)})
        what += f", {len(values)} different for {pattern.count_of}: {', '.join(values)}"
    return f"{what}{f'; {held}' if held else ''}"
