"""`monitor init`: a folder to start from, and nothing overwritten."""

from __future__ import annotations

from commands import monitor


def test_a_new_folder_holds_configuration_rules_and_feeds_and_works_at_once(tmp_path):
    done = monitor("init", "watch", cwd=tmp_path)
    assert done.code == 0, done.err
    assert "monitor feeds import feeds.opml" in done.out
    folder = tmp_path / "watch"
    assert {"monitor.toml", "feeds.opml", "rules"} == {path.name for path in folder.iterdir()}
    assert (folder / "rules" / "lists" / "states.yml").exists()
    judged = monitor("check", cwd=folder)
    assert judged.code == 0, judged.out + judged.err
    assert monitor("feeds", "import", "feeds.opml", cwd=folder).code == 0


def test_what_is_there_is_not_overwritten_unless_forced(tmp_path):
    (tmp_path / "monitor.toml").write_text("# mine\n")
    refused = monitor("init", cwd=tmp_path)
    assert refused.code == 1
    assert "monitor.toml: already there" in refused.err
    assert [path.name for path in tmp_path.iterdir()] == ["monitor.toml"]
    assert (tmp_path / "monitor.toml").read_text() == "# mine\n"
    assert monitor("init", "--force", cwd=tmp_path).code == 0
    assert "[polling]" in (tmp_path / "monitor.toml").read_text()


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    refused = monitor("init", "file/watch", cwd=tmp_path)
    assert refused.code == 1
    assert "cannot write" in refused.err
    assert "Traceback" not in refused.err
