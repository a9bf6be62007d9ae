"""`monitor articles import` and what was put aside, as typed."""

from __future__ import annotations

import signal
import subprocess

import stores
from archives import house, lines, record, stocked
from commands import MONITOR
from commands import typed as monitor
from newsroom import wait_until

from monitor.store.queues import Job, give_up_on


def test_an_archive_is_imported_once_however_often_it_is_given(tmp_path):
    house(tmp_path)
    archive = lines(*(record(number) for number in range(250)))
    (tmp_path / "archive.jsonl").write_text(archive)
    first = monitor("articles", "import", "archive.jsonl", cwd=tmp_path)
    assert first.out == "Imported 250 articles; 0 known already\n"
    again = monitor("articles", "import", "archive.jsonl", cwd=tmp_path)
    assert again.out == "Imported 0 articles; 250 known already\n"


def test_imported_articles_are_matched_already_and_alert_nobody(tmp_path):
    stocked(house(tmp_path), record(1))
    [article] = monitor("articles", "list", "--json", cwd=tmp_path).json()
    assert article["state"] == "matched"
    assert monitor("run", "--once", cwd=tmp_path).code == 0
    assert monitor("alerts", "list", "--json", cwd=tmp_path).json() == []


def test_an_article_without_an_address_is_known_by_its_source_and_id(tmp_path):
    house(tmp_path)
    one = record(1, url=None)
    other = record(1, url=None, source="other.example")
    stocked(tmp_path, one, other)
    stocked(tmp_path, one | {"title": "Corrected"}, other)
    listed = monitor("articles", "list", "--json", cwd=tmp_path).json()
    assert len(listed) == 2
    assert {each["url"] for each in listed} == {""}


def test_copies_in_an_archive_are_one_story_and_a_year_parts_them(tmp_path):
    text = record(1)["text"]
    stocked(
        house(tmp_path),
        record(1, days_ago=400),
        record(2, days_ago=2, text=text, title="Report 1 from Karachi"),
        record(3, days_ago=1, text=text, title="Report 1 from Karachi"),
    )
    third, second, first = monitor("articles", "list", "--json", cwd=tmp_path).json()
    assert third["copy_of"] == second["id"]
    assert second["story"] != first["story"]


def test_an_undated_article_is_kept_and_counted(tmp_path):
    house(tmp_path)
    given = lines(record(1, published=None), record(2, published="last Tuesday"), record(3))
    done = monitor("articles", "import", "-", cwd=tmp_path, stdin=given)
    assert done.out == "Imported 3 articles; 0 known already; 2 without a date, kept as of now\n"


def test_a_bad_line_ends_the_import_and_what_came_before_its_batch_stays(tmp_path):
    house(tmp_path)
    good = [record(number) for number in range(150)]
    failed = monitor("articles", "import", "-", cwd=tmp_path, stdin=lines(*good) + "{}\n")
    assert failed.code == 1
    assert failed.err.startswith("monitor: error: standard input:151: not an article")
    done = monitor("articles", "import", "-", cwd=tmp_path, stdin=lines(*good))
    assert done.out == "Imported 50 articles; 100 known already\n"


def test_an_interrupted_import_says_so_and_keeps_what_it_filed(tmp_path):
    house(tmp_path)
    command = [str(MONITOR), "articles", "import", "-"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, cwd=tmp_path, text=True, **pipes) as process:
        process.stdin.write(lines(*(record(number) for number in range(150))))
        process.stdin.flush()
        stocked_by_then(tmp_path)
        process.send_signal(signal.SIGINT)
        process.stdin.close()
        assert process.wait(20) == 130
        assert process.stderr.read() == "monitor: interrupted\n"
    assert len(monitor("articles", "list", "--limit", "999", "--json", cwd=tmp_path).json()) == 100


def stocked_by_then(folder):
    """Return once the first batch is filed."""

    def filed():
        listed = monitor("articles", "list", "--json", cwd=folder)
        return listed.code == 0 and listed.json() != []

    wait_until(filed, 20, "the first batch is filed")


def test_an_entry_put_aside_is_read_again_when_told_to(tmp_path):
    (tmp_path / "monitor.toml").write_text("")
    with stores.Desk(stores.new_sqlite(tmp_path / "monitor.db")) as desk:
        entry = desk.pending_entry()
        desk.write(give_up_on, Job.READ, entry, "it broke", stores.NOON)
    [listed] = monitor("entries", "list", "--state", "failed", "--json", cwd=tmp_path).json()
    assert listed["detail"] == "it broke"
    done = monitor("entries", "retry", str(entry), cwd=tmp_path)
    assert done.out == "1 entry put aside: due again now\n"
    assert monitor("entries", "retry", str(entry), cwd=tmp_path).code == 7
    assert monitor("entries", "retry", "--all", cwd=tmp_path).out == "No entry is put aside\n"
    assert monitor("entries", "retry", cwd=tmp_path).code == 2


def test_articles_put_aside_are_matched_again_all_at_once(tmp_path):
    (tmp_path / "monitor.toml").write_text("")
    with stores.Desk(stores.new_sqlite(tmp_path / "monitor.db")) as desk:
        for name in ("one", "two"):
            saved = desk.article(stores.article(name))
            desk.write(give_up_on, Job.MATCH, saved.id, "it broke", stores.NOON)
    done = monitor("articles", "retry", "--all", cwd=tmp_path)
    assert done.out == "2 articles put aside: due again now\n"
    states = [each["state"] for each in monitor("articles", "list", "--json", cwd=tmp_path).json()]
    assert states == ["to_match", "to_match"]
