"""`monitor replay`: an archive of articles as if it came in today, alerts printed, nothing sent."""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli.bar import byte_bar
from monitor.cli.context import examples, rules_folder
from monitor.cli.match import article_of, name_of, numbered_lines
from monitor.errors import MonitorError

if TYPE_CHECKING:
    from monitor.run.replay import Desk, Dispatch, Outcome, Told

EXAMPLES = examples(
    "monitor replay archive.jsonl                   the alerts it would have sent, then a summary",
    "monitor replay archive.jsonl --assign          which events each article tells of",
    "monitor replay - --rules drafts/ < archive.jsonl",
)


def replay(
    ctx: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Articles as JSON, one a line; - is stdin.")
    ],
    assign: Annotated[
        bool, typer.Option("--assign", help="Print each article's events instead of the alerts.")
    ] = False,
    rules: Annotated[
        Path | None,
        typer.Option("--rules", metavar="DIR", help="These rules instead of the configured ones."),
    ] = None,
) -> None:
    """Run an archive through matching, events and alert decisions, in order of publication.

    Every line of FILE is an object with id, title and text, and lang, published, source and url if
    known. One object a line comes out for each alert that would be sent, and a summary at the end.
    Nothing is stored or sent. Exit code 1: a line or the file could not be read.
    """
    from monitor.matching import load_rules
    from monitor.run.replay import Desk, in_order

    desk = Desk(load_rules(rules_folder(ctx, rules)))
    given: dict[str, Any] = {}  # the ids as given: numbers stay numbers
    read = []
    with byte_bar("reading") as progress:
        for number, line in numbered_lines(file, progress):
            fields = article_of(line, where := f"{name_of(file)}:{number}")
            given[str(fields["id"])] = fields["id"]
            read.append(_dispatch(fields, where))
    articles = in_order(read)
    began = time.perf_counter()
    outcomes = []
    for article in articles:
        outcome = desk.take(article)
        outcomes.append(outcome)
        if assign:
            _print(
                {"id": given[outcome.article], "events": [outcome.event] if outcome.event else []}
            )
            continue
        for told in (outcome.told, *outcome.together):
            if told is not None:
                _print(_alert(told, given))
    if not assign:
        _print({"summary": _summary(desk, outcomes, time.perf_counter() - began)})


def _dispatch(fields: dict[str, Any], where: str) -> Dispatch:
    from monitor.run.replay import Dispatch

    return Dispatch(
        id=str(fields["id"]),
        title=fields.get("title") or "",
        text=fields.get("text") or "",
        lang=fields.get("lang") or "",
        source=fields.get("source") or fields.get("source_domain") or "",
        url=fields.get("url") or "",
        published=_moment(fields.get("published"), where),
    )


def _moment(given: object, where: str) -> datetime | None:
    """Return a time as ISO 8601 writes it, in UTC when it names no zone.

    Raises:
        MonitorError: it is no such time.
    """
    if given is None:
        return None
    try:
        moment = datetime.fromisoformat(str(given))
    except ValueError as error:
        raise MonitorError(f'{where}: "published" must be a time as in ISO 8601') from error
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _alert(told: Told, given: dict[str, Any]) -> dict[str, Any]:
    """Return what a line of output says: the contract of docs/operate.md, "Replaying archives"."""
    lead = told.matches[0]
    return {
        "alert": told.number,
        "novelty": told.placement.novelty.value,
        "event": told.event,
        "topics": list(dict.fromkeys(topic for match in told.matches for topic in match.topics)),
        "rule": lead.rule_id,
        "rules": [match.rule_id for match in told.matches],
        "status": told.status or None,
        "severity": lead.severity.word,
        "headline": told.article.title,
        "article": given[told.article.id],
        "articles": [given[article] for article in told.articles],
        "reason": told.placement.reason,
        "score": [[point.points, point.reason] for point in told.placement.score.points],
    }


def _summary(desk: Desk, outcomes: list[Outcome], seconds: float) -> dict[str, Any]:
    from monitor.run.replay import counted

    return {
        "articles": len(outcomes),
        "matched": sum(outcome.matched for outcome in outcomes),
        "events": desk.events,
        "alerts": desk.alerts,
        "by_novelty": dict(counted(outcomes)),
        "seconds": round(seconds, 2),
    }


def _print(record: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")
