"""Columns give back what they were given, whatever it was, on both kinds of database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, insert, literal, select
from stores import NOON, Desk

from monitor.store import engines
from monitor.store.columns import Seconds, Sketch, UtcDateTime, Words
from monitor.store.schema import DIGEST, digest
from monitor.store.schema import settings as settings_table

quick = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


def echo(connection: Connection, value: object, column: object) -> object:
    return connection.execute(select(literal(value, column))).scalar_one()


@quick
# Hypothesis takes its bounds without a zone.
@given(moment=st.datetimes(datetime(1850, 1, 1), datetime(2090, 1, 1), timezones=zones))  # noqa: DTZ001
def test_an_instant_comes_back_in_utc(desk: Desk, moment: datetime):
    back = desk.read(echo, moment, UtcDateTime())
    assert back == moment
    assert back.tzinfo is UTC


@quick
@given(text=st.text(st.characters()))
def test_text_comes_back_with_its_length(desk: Desk, text: str):
    back = desk.read(echo, text, Words())
    assert len(back) == len(text)
    for was, now in zip(text, back, strict=True):
        assert now == (was if was != "\x00" and not "\ud800" <= was <= "\udfff" else "\ufffd")


@quick
@given(length=st.timedeltas(timedelta(0), timedelta(days=4_000)))
def test_a_length_of_time_comes_back_to_the_microsecond(desk: Desk, length: timedelta):
    assert desk.read(echo, length, Seconds()) == length


@quick
@given(sketch=st.lists(st.integers(-(2**63), 2**63 - 1), max_size=128).map(tuple))
def test_a_sketch_comes_back_number_for_number(desk: Desk, sketch: tuple[int, ...]):
    assert desk.read(echo, sketch, Sketch()) == sketch


@quick
@given(parts=st.lists(st.text(st.characters()), min_size=1, max_size=3))
def test_a_digest_has_one_length_and_tells_texts_apart(parts: list[str]):
    assert len(digest(*parts)) == DIGEST
    assert digest(*parts) == digest(*parts)
    assert digest(*parts, "x") != digest(*parts)


def test_instants_sort_as_they_follow_each_other(desk: Desk):
    zone = timezone(timedelta(hours=5, minutes=30))
    moments = [NOON, NOON.astimezone(zone) + timedelta(microseconds=1), NOON + timedelta(hours=1)]
    earlier, later = (literal(one, UtcDateTime()) for one in moments[:2])
    assert desk.scalar(select(earlier < later)) == 1


def test_json_keeps_its_types(desk: Desk):
    value = {"list": [1, 2.5, None, True], "text": "Fırkateyn \U0001f6a2"}
    desk.write(lambda c: c.execute(insert(settings_table).values(key="k", value=value)))
    assert desk.scalar(select(settings_table.c.value)) == value


@pytest.mark.parametrize(("version", "warns"), [((3, 40, 1), True), ((3, 51, 3), False)])
def test_a_flawed_sqlite_library_is_named(monkeypatch: pytest.MonkeyPatch, version, warns):
    monkeypatch.setattr("sqlite3.sqlite_version_info", version)
    assert bool(engines.library_warning()) is warns
