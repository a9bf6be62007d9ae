"""One rule over the stored articles: what it would have told, and how often.

Nothing is sent and nothing in the database changes. What was judged is noted in a journal beside
the database, so that a run that was interrupted goes on where it stopped; the journal belongs to
one version of the rule, and goes when the run is complete. An article that is read again between
two such runs keeps the verdict of the first.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from monitor.errors import StoreError
from monitor.matching import RuleSet
from monitor.matching.rules import Rule
from monitor.model import ArticleId
from monitor.run.archive import BATCH, Progress, find_rule, judged, only, stretch
from monitor.run.forecast import Coverage, Found, Telling
from monitor.store.database import Database


@dataclass(frozen=True, slots=True)
class Backtest:
    """What came of it."""

    rule: Rule
    coverage: Coverage
    found: tuple[Found, ...]  # every article the rule fires on, the oldest first
    telling: Telling
    over_budget: int  # articles on which the rule ran out of its time
    resumed: int  # articles that an earlier, interrupted run had judged

    @property
    def alerts_per_day(self) -> float:
        """How often it would have told something, copies folded into their story."""
        return self.telling.alerts / self.coverage.days


def backtest(
    database: Database,
    rules: RuleSet,
    rule_id: str,
    *,
    since: datetime | None,
    folder: Path,
    progress: Progress,
) -> Backtest:
    """Run one rule, disabled or not, over the articles since a moment.

    Args:
        database: where they are.
        rules: the set that holds the rule.
        rule_id: the rule.
        since: the earliest moment of publication; None for all there is.
        folder: where the journal is kept.
        progress: is told how far it is.

    Raises:
        NotFound: there is no such rule.
        StoreError: the journal cannot be written, or the database not read.
    """
    rule = find_rule(rules, rule_id)
    alone = replace(only(rules, {rule_id}), rules=(replace(rule, status="stable"),))
    past = stretch(database, since)
    progress.begin(len(past.ids))
    journal = Journal.of(folder / f"backtest-{rule.id}-{rule.version}.jsonl")
    known = journal.seen.intersection(past.ids)
    progress.advance(len(known))
    waiting = [one for one in past.ids if one not in known]
    # Quotes are not in the journal: what fired in the earlier run is judged once more for them.
    unquoted = [one for one in past.ids if one in known and one in journal.fired]
    found = _judge(database, alone, waiting, journal, progress)
    again = judged(database, alone, unquoted)
    found |= {each.article_id: each for one in again for each in one.found}
    in_order = tuple(found[one] for one in past.ids if one in found)
    telling = Telling()
    for each in in_order:
        telling.add([each])
    over_budget = len(journal.over_budget.intersection(past.ids))
    journal.remove()
    return Backtest(rule, past.coverage, in_order, telling, over_budget, len(known))


def _judge(
    database: Database,
    rule: RuleSet,
    waiting: Sequence[ArticleId],
    journal: Journal,
    progress: Progress,
) -> dict[ArticleId, Found]:
    """Judge what the journal does not know yet; return where the rule fires."""
    found: dict[ArticleId, Found] = {}
    try:
        for one in judged(database, rule, waiting):
            found.update((each.article_id, each) for each in one.found)
            journal.note(one.archived.id, fired=bool(one.found), over_budget=bool(one.over_budget))
            progress.advance(1)
    finally:
        journal.write()
    return found


@dataclass(slots=True)
class Journal:
    """What was judged, in a file of one JSON object for each batch."""

    path: Path
    seen: set[ArticleId] = field(default_factory=set)
    fired: set[ArticleId] = field(default_factory=set)
    over_budget: set[ArticleId] = field(default_factory=set)
    _fresh: list[tuple[ArticleId, bool, bool]] = field(default_factory=list)

    @classmethod
    def of(cls, path: Path) -> Journal:
        """Read the journal of an interrupted run; an empty one when there was none."""
        journal = cls(path)
        try:
            lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        except (OSError, UnicodeError) as error:
            raise StoreError(f"{path}: cannot read the journal: {error}; remove it") from error
        journal._take(lines)
        return journal

    def note(self, article_id: ArticleId, *, fired: bool, over_budget: bool) -> None:
        """Remember one verdict, on disk at the end of its batch.

        Raises:
            StoreError: it cannot be written.
        """
        self._fresh.append((article_id, fired, over_budget))
        self._add(article_id, fired, over_budget)
        if len(self._fresh) >= BATCH:
            self.write()

    def remove(self) -> None:
        """The run is complete."""
        self.path.unlink(missing_ok=True)

    def _take(self, lines: Iterable[str]) -> None:
        for line in lines:
            try:
                rows = json.loads(line)
            except ValueError:  # the line that a kill cut short: its batch is judged again
                return
            for number, fired, over_budget in rows:
                self._add(ArticleId(number), fired, over_budget)

    def _add(self, article_id: ArticleId, fired: bool, over_budget: bool) -> None:  # noqa: FBT001
        self.seen.add(article_id)
        if fired:
            self.fired.add(article_id)
        if over_budget:
            self.over_budget.add(article_id)

    def write(self) -> None:
        """Put on disk what was noted since the last batch.

        Raises:
            StoreError: it cannot be written.
        """
        if not self._fresh:
            return
        try:
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(json.dumps(self._fresh) + "\n")
        except OSError as error:
            raise StoreError(
                f"{self.path}: cannot note what was judged: {error.strerror}; check that its "
                "folder belongs to the user who runs this"
            ) from error
        self._fresh.clear()
