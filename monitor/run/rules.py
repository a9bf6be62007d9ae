"""The rules in force: loaded whole, swapped whole, and kept when an edit breaks them.

A reload reads every file, compiles, runs the tests of the rules that changed, and only then swaps
one reference; an article in work finishes on the set it began with. The files of the last set that
passed are also kept beside the database, so that a restart after a bad edit goes on with them
instead of standing still. Where none are kept yet, rules that compile are used even if they fail a
test: a rule that misses its own example is better than no rule, and the log says so.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import structlog
import watchfiles

from monitor.errors import RuleError
from monitor.matching import RuleProblems, RuleSet, load_rules
from monitor.matching.loading import load, read_files, rule_files
from monitor.model import Article, MatchResult
from monitor.run.correlating import relevant
from monitor.run.events import with_events
from monitor.run.gating import run_tests

log = structlog.get_logger()

QUIET_SECONDS = 2.0  # editors write in steps
Files = Mapping[str, bytes]  # by the name that messages show


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
        self._rules = rules.at_work()
        self._passed: RuleSet | None = None  # the set whose tests need not be run again
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="match")

    @classmethod
    def load(cls, folder: Path, last_good: Path | None) -> RulesInForce:
        """Load `folder`; when it is broken, or fails its tests, the last set that was good.

        Raises:
            RuleError: the files cannot be compiled and no earlier set was kept.
        """
        kept = _kept(last_good)
        try:
            files, rules = _compiled(folder, None)
            _require_tests(rules, None)
        except RuleError as error:
            if kept is not None:
                in_force = cls(folder, last_good, load_rules(kept))
                in_force.problem = str(error)
                log.error("rule files refused; the last good rules stay", error=str(error))
                return in_force
            rules = load_rules(folder)  # what does not compile is raised here
            log.error("rules fail their own tests", error=str(error))
            return cls(folder, last_good, rules)
        in_force = cls(folder, last_good, rules)
        in_force._passed = in_force._rules
        in_force._keep(files)
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
            files, rules = await asyncio.to_thread(self._tested)
        except RuleError as error:
            if str(error) != self.problem:
                log.error("rule files refused; the last good rules stay", error=str(error))
            self.problem = str(error)
            return Reloaded(before, changed=False, problem=self.problem)
        self._rules = self._passed = rules.at_work()
        self.problem = None
        await asyncio.to_thread(self._keep, files)
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

    def _tested(self) -> tuple[Files, RuleSet]:
        """The files as they are now, compiled and tested as far as they changed.

        Raises:
            RuleError: they are broken, or a rule fails its tests.
        """
        files, rules = _compiled(self.folder, self._rules)
        _require_tests(rules, self._passed)
        return files, rules

    def _keep(self, files: Files) -> None:
        """Keep the files in force, as they were read, beside the database; whole or not at all."""
        if self._last_good is None or not self.folder.is_dir():
            return
        fresh = _fresh(self._last_good)
        try:
            shutil.rmtree(fresh, ignore_errors=True)
            for name, content in files.items():
                target = fresh / Path(name).resolve().relative_to(self.folder.resolve())
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
            shutil.rmtree(self._last_good, ignore_errors=True)
            fresh.rename(self._last_good)
        except (OSError, ValueError) as error:
            log.warning("cannot keep a copy of the rules", folder=str(fresh), error=str(error))


def _fresh(last_good: Path) -> Path:
    """Where a copy is made, before it takes its place."""
    return last_good.with_suffix(".new")


def _kept(last_good: Path | None) -> Path | None:
    """The folder with the last good rules; a kill may have left it under its first name."""
    if last_good is None:
        return None
    places = (last_good, _fresh(last_good))
    return next((place for place in places if place.is_dir()), None)


def _compiled(folder: Path, former: RuleSet | None) -> tuple[Files, RuleSet]:
    """Read and compile the files, taking over from `former` what did not change."""
    files = read_files(rule_files(folder))
    return files, load(files, former).rule_set()


def _require_tests(rules: RuleSet, passed: RuleSet | None) -> None:
    gated = run_tests(rules, passed)
    if gated.left_out:
        log.warning("tests not run for want of time; see monitor rules check", rules=gated.left_out)
    if gated.failing:
        raise RuleProblems(gated.failing)


def match_article(rules: RuleSet, article: Article) -> MatchResult:
    """Run rules over an article: the daemon, a search and a backtest all go through here."""
    result = rules.match(
        article.title,
        article.text,
        lang=article.lang,
        source=article.source,
        url=article.url,
    )
    published = article.published.date() if article.published else None
    judged = with_events(
        rules,
        result,
        title=article.title,
        text=article.text,
        lang=article.lang,
        published=published,
    )
    if judged.facts is None:
        return judged
    sketch = article.fingerprint.sketch
    return replace(
        judged,
        facts=replace(judged.facts, source=article.source, sketch=sketch),
        patterns=relevant(
            (one.pattern for one in rules.correlations), (m.rule_id for m in judged.matches)
        ),
    )
