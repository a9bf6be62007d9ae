"""Which rules tell an article of a known event again, and why. Pure.

A story is told once for each rule. It is told again where a rule's `notify` asks for what the
article adds: `status_changed`, `contradicted`, or `corroborated N`, the moment N independent
sources tell it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from monitor.model.stories import NOTIFY, Novelty, Placement


def tells_again(placement: Placement, notify: Sequence[str]) -> bool:
    """Tell whether a rule that was told a story wants to hear of it again."""
    if placement.novelty is Novelty.CORROBORATED:
        return f"corroborated {placement.sources}" in notify
    changes = {Novelty.STATUS_CHANGED, Novelty.CONTRADICTED}
    return placement.novelty in changes and placement.novelty.value in notify


def to_tell(
    placement: Placement, notify: Mapping[str, Sequence[str]], told: Collection[str]
) -> tuple[str, ...]:
    """Return the rules to tell an article for, in the order of `notify`.

    `notify` maps each rule that fires on the article to what it wants to hear of; `told` are the
    rules its story was told for. A rule that fires for the first time is always told: the story may
    have been joined for another topic.
    """
    return tuple(
        rule
        for rule, wanted in notify.items()
        if rule not in told or tells_again(placement, wanted)
    )


def wanted(alert: Mapping[str, object]) -> tuple[str, ...]:
    """Return what a rule's `alert` asks to be told of."""
    notify = alert.get("notify")
    return tuple(map(str, notify)) if isinstance(notify, Iterable) else NOTIFY
