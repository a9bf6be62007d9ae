"""Does one plan imply another: whenever the first holds in an article, so does the second.

Only what follows from the shape of the two is claimed; False means "not proven".
"""

from __future__ import annotations

from collections.abc import Sequence

from monitor.matching import plan as plans
from monitor.matching.plan import Plan


def implies(first: Plan, second: Plan, patterns: Sequence[str]) -> bool:
    """Say whether `first` cannot hold without `second`; `patterns` are the vocabulary's."""
    if first == second:
        return True
    match second:
        case plans.Any(parts=parts) if any(implies(first, part, patterns) for part in parts):
            return True
        case plans.All(required=required, barred=()) if all(
            implies(first, part, patterns) for part in required
        ):
            return True
        case _:
            return _first_implies(first, second, patterns)


def _first_implies(first: Plan, second: Plan, patterns: Sequence[str]) -> bool:  # noqa: PLR0911
    match first:
        case plans.Terms(ids=ids):
            return isinstance(second, plans.Terms) and all(
                _covered(one, second.ids, patterns) for one in ids
            )
        case plans.Mentions(name=name, keys=keys):
            if not isinstance(second, plans.Mentions) or second.name != name:
                return False
            return second.keys is None or (keys is not None and keys <= second.keys)
        case plans.Any(parts=parts):
            return all(implies(part, second, patterns) for part in parts)
        case plans.All(required=parts) | plans.Near(parts=parts):
            return any(implies(part, second, patterns) for part in parts)
        case plans.Within(parts=parts) | plans.Together(parts=parts):
            return any(implies(part, second, patterns) for part in parts)
        case plans.NotNear(part=part) | plans.AtLeast(part=part) | plans.First(part=part):
            return implies(part, second, patterns)
        case plans.InZone(zone=zone, part=part) if zone != "furniture":
            return implies(part, second, patterns)
        case _:
            return False


def _covered(number: int, others: Sequence[int], patterns: Sequence[str]) -> bool:
    """Say whether some other pattern stands wherever this one does ("arms embargo", "embargo")."""
    if number in others:
        return True
    text = patterns[number]
    # Equal texts under two numbers differ in the written form one of them asks for.
    return any(patterns[other] in text and patterns[other] != text for other in others)
