"""`monitor replay`, as typed: an archive in, the alerts it would have sent out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commands import Finished
from commands import typed as monitor

RULES = Path(__file__).parent.parent / "rules"


def article(identity: object, day: str, title: str, text: str, **more: str) -> dict[str, object]:
    source = more.pop("source", f"{identity}.example")
    return {"id": identity, "published": day, "title": title, "text": text, "source": source} | more


REFUSED = article(
    "refused",
    "2022-08-06",
    "Sri Lanka asks China to hold back tracking ship",
    "Colombo has asked China to postpone the visit of the Chinese research vessel Yuan Wang 5 to the "
    "port of Hambantota until further notice, the Sri Lankan foreign ministry said on Saturday.",
)
ARRIVED = article(
    "arrived",
    "2022-08-16",
    "Chinese vessel docks in Hambantota",
    "The Chinese tracking ship Yuan Wang 5 docked at the port of Hambantota in Sri Lanka on Tuesday, "
    "five days late. The navy of Sri Lanka and the Chinese ambassador received the ship.",
)
TURKISH = article(
    "turkish",
    "2022-08-17",
    "Çin gemisi Sri Lanka'da",
    "Çin donanmasına ait araştırma gemisi Yuan Wang 5 Sri Lanka'nın Hambantota limanına geldi. Gemi "
    "limanı ziyaret ederken Sri Lanka donanması tarafından karşılandı.",
    lang="tr",
)
DRILL = article(
    "frigate",
    "2022-08-16",
    "Turkish frigate visits Karachi",
    "The Turkish frigate TCG Büyükada arrived at the port of Karachi in Pakistan on Tuesday for a "
    "goodwill visit, the Pakistan Navy said.",
)
WEATHER = article("weather", "2022-08-10", "Rain", "It rained all day.")


def replayed(folder: Path, articles: list[dict[str, object]], *options: str) -> Finished:
    text = "".join(json.dumps(one) + "\n" for one in articles)
    return monitor("replay", "-", "--rules", RULES, *options, cwd=folder, stdin=text)


def test_one_event_is_told_once_and_again_when_it_changed(tmp_path):
    done = replayed(tmp_path, [ARRIVED, WEATHER, REFUSED, DRILL, TURKISH])
    assert done.code == 0, done.err
    *alerts, last = done.lines()
    told = [(alert["novelty"], alert["article"]) for alert in alerts]
    assert sorted(told) == [
        ("corroborated", "turkish"),  # the third independent source: the rule asks for it
        ("new", "frigate"),
        ("new", "refused"),
        ("status_changed", "arrived"),
    ]
    changed = alerts[1]
    assert changed["event"] == alerts[0]["event"]
    assert changed["articles"] == ["refused", "arrived"]
    assert changed["status"] == "arrived"
    assert changed["reason"] == "refused as of 2022-08-06, arrived now"
    assert changed["rule"] == "ship-visits"
    assert sum(points for points, _ in changed["score"]) >= 4
    summary = last["summary"]
    counts = [summary[name] for name in ("articles", "matched", "events", "alerts")]
    assert counts == [5, 4, 2, 4]
    assert summary["by_novelty"]["corroborated"] == 1


def test_each_article_is_assigned_to_its_events(tmp_path):
    lines = replayed(tmp_path, [ARRIVED, WEATHER, REFUSED], "--assign").lines()
    events = {line["id"]: line["events"] for line in lines}
    assert [line["id"] for line in lines] == ["refused", "weather", "arrived"]
    assert events["refused"] == events["arrived"] != []
    assert events["weather"] == []


def test_a_copy_joins_its_story_and_tells_nothing(tmp_path):
    body = " ".join(f"Sentence {number} tells of the visit at some length." for number in range(30))
    long = ARRIVED | {"text": f"{ARRIVED['text']} {body}"}
    copy = long | {"id": 7, "source": "elsewhere.example", "title": "Ship in port"}
    *alerts, last = replayed(tmp_path, [long, copy]).lines()
    assert [alert["article"] for alert in alerts] == ["arrived"]
    assert last["summary"]["by_novelty"]["repeat"] == 1
    assert replayed(tmp_path, [long, copy], "--assign").lines()[1]["id"] == 7


@pytest.mark.parametrize("published", ["yesterday", "2022-13-01"])
def test_a_date_that_is_none_is_named_with_its_line(tmp_path, published):
    done = replayed(tmp_path, [WEATHER, WEATHER | {"published": published}])
    assert done.code == 1
    assert 'standard input:2: "published" must be a time as in ISO 8601' in done.err


def test_articles_without_a_date_come_last(tmp_path):
    undated = {name: value for name, value in ARRIVED.items() if name != "published"}
    lines = replayed(tmp_path, [undated, REFUSED], "--assign").lines()
    assert [line["id"] for line in lines] == ["refused", "arrived"]


FLIGHT = article(
    "flight",
    "2022-08-19",
    "Turkish transport lands in Pakistan",
    "A Turkish Air Force C-130 transport aircraft landed in Pakistan on Friday with supplies.",
)


def test_a_correlation_is_told_with_the_articles_it_rests_on(tmp_path):
    *alerts, last = replayed(tmp_path, [DRILL, FLIGHT]).lines()
    [told] = [one for one in alerts if one["novelty"] == "correlated"]
    assert told["rule"] == "naval-and-air-arrival"
    assert told["articles"] == ["frigate", "flight"]
    assert last["summary"]["by_novelty"]["correlated"] == 1
