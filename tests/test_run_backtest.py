"""A backtest that is interrupted goes on where it stopped, whatever stopped it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from archives import house, record, stocked

from monitor.errors import NotFound, StoreError
from monitor.matching import RuleSet, load_rules
from monitor.run.backtest import Backtest, backtest
from monitor.store.database import Database

ARTICLES = 230


class Watcher:
    """Follows the progress, and interrupts the run after so many articles."""

    def __init__(self, patience: int = 10**9) -> None:
        self.patience = patience
        self.total = 0
        self.done = 0

    def begin(self, total: int) -> None:
        self.total = total

    def advance(self, done: int) -> None:
        self.done += done
        if self.done >= self.patience:
            raise KeyboardInterrupt


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    records = [record(n, visit=n % 5 == 0, days_ago=n / 20) for n in range(ARTICLES)]
    return stocked(house(tmp_path_factory.mktemp("house")), *records)


@pytest.fixture
def database(folder: Path) -> Iterator[Database]:
    with Database(f"sqlite:///{folder / 'monitor.db'}") as one:
        yield one


@pytest.fixture
def rules(folder: Path) -> RuleSet:
    return load_rules(folder / "rules")


def run(database: Database, rules: RuleSet, folder: Path, watcher: Watcher) -> Backtest:
    return backtest(database, rules, "port-calls", since=None, folder=folder, progress=watcher)


def test_an_interrupted_run_goes_on_and_finds_the_same(database, rules, tmp_path):
    whole = run(database, rules, tmp_path, Watcher())
    assert (len(whole.found), whole.resumed) == (46, 0)
    assert list(tmp_path.iterdir()) == []
    for patience in (130, 190):
        with pytest.raises(KeyboardInterrupt):
            run(database, rules, tmp_path, Watcher(patience))
    watcher = Watcher()
    resumed = run(database, rules, tmp_path, watcher)
    assert resumed.resumed == 190
    assert (watcher.total, watcher.done) == (ARTICLES, ARTICLES)
    assert resumed.found == whole.found
    assert resumed.telling.per_day == whole.telling.per_day
    assert list(tmp_path.iterdir()) == []


def test_a_journal_cut_short_by_a_kill_costs_its_last_batch_alone(database, rules, tmp_path):
    with pytest.raises(KeyboardInterrupt):
        run(database, rules, tmp_path, Watcher(200))
    [journal] = tmp_path.iterdir()
    assert journal.stat().st_mode & 0o777 == 0o600
    first, second = journal.read_text().splitlines()
    assert [len(json.loads(line)) for line in (first, second)] == [100, 100]
    journal.write_text(f"{first}\n{second[:300]}")
    resumed = run(database, rules, tmp_path, Watcher())
    assert resumed.resumed == 100
    assert len(resumed.found) == 46


def test_another_version_of_the_rule_begins_anew(database, rules, folder, tmp_path):
    with pytest.raises(KeyboardInterrupt):
        run(database, rules, tmp_path, Watcher(200))
    (tmp_path / "edited").mkdir()
    text = (folder / "rules" / "port-calls.yml").read_text().replace("NEAR/12", "NEAR/10")
    (tmp_path / "edited" / "port-calls.yml").write_text(text)
    assert run(database, load_rules(tmp_path / "edited"), tmp_path, Watcher()).resumed == 0


def test_a_journal_that_cannot_be_written_ends_the_run_with_its_name(database, rules, tmp_path):
    with pytest.raises(StoreError, match="backtest-port-calls"):
        run(database, rules, tmp_path / "nowhere", Watcher())


def test_a_rule_that_is_not_there_is_not_found(database, rules, tmp_path):
    with pytest.raises(NotFound, match='did you mean "port-calls"'):
        backtest(database, rules, "port-cals", since=None, folder=tmp_path, progress=Watcher())
