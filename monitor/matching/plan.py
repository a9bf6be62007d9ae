"""What an expression becomes: a small tree over numbered patterns, shared and compact.

A pattern is a run of folded words; every distinct one has a number, and all rules and lists speak
in these numbers. Alternatives that are plain terms melt into one `Terms` node, so that a rule of a
dozen words is four or five objects and a hundred thousand rules fit in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from monitor.matching.folding import pattern


class Terms(tuple[int, ...]):
    """Any of these patterns; the numbers themselves, since large sets hold a million of them."""

    __slots__ = ()

    @property
    def ids(self) -> tuple[int, ...]:
        """The patterns' numbers."""
        return self


@dataclass(frozen=True, slots=True)
class Mentions:
    """Any mention of a list's items that survives its guards; `keys` None means all items."""

    name: str
    ids: frozenset[int]
    keys: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class All:
    """Every `required` part holds and no `barred` part does."""

    required: tuple[Plan, ...]
    barred: tuple[Plan, ...] = ()


@dataclass(frozen=True, slots=True)
class Any:
    """One part holds."""

    parts: tuple[Plan, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """Parts that do not overlap, at most `distance` words apart; `ordered` for THEN."""

    parts: tuple[Plan, ...]
    distance: int
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class NotNear:
    """Hits of `part` with no hit of `other` at most `distance` words away."""

    part: Plan
    other: Plan
    distance: int


@dataclass(frozen=True, slots=True)
class Together:
    """One stretch that covers a hit of each part, inside one paragraph: AND inside NEAR."""

    parts: tuple[Plan, ...]


@dataclass(frozen=True, slots=True)
class Within:
    """Every part holds inside one sentence, or one paragraph.

    `alone` are the parts that must be judged unit by unit, since they hold AND, NOT or a counter;
    the hits of the others (`plain`) only need sorting into units.
    """

    parts: tuple[Plan, ...]
    paragraph: bool = False
    plain: tuple[Plan, ...] = field(init=False, compare=False, repr=False)
    alone: tuple[Plan, ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        needs = [_needs_unit(part) for part in self.parts]
        pairs = list(zip(self.parts, needs, strict=True))
        object.__setattr__(self, "plain", tuple(part for part, need in pairs if not need))
        object.__setattr__(self, "alone", tuple(part for part, need in pairs if need))


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least `count` hits that do not overlap."""

    part: Plan
    count: int


@dataclass(frozen=True, slots=True)
class First:
    """Hits among the first `count` words of the text."""

    part: Plan
    count: int


@dataclass(frozen=True, slots=True)
class InZone:
    """Hits inside one zone of the article."""

    zone: str
    part: Plan


@dataclass(frozen=True, slots=True)
class Fact:
    """Something known about the article: its address, its source's host name or its language."""

    field: str
    value: tuple[str, ...]


Plan = (
    Terms
    | Mentions
    | All
    | Any
    | Near
    | NotNear
    | Together
    | Within
    | AtLeast
    | First
    | InZone
    | Fact
)


def parts_of(plan: Plan) -> tuple[Plan, ...]:
    """Return the plans below a plan, those that must not hold included."""
    match plan:
        case All(required=required, barred=barred):
            return required + barred
        case Any(parts=parts) | Near(parts=parts) | Together(parts=parts) | Within(parts=parts):
            return parts
        case NotNear(part=part, other=other):
            return (part, other)
        case AtLeast(part=part) | First(part=part) | InZone(part=part):
            return (part,)
        case _:
            return ()


def _needs_unit(plan: Plan) -> bool:
    """Say whether a part must be judged unit by unit: it holds AND, NOT or a counter."""
    if isinstance(plan, All | AtLeast | NotNear):
        return True
    return any(_needs_unit(part) for part in parts_of(plan))


@dataclass(slots=True)
class Vocabulary:
    """Every pattern of all rules and lists, numbered once."""

    patterns: list[str] = field(default_factory=list)
    lengths: bytearray = field(default_factory=bytearray)  # in words
    written: dict[int, tuple[str, ...]] = field(default_factory=dict)  # the form `=` asks for
    prefixes: set[int] = field(default_factory=set)
    named: set[int] = field(default_factory=set)  # a capitalised name must follow (TCG Anadolu)
    groups: list[Sequence[int]] = field(default_factory=list)  # group -1-n is entry n
    _ids: dict[object, int] = field(default_factory=dict)
    _group_ids: dict[Sequence[int] | frozenset[int], int] = field(default_factory=dict)

    def number(
        self,
        words: tuple[str, ...],
        written: tuple[str, ...] | None = None,
        *,
        prefix: bool = False,
        named: bool = False,
    ) -> int:
        """Return the number of a pattern of folded words, a new one if it is not known."""
        text = pattern(words)
        if prefix:
            text = text[:-1]
        key: object = (text, written, named) if written or named else text
        known = self._ids.get(key)
        if known is not None:
            return known
        fresh = self._ids[key] = len(self.patterns)
        self.patterns.append(text)
        self.lengths.append(min(len(words), 255))
        if written:
            self.written[fresh] = written
        if prefix:
            self.prefixes.add(fresh)
        if named:
            self.named.add(fresh)
        return fresh

    def group(self, ids: Sequence[int] | frozenset[int]) -> int:
        """Return the (negative) number that stands for any of many patterns, such as a list's."""
        known = self._group_ids.get(ids)
        if known is None:
            known = self._group_ids[ids] = -1 - len(self.groups)
            self.groups.append(tuple(ids) if isinstance(ids, frozenset) else ids)
        return known

    def expand(self, numbers: Iterable[int]) -> Iterator[int]:
        """Yield patterns, the members of each group in its place."""
        for number in numbers:
            if number < 0:
                yield from self.groups[-1 - number]
            else:
                yield number

    def memberships(self) -> list[tuple[int, ...]]:
        """Return for each pattern the groups it belongs to; [] when there are no groups."""
        if not self.groups:
            return []
        found: list[tuple[int, ...]] = [()] * len(self.patterns)
        shared: dict[tuple[int, ...], tuple[int, ...]] = {(): ()}
        for entry, members in enumerate(self.groups):
            for member in members:
                several = (*found[member], -1 - entry)
                found[member] = shared.setdefault(several, several)
        return found

    def show(self, number: int) -> str:
        """Return a pattern as an operator would write it."""
        written = self.written.get(number)
        shown = "=" + " ".join(written) if written else self.patterns[number].strip()
        return shown + "*" if number in self.prefixes else shown
