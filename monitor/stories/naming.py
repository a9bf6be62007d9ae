"""What two articles name in common, besides the parties: things, names, figures, states. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from monitor.model.stories import Point, StoryFacts
from monitor.stories.sides import OFTEN_NAMED
from monitor.stories.sounds import heard_in

_LONG_NAME = 7  # letters after which names are spelt in many ways
_SAME_SET = 0.6  # of the states named, by weight
_MOST_SAID = 6


def compare_ships(one: Iterable[str], other: Iterable[str], langs: tuple[str, str]) -> Point | None:
    """Return the points for the ships that two articles name, None where one names none.

    A name in two scripts is compared by its sound; where that is too short to tell names apart, it
    speaks for one ship if it is alike, and not against it otherwise.
    """
    mine, theirs = {*one}, {*other}
    if not mine or not theirs:
        return None
    if both := mine & theirs:
        return Point(3.0, f"the same ship: {_said(both)}", telling=True)
    heard, also = (
        {heard_in(name, lang) for name in names}
        for names, lang in zip((mine, theirs), langs, strict=True)
    )
    said = f"{_said(mine)}; {_said(theirs)}"
    in_two_scripts = any(map(str.isascii, mine)) != any(map(str.isascii, theirs))
    if alike := {each for each in heard & also if len(each) > (1 if in_two_scripts else 2)}:
        return Point(2.0, f"ships that sound alike: {said}", telling=max(map(len, alike)) > 2)
    return None if in_two_scripts else Point(-4.0, f"another ship: {said}")


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
        enough = 2 if one.lang != other.lang else 3  # words cannot be compared
        yield Point(more, f"they name the same {len(both)} states", telling=len(both) > enough)


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
    return 0.25 if state in OFTEN_NAMED else 0.5


def _said(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)[:_MOST_SAID])
