"""The rules in force: loaded whole, swapped whole, and kept when an edit breaks them.

A reload reads every file, compiles, and only then swaps one reference; an article in work finishes
on the set it began with. The last set that loaded is also copied beside the database, so that a
restart after a bad edit goes on with it instead of standing still.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import structlog
import watchfiles

from monitor.errors import RuleError
from monitor.matching import RuleSet, load_rules
from monitor.model import Article, MatchResult

log = structlog.get_logger()

QUIET_SECONDS = 2.0  # editors write in steps


@dataclass(frozen=True, slots=True)
class Reloaded:
    """What a reload did: the version in force now, and why the new files were refused, if so."""

    version: str
    changed: bool
    problem: str | None = None


class RulesInForce:
    """One rule set at a time, matched on one thread so that the event loop stays free."""

    def __init__(self, folder: Path, last_good: Path | None, rules: RuleSet) -> None:
        self.folder = folder
        self.problem: str | None = None
        self._last_good = last_good
        self._rules = rules
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="match")

    @classmethod
    def load(cls, folder: Path, last_good: Path | None) -> RulesInForce:
        """Load `folder`; when it is broken, the last set that was not.

        Raises:
            RuleError: the files are broken and no earlier set was kept.
        """
        try:
            rules = load_rules(folder)
        except RuleError as error:
            if last_good is None or not last_good.is_dir():
                raise
            in_force = cls(folder, last_good, load_rules(last_good))
            in_force.problem = str(error)
            log.error("rule files are broken; the last good rules stay in force", error=str(error))
            return in_force
        in_force = cls(folder, last_good, rules)
        in_force._keep()
        return in_force

    @property
    def rules(self) -> RuleSet:
        """The set in force now."""
        return self._rules

    async def match(self, article: Article) -> MatchResult:
        """Run the rules in force over one article (fits `pipeline.MatchRules`)."""
        loop = asyncio.get_running_loop()
        result = await loop.run_in_executor(self._thread, match_article, self._rules, article)
        for rule in result.over_budget:
            log.warning("rule ran out of its time on an article", rule=rule, url=article.url)
        return result

    async def reload(self) -> Reloaded:
        """Put the files as they are now in force, or keep the last good set and say why."""
        before = self._rules.version
        try:
            rules = await asyncio.to_thread(load_rules, self.folder)
        except RuleError as error:
            if str(error) != self.problem:
                log.error("rule files refused; the last good rules stay", error=str(error))
            self.problem = str(error)
            return Reloaded(before, changed=False, problem=self.problem)
        self._rules = rules
        self.problem = None
        await asyncio.to_thread(self._keep)
        log.info("rules in force", version=rules.version, rules=len(rules.rules))
        return Reloaded(rules.version, changed=rules.version != before)

    async def edits(self, stop: asyncio.Event) -> AsyncIterator[None]:
        """Yield once after each edit of the rules folder has come to rest."""
        quiet = int(QUIET_SECONDS * 1000)
        async for _ in watchfiles.awatch(self.folder, stop_event=stop, debounce=quiet, step=quiet):
            yield

    def close(self) -> None:
        """End the matching thread."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _keep(self) -> None:
        """Copy the files in force beside the database, whole or not at all."""
        if self._last_good is None or not self.folder.is_dir():
            return
        fresh = self._last_good.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        try:
            shutil.copytree(self.folder, fresh)
            shutil.rmtree(self._last_good, ignore_errors=True)
            fresh.rename(self._last_good)
        except OSError as error:
            log.warning("cannot keep a copy of the rules", folder=str(fresh), error=str(error))


def match_article(rules: RuleSet, article: Article) -> MatchResult:
    """Run rules over an article: the daemon, a search and a backtest all go through here."""
    return rules.match(
        article.title,
        article.text,
        lang=article.lang,
        source=article.source,
        url=article.url,
    )
