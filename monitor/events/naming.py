"""What two articles name in common, besides the parties: things, names, figures, states. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from monitor.events.vocabulary import words
from monitor.model.stories import Point, StoryFacts

# Named in so much of the trade's news that they tell less than other states do.
_OFTEN_NAMED = words("US CN RU UA TR IL IR IN PK GB FR DE SA EU UN NATO")
_LONG_NAME = 7  # letters after which names are spelt in many ways
_SAME_SET = 0.6  # of the states named, by weight
_MOST_SAID = 6


def shared_names(
    one: StoryFacts, other: StoryFacts, common: frozenset[str], counted: Iterable[str]
) -> Iterator[Point]:
    """Yield the points for things of our lists, names and figures that both articles hold.

    What many events share (`common`) tells nothing, nor does what was `counted` in a role.
    """
    things = {*one.things} & {*other.things} - common
    held = {*counted}
    if things := {thing for thing in things if thing.partition(":")[2] not in held}:
        points = min(float(len(things)), 2.0)
        yield Point(points, f"both name {_said(things)}", telling=True)
    mine, theirs = _cut(one.names, common), _cut(other.names, common)
    names = mine & (theirs | _cut(other.openers, common)) | theirs & _cut(one.openers, common)
    if names:
        points = min(0.75 + 0.5 * len(names), 1.75)
        yield Point(points, f"both name {_said(names)}", telling=True)
    elif one.lang != other.lang:
        yield from _alike_in_sound(one, other, common)


def shared_states(one: StoryFacts, other: StoryFacts, parties: frozenset[str]) -> Iterator[Point]:
    """Yield the points for states that both name: beside the parties, and all of them together."""
    mine, theirs = {*one.states}, {*other.states}
    both = mine & theirs
    aside = sorted(both - parties)
    points = 0.0
    if aside:
        points = min(sum(map(_weight, aside)), 1.0)
        said = f"both name {', '.join(aside)} beside the parties"
        yield Point(points, said, telling=len(aside) > 1)
    alike = sum(map(_weight, both)) / (sum(map(_weight, mine | theirs)) or 1.0)
    if len(both) > 2 and alike >= _SAME_SET:
        more = (1.5 if len(both) > 3 else 1.0) - points / 2
        yield Point(more, f"they name the same {len(both)} states", telling=len(both) > 3)


def _alike_in_sound(one: StoryFacts, other: StoryFacts, common: frozenset[str]) -> Iterator[Point]:
    sounds = {*one.sounds} & {*other.sounds} - common
    capitals = bool(one.names or one.openers or other.names or other.openers)
    if len(sounds) >= (1 if capitals else 3):
        points = min(0.75 + 0.5 * len(sounds), 1.75)
        yield Point(points, f"names that sound alike: {_said(sounds)}", telling=len(sounds) > 1)


def _cut(names: Iterable[str], common: frozenset[str]) -> set[str]:
    """Return names cut where their spellings part: Anastasiades, Anastasiadis."""
    kept = (name for name in names if name not in common)
    return {name if name.startswith("#") else name[:_LONG_NAME] for name in kept}


def _weight(state: str) -> float:
    return 0.25 if state in _OFTEN_NAMED else 0.5


def _said(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)[:_MOST_SAID])
