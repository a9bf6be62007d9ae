"""`monitor doctor`, as typed: what is there, and what mends what is not."""

from __future__ import annotations

from archives import house
from commands import RULE, monitor


def words(done):
    return {each["about"]: (each["word"], each["said"]) for each in done.json()}


def test_sound_surroundings_are_said_to_be(tmp_path):
    house(tmp_path)
    (tmp_path / "monitor.toml").write_text('[channels.desk]\nurl = "terminal:"\n')
    done = monitor("doctor", "--json", cwd=tmp_path)
    found = words(done)
    assert done.code == 0
    assert found["configuration"][0] == "ok"
    assert found["state folder"][0] == "ok"
    assert found["rules"] == ("ok", found["rules"][1])
    assert "1 in" in found["rules"][1]
    assert "terminal" in found["channel desk"][1]
    assert found["daemon"][0] == "ok"
    assert "not there yet" in found["database"][1]
    assert "feedparser" in found["libraries"][1]
    assert not (tmp_path / "monitor.db").exists()


def test_broken_rules_and_channels_fail_with_the_mend(tmp_path):
    house(tmp_path, RULE.replace("NEAR/12", "NEER/12"))
    (tmp_path / "monitor.toml").write_text(
        '[channels.desk]\nurl = "nosuchservice://hunter2hunter2@host"\n'
    )
    done = monitor("doctor", cwd=tmp_path)
    assert done.code == 1
    assert "fail  rules" in done.out
    assert "mend: monitor rules check" in done.out
    assert "fail  channels" in done.out
    assert "hunter2" not in done.out


def test_without_a_configuration_the_machine_alone_is_judged(tmp_path):
    done = monitor("doctor", cwd=tmp_path)
    assert done.code == 0
    assert "monitor init writes one" in done.out


def test_a_configuration_that_cannot_be_read_fails(tmp_path):
    (tmp_path / "monitor.toml").write_text("[nowhere]\n")
    done = monitor("doctor", "--json", cwd=tmp_path)
    assert done.code == 1
    assert words(done)["configuration"][0] == "fail"


def test_a_database_that_is_none_fails(tmp_path):
    house(tmp_path)
    (tmp_path / "monitor.db").write_bytes(b"no database at all, and long enough to be read" * 40)
    done = monitor("doctor", "--json", cwd=tmp_path)
    assert done.code == 1
    assert words(done)["database"][0] == "fail"
