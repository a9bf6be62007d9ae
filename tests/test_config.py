from __future__ import annotations

import os
import tomllib
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config import STARTER, Secret, find, load
from monitor.config.places import line_of, places
from monitor.config.values import duration, size
from monitor.errors import ConfigError
from monitor.model import Severity
from monitor.model.stories import Novelty
from monitor.model.timetables import Quiet, Timetable

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
CASES = Path(__file__).parent / "cases" / "settings"
REGENERATE = "MONITOR_REGENERATE" in os.environ  # set it, run, and review the difference


@pytest.fixture
def write(tmp_path):
    """Write a configuration, for its owner's eyes only, and return its path."""

    def written(text: str, mode: int = 0o600) -> Path:
        path = tmp_path / "monitor.toml"
        path.write_text(text, encoding="utf-8")
        path.chmod(mode)
        return path

    return written


# --- What is right --------------------------------------------------------------------------------


def test_an_empty_file_is_a_whole_configuration(write):
    path = write("")
    settings = load(path, {})
    assert settings.polling.every == timedelta(minutes=15)
    assert settings.store_url.reveal() == f"sqlite:///{path.parent}/monitor.db"
    assert settings.rules == path.parent / "rules"
    assert settings.channels == ()


def test_without_a_channel_the_operator_is_warned(write):
    assert "no channel" in load(write(""), {}).warnings[0]


def test_the_starter_file_is_valid_and_complains_of_nothing(write):
    settings = load(write(STARTER, 0o644), {})
    assert settings.warnings == ()
    assert [channel.name for channel in settings.channels] == ["terminal"]


def test_every_line_offered_in_the_starter_file_can_be_taken(write, tmp_path):
    """Uncomment every setting of it: all are known, and say what the defaults are or could be."""
    lines = []
    for row in STARTER.splitlines():
        bare = row.removeprefix("# ")
        is_setting = row.startswith("# ") and (bare.startswith("[") or " = " in bare)
        is_setting &= not row.startswith("#   ")
        lines.append(bare if is_setting else row)
    text = "\n".join(lines).replace('url_credential = "database" ', "#")
    settings = load(write(text), {})
    assert [channel.name for channel in settings.channels] == [
        "terminal",
        "desk",
        "operator",
        "hook",
        "chat",
    ]
    assert settings.delivery == load(write(""), {}).delivery.model_copy(
        update={"message_domain": "monitor.example.org"}
    )
    assert set(tomllib.loads(text)) == {
        "store", "rules", "polling", "reading", "children", "delivery", "channels", "log",
    }  # fmt: skip


def test_settings_cannot_be_changed(write):
    settings = load(write(STARTER), {})
    with pytest.raises(Exception, match="frozen"):
        settings.polling.every = timedelta(0)
    with pytest.raises(AttributeError):
        settings.rules = Path("elsewhere")


def test_a_channel_says_whom_it_tells_what(write):
    text = """
    [channels.desk]
    url = "mailtos://smtp.example.org?from=m@example.org"
    to = ["a@example.org", " b@example.org", "a@example.org"]
    topics = ["drone-*"]
    rules = ["drone-deals-agreed"]
    min_severity = "HIGH"
    per_minute = 5
    deadline = "20s"
    """
    (channel,) = load(write(text), {}).channels
    assert channel.to == ("a@example.org", "b@example.org")
    assert (channel.topics, channel.rules) == (("drone-*",), ("drone-deals-agreed",))
    assert channel.min_severity is Severity.HIGH
    assert (channel.per_minute, channel.deadline) == (5, timedelta(seconds=20))


def test_paths_start_from_the_files_folder(write, monkeypatch, tmp_path):
    path = write('[rules]\npath = "../watch"\n[store]\npath = "data/m.db"')
    monkeypatch.chdir("/")
    settings = load(path, {"STATE_DIRECTORY": "/var/lib/monitor"})
    assert settings.rules == tmp_path / "../watch"
    assert settings.store_url.reveal() == f"sqlite:///{tmp_path}/data/m.db"


def test_under_systemd_the_database_goes_to_the_state_directory(write):
    settings = load(write(""), {"STATE_DIRECTORY": "/var/lib/monitor:/var/lib/other"})
    assert settings.store_url.reveal() == "sqlite:////var/lib/monitor/monitor.db"


# --- Where it is found ----------------------------------------------------------------------------


def test_the_file_is_looked_for_nearest_first(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    home = tmp_path / "home/.config/monitor/monitor.toml"
    home.parent.mkdir(parents=True)
    home.touch()
    environ = {"HOME": str(tmp_path / "home")}
    assert find(None, environ) == home
    Path("monitor.toml").touch()
    assert find(None, environ) == Path("monitor.toml")
    assert find(None, environ | {"MONITOR_CONFIG": "/x/y.toml"}) == Path("/x/y.toml")
    assert find(Path("z.toml"), environ | {"MONITOR_CONFIG": "/x/y.toml"}) == Path("z.toml")


def test_without_any_file_the_operator_is_told_where_one_was_looked_for(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError, match=r"looked for monitor.toml, .*monitor init") as caught:
        find(None, {"HOME": str(tmp_path)})
    assert caught.value.exit_code == 3


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"absent.toml: cannot be read: No such file"):
        load(tmp_path / "absent.toml", {})
    (tmp_path / "latin.toml").write_bytes(b'[polling]\ncontact = "\xe9"')
    with pytest.raises(ConfigError, match="is not UTF-8"):
        load(tmp_path / "latin.toml", {})


# --- What is wrong --------------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(CASES.glob("*.toml")), ids=lambda path: path.stem)
def test_every_mistake_is_told_at_once_with_its_line_and_its_mend(path, write):
    with pytest.raises(ConfigError) as caught:
        load(write(path.read_text(encoding="utf-8")), {})
    said = str(caught.value).replace(f"{write('').parent}/", "") + "\n"
    golden = path.with_suffix(".txt")
    if REGENERATE:
        golden.write_text(said, encoding="utf-8")
    assert said == golden.read_text(encoding="utf-8")
    assert "s3cr3tword" not in said


# --- Secrets --------------------------------------------------------------------------------------


def test_a_secret_is_never_shown(write):
    settings = load(write('[channels.ops]\nurl = "json://s3cr3tword/x"'), {})
    secret = settings.channels[0].url
    assert secret.reveal() == "json://s3cr3tword/x"
    assert "s3cr3tword" not in f"{settings!r} {settings} {secret} {secret!r} {[secret]}"
    assert f"{Secret('s3cr3tword'):>5}" == "  ***"


@pytest.mark.parametrize("source", ["url_file", "url_credential", "url_env"])
def test_a_secret_may_live_elsewhere(source, write, tmp_path):
    (tmp_path / "ops").write_text("json://s3cr3tword/x\nanything else\n")
    (tmp_path / "ops").chmod(0o600)
    environ = {"CREDENTIALS_DIRECTORY": str(tmp_path), "ops": "json://s3cr3tword/x"}
    settings = load(write(f'[channels.ops]\n{source} = "ops"', 0o644), environ)
    assert settings.channels[0].url.reveal() == "json://s3cr3tword/x"
    assert settings.warnings == ()


def test_secrets_that_anybody_here_can_read_are_warned_of(write, tmp_path):
    (tmp_path / "ops").write_text("json://s3cr3tword/x")
    (tmp_path / "ops").chmod(0o644)
    text = '[channels.ops]\nurl_file = "ops"\n[channels.hook]\nurl = "json://s3cr3tword/y"'
    warnings = "\n".join(load(write(text, 0o644), {}).warnings)
    assert "monitor.toml: anybody here can read the secrets of hook" in warnings
    assert f"{tmp_path}/ops: anybody here can read this secret" in warnings
    assert "s3cr3tword" not in warnings
    (tmp_path / "ops").chmod(0o640)
    assert load(write(text, 0o640), {}).warnings == ()


# --- Values ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("30s", 30), ("15m", 900), ("1h30m", 5400), ("2d", 172_800), ("1w", 604_800), ("250ms", 0.25), ("1.5h", 5400), (" 1h 5s ", 3605), (0, 0)],
)  # fmt: skip
def test_durations_are_read(text, seconds):
    assert duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "text", ["", "15", 15, 1.5, "-5m", "5 minutes", "m", True, None, [], "9" * 400 + "d", "11y", "٣m"]
)  # fmt: skip
def test_what_is_no_duration_is_refused(text):
    with pytest.raises(ValueError, match=r"duration|longer"):
        duration(text)


@pytest.mark.parametrize(
    ("text", "count"),
    [("10MB", 10_000_000), ("1 GiB", 2**30), ("500kb", 500_000), ("1.5KB", 1500), ("12B", 12), (4096, 4096)],
)  # fmt: skip
def test_sizes_are_read(text, count):
    assert size(text) == count


@pytest.mark.parametrize("text", ["", "MB", "10", "10 bananas", "-1MB", 0, -5, True, None, "0MB"])
def test_what_is_no_size_is_refused(text):
    with pytest.raises(ValueError, match=r"size|above zero"):
        size(text)


@given(st.text())
def test_no_text_breaks_the_readers_of_values(text):
    for reader in (duration, size):
        try:
            reader(text)
        except ValueError:
            continue


# --- Places ---------------------------------------------------------------------------------------


def test_settings_are_found_past_comments_strings_and_brackets():
    text = '''
# [not.a.table]
[a]  # [b]
one = """
[no]
two = 2
"""
list = [
  "]", # ]
  "x",
]
"quoted key" = 1
dotted.key = 2
[[many]]
[ c . "d e" ]
last = { inner = 1 }
'''
    tomllib.loads(text)
    assert places(text) == {
        ("a",): 3,
        ("a", "one"): 4,
        ("a", "list"): 8,
        ("a", "quoted key"): 12,
        ("a", "dotted"): 13,
        ("a", "dotted", "key"): 13,
        ("many",): 14,
        ("c", "d e"): 15,
        ("c", "d e", "last"): 16,
    }
    assert line_of(("c", "d e", "last", "inner"), places(text)) == 16
    assert line_of(("nowhere",), places(text)) is None


@given(st.text(max_size=300))
def test_no_text_breaks_the_finder_of_places(text):
    lines = places(text).values()
    assert all(1 <= line <= len(text.splitlines()) for line in lines)


# --- When a channel is told -----------------------------------------------------------------------


def test_a_channel_may_have_digests_and_quiet_hours(write):
    text = (
        '[channels.desk]\nurl = "terminal:"\ndigest = ["07:00", "17:30"]\ndigest_below = "high"\n'
        'quiet = "22:00-06:30"\nquiet_besides = "high"\ntimezone = "Asia/Karachi"\n'
        '[channels.ops]\nurl = "terminal:"\ndigest = "07:00"\n'
        '[channels.plain]\nurl = "terminal:"\n'
    )
    desk, ops, plain = load(write(text), {}).channels
    assert desk.timetable == Timetable(
        digest_at=(time(7), time(17, 30)),
        digest_below=Severity.HIGH,
        quiet=Quiet(time(22), time(6, 30), Severity.HIGH),
        zone=ZoneInfo("Asia/Karachi"),
    )
    assert ops.timetable.digest_at == (time(7),)
    assert plain.timetable.plan(Severity.LOW, Novelty.BACKGROUND, NOW).due == NOW


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('digest = "seven"', 'must be a time of day such as "07:00"'),
        ('quiet = "22:00"', 'must be hours such as "22:00-06:30"'),
        ('quiet = "22:00-22:00"', "begins and ends at the same time"),
        ('timezone = "Mars/Base"', "must be a time zone"),
        ('digest = "07:00"\noperator = true', "notices come at once"),
    ],
)
def test_a_timetable_that_is_none_is_told_with_its_place(write, line, said):
    with pytest.raises(ConfigError, match=said):
        load(write(f'[channels.desk]\nurl = "terminal:"\n{line}\n'), {})
