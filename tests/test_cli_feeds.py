"""`monitor feeds`, as typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import Finished
from commands import typed as monitor

ADDRESS = "https://news.example/rss.xml"
OPML = """<opml version="2.0"><body>
<outline text="Navy"><outline type="rss" text="Harbour" xmlUrl="https://harbour.example/feed"/></outline>
<outline type="rss" text="News" xmlUrl="https://news.example/rss.xml"/>
</body></opml>"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "monitor.toml").write_text('[polling]\nevery = "20m"\n')
    return tmp_path


def added(folder: Path, *options: str) -> Finished:
    done = monitor("feeds", "add", ADDRESS, *options, cwd=folder)
    assert done.code == 0, done.err
    return done


def listed(folder: Path) -> list[dict[str, object]]:
    return monitor("feeds", "list", "--json", cwd=folder).json()


def test_a_feed_is_followed_with_the_configured_interval(folder):
    assert added(folder).out == f"Following feed 1: {ADDRESS}\n"
    [feed] = listed(folder)
    assert feed["url"] == ADDRESS
    assert feed["every"] == 1200
    assert feed["health"] == "new"
    assert feed["last_polled"] is None


def test_a_feed_known_already_is_left_as_it_was(folder):
    added(folder, "--every", "5m")
    assert "already" in added(folder, "--every", "1h").out
    assert [feed["every"] for feed in listed(folder)] == [300]


def test_labels_and_titles_are_kept(folder):
    added(folder, "--tag", "navy", "--tag", "asia", "--title", "The news")
    [feed] = listed(folder)
    assert (feed["tags"], feed["title"]) == (["navy", "asia"], "The news")


@pytest.mark.parametrize(
    ("address", "hint"),
    [
        ("news.example/rss", "did you mean https://news.example/rss?"),
        ("ftp://news.example/rss", "not a web address"),
        ("https://", "not a web address"),
        ("http://[::1", "not a web address"),
    ],
)
def test_what_is_no_web_address_is_refused(folder, address, hint):
    failed = monitor("feeds", "add", address, cwd=folder)
    assert failed.code == 2
    assert hint in failed.err


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (("--every", "soon"), "--every soon"),
        (("--since", "yesterday"), "--since yesterday"),
        (("--since", "2026-11-01", "--all"), "exclude each other"),
    ],
)
def test_options_that_make_no_sense_are_refused(folder, options, word):
    failed = monitor("feeds", "add", ADDRESS, *options, cwd=folder)
    assert failed.code == 2
    assert word in failed.err
    assert not (folder / "monitor.db").exists()


def test_a_listing_for_people_names_the_feed_and_its_health(folder):
    added(folder, "--title", "The news")
    shown = monitor("feeds", "list", cwd=folder).out
    assert shown.splitlines()[0].split() == [
        "ID", "TITLE", "HEALTH", "LAST", "NEXT", "ENTRIES", "ADDRESS",
    ]  # fmt: skip
    assert "The news" in shown
    assert ADDRESS in shown
    facts = monitor("feeds", "show", ADDRESS, cwd=folder).out
    assert "never polled" in facts


def test_an_empty_listing_says_what_to_do_and_is_still_json(folder):
    monitor("db", "upgrade", cwd=folder)
    assert "monitor feeds add" in monitor("feeds", "list", cwd=folder).err
    assert listed(folder) == []


def test_feeds_are_paused_resumed_and_removed_by_number_or_address(folder):
    added(folder)
    assert monitor("feeds", "pause", "1", cwd=folder).out == f"Paused feed 1: {ADDRESS}\n"
    assert listed(folder)[0]["status"] == "paused"
    assert monitor("feeds", "resume", ADDRESS, cwd=folder).code == 0
    assert listed(folder)[0]["status"] == "active"
    assert monitor("feeds", "remove", "1", cwd=folder).code == 0
    assert listed(folder) == []


def test_one_unknown_feed_among_several_changes_none(folder):
    added(folder)
    failed = monitor("feeds", "pause", "1", "99", cwd=folder)
    assert failed.code == 7
    assert "99" in failed.err
    assert listed(folder)[0]["status"] == "active"


def test_lists_come_in_and_go_out_as_opml(folder):
    (folder / "in.opml").write_text(OPML)
    came = monitor("feeds", "import", "in.opml", cwd=folder)
    assert came.out == "Following 2 new feeds; 0 known already\n"
    again = monitor("feeds", "import", "-", cwd=folder, stdin=OPML)
    assert again.out == "Following 0 new feeds; 2 known already\n"
    assert listed(folder)[0]["tags"] == ["Navy"]
    out = monitor("feeds", "export", cwd=folder).out
    assert 'xmlUrl="https://harbour.example/feed"' in out
    other = folder / "other"
    other.mkdir()
    (other / "monitor.toml").write_text("")
    assert monitor("feeds", "import", "-", cwd=other, stdin=out).code == 0
    assert [feed["url"] for feed in listed(other)] == [feed["url"] for feed in listed(folder)]


def test_what_is_no_feed_list_is_named(folder):
    assert monitor("feeds", "import", "absent.opml", cwd=folder).err.startswith(
        "monitor: error: absent.opml: cannot read"
    )
    failed = monitor("feeds", "import", "-", cwd=folder, stdin="<html></html>")
    assert failed.code == 2
    assert "OPML" in failed.err
