"""Two rule sets over the stored articles: what an edit gains and loses, before it is in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from monitor.matching import RuleSet
from monitor.run.archive import Progress, articles, found_in, only, stretch
from monitor.run.forecast import Coverage, Found, Telling
from monitor.run.rules import match_article
from monitor.store.archive import Archived
from monitor.store.database import Database


class Change(StrEnum):
    """What was done to a rule."""

    ADDED = "added"
    REMOVED = "removed"
    EDITED = "edited"  # itself, or a list it names


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A rule that differs between the two sets, and what that changes."""

    rule_id: str
    change: Change
    alerts_before: int  # stories told for it
    alerts_after: int
    gained: tuple[Found, ...]  # one for each story, the oldest first
    lost: tuple[Found, ...]
    moved: tuple[tuple[Found, Found], ...]  # told by both, with another severity or other topics


@dataclass(frozen=True, slots=True)
class Difference:
    """What a reload would change."""

    coverage: Coverage
    rules: tuple[RuleChange, ...]
    before: Telling
    after: Telling

    @property
    def is_doubled(self) -> bool:
        """Whether alerts would more than double; two a day are never too many."""
        most = 2 * max(float(self.before.alerts), self.coverage.days)
        return self.after.alerts > most


def changes(old: RuleSet, new: RuleSet) -> dict[str, Change]:
    """Return the rules that are not the same in both sets, in the order of the new one."""
    before = {rule.id: rule.version for rule in old.rules}
    after = {rule.id: rule.version for rule in new.rules}
    found = {
        rule_id: Change.EDITED if rule_id in before else Change.ADDED
        for rule_id, version in after.items()
        if before.get(rule_id) != version
    }
    return found | {rule_id: Change.REMOVED for rule_id in before if rule_id not in after}


def difference(
    database: Database,
    old: RuleSet,
    new: RuleSet,
    *,
    since: datetime | None,
    progress: Progress,
) -> Difference:
    """Run two rule sets over the articles since a moment.

    The new set is run whole, of the old one only what differs: a rule's version says so. Articles
    before `since` are left out.
    """
    differing = changes(old, new)
    former = only(old, differing)
    past = stretch(database, since)
    before, after = Telling(), Telling()
    progress.begin(len(past.ids))
    for one in articles(database, past.ids if differing else ()):
        now = found_in(one, match_article(new, one.article))
        same = [found for found in now if found.match.rule_id not in differing]
        before.add([*same, *_former(former, one)])
        after.add(now)
        progress.advance(1)
    rules = tuple(_rule(rule_id, kind, before, after) for rule_id, kind in differing.items())
    return Difference(past.coverage, rules, before, after)


def _former(former: RuleSet, one: Archived) -> tuple[Found, ...]:
    if not former.rules:
        return ()
    return found_in(one, match_article(former, one.article))


def _rule(rule_id: str, change: Change, before: Telling, after: Telling) -> RuleChange:
    then, now = before.of_rule(rule_id), after.of_rule(rule_id)
    return RuleChange(
        rule_id=rule_id,
        change=change,
        alerts_before=len(then),
        alerts_after=len(now),
        gained=tuple(found for story, found in now.items() if story not in then),
        lost=tuple(found for story, found in then.items() if story not in now),
        moved=tuple(
            (then[story], found)
            for story, found in now.items()
            if story in then and _told_as(then[story]) != _told_as(found)
        ),
    )


def _told_as(found: Found) -> tuple[object, ...]:
    """What decides whom an alert reaches."""
    return (found.match.severity, found.match.topics)
