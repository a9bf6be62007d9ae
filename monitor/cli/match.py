"""`monitor match`: texts through the rules, without a database."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

from monitor.cli.bar import Bar, byte_bar
from monitor.cli.context import AsJson, examples, rules_folder
from monitor.errors import MonitorError, UsageError

if TYPE_CHECKING:
    from monitor.matching import RuleSet
    from monitor.model import Match, MatchResult

EXAMPLES = examples(
    "monitor match article.txt               first line the title, the rest the text",
    "pdftotext report.pdf - | monitor match -",
    "monitor match --jsonl archive.jsonl > matches.jsonl",
    "monitor match --jsonl - --rules drafts/ < archive.jsonl",
)
STANDARD_INPUT = Path("-")


def match(
    ctx: typer.Context,
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILES]", help="Text files; - is standard input."),
    ] = None,
    jsonl: Annotated[
        Path | None,
        typer.Option("--jsonl", metavar="FILE", help="Articles as JSON, one a line; - is stdin."),
    ] = None,
    rules: Annotated[
        Path | None,
        typer.Option("--rules", metavar="DIR", help="These rules instead of the configured ones."),
    ] = None,
    json_: AsJson = False,
) -> int:
    """Show which rules fire on texts, and on which words.

    With --jsonl every line is an object with id, title and text (lang, source and url if known),
    and one object a line comes out, in the same order. Nothing is stored or sent. Exit code 1:
    a line or a file could not be read.
    """
    if bool(files) == (jsonl is not None):
        raise UsageError("give either text files or --jsonl FILE (monitor match --help)")
    from monitor.matching import load_rules

    rule_set = load_rules(rules_folder(ctx, rules))
    if jsonl is not None:
        _match_lines(rule_set, jsonl)
        return 0
    for path in files or []:
        title, text = read_text(path)
        result = _with_events(rule_set, {"title": title, "text": text})
        if json_:
            print(json.dumps(as_record(str(path), result), ensure_ascii=False))
        else:
            _describe(path, result)
    return 0


def as_record(identifier: object, result: MatchResult) -> dict[str, Any]:
    """Return what a line of output says: the contract of docs/operate.md, "Matching archives"."""
    topics = dict.fromkeys(topic for match in result.matches for topic in match.topics)
    record: dict[str, Any] = {
        "id": identifier,
        "topics": list(topics),
        "matches": [match_record(match) for match in result.matches],
    }
    if result.over_budget:
        record["over_budget"] = list(result.over_budget)
    return record


def match_record(match: Match) -> dict[str, Any]:
    """Return what is said about one match, for programs: the rule, the event, and their words."""
    quote = match.quote
    event = _event(match)
    found: list[dict[str, Any]] = [
        {
            "field": one.field,
            "zone": one.zone.value,
            "start": one.start,
            "end": one.end,
            "exact": one.exact,
        }
        for one in (*match.evidence, *(match.event.evidence if match.event else ()))
    ]
    return {
        "rule": match.rule_id,
        "version": match.rule_version,
        "topics": list(match.topics),
        "severity": match.severity.word,
        "confidence": match.confidence,
        **event,
        "reason": match.reason,
        "quote": {
            "zone": quote.zone.value,
            "start": quote.start,
            "end": quote.end,
            "text": quote.text,
        },
        "evidence": found,
    }


def _event(match: Match) -> dict[str, Any]:
    """Return the fields of a match's event, or none when its topic has no frame."""
    from monitor.events import counted_status
    from monitor.formats.event_records import to_json

    if match.event is None:
        return {}
    fields = to_json(match.event)
    for stored_only in ("record_confidence", "record_evidence"):
        del fields[stored_only]
    fields["topic_status"] = counted_status(match.topics[0], match.event)
    return fields


def _with_events(rules: RuleSet, article: dict[str, Any]) -> MatchResult:
    """Match one article and read its events; relative dates count from its `published`."""
    from monitor.run.events import with_events

    title, text = article.get("title") or "", article.get("text") or ""
    result = rules.match(
        title,
        text,
        lang=article.get("lang"),
        source=article.get("source") or "",
        url=article.get("url") or "",
    )
    return with_events(
        rules,
        result,
        title=title,
        text=text,
        lang=article.get("lang"),
        published=_published(article),
    )


def _published(article: dict[str, Any]) -> date | None:
    try:
        return date.fromisoformat((article.get("published") or "")[:10])
    except ValueError:
        return None


def _match_lines(rules: RuleSet, path: Path) -> None:
    for number, line in _watched(path):
        article = article_of(line, f"{name_of(path)}:{number}")
        result = _with_events(rules, article)
        sys.stdout.write(json.dumps(as_record(article["id"], result), ensure_ascii=False) + "\n")


def _watched(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines, with a bar for whoever watches, unless the output goes to the same terminal."""
    with nullcontext(Bar()) if sys.stdout.isatty() else byte_bar("matching") as progress:
        yield from numbered_lines(path, progress)


def numbered_lines(path: Path, progress: Bar) -> Iterator[tuple[int, bytes]]:
    """The numbered lines of a file that are not blank; the bar is told of all bytes.

    Raises:
        MonitorError: it cannot be read.
    """
    try:
        with _opened(path) as stream:
            if path != STANDARD_INPUT:
                progress.begin(path.stat().st_size)
            for number, line in enumerate(stream, start=1):
                if line.strip():
                    yield number, line
                progress.advance(len(line))
    except OSError as error:
        raise MonitorError(f"{path}: cannot read: {error.strerror}") from error


def name_of(path: Path) -> str:
    """What messages call a file."""
    return "standard input" if path == STANDARD_INPUT else str(path)


def _opened(path: Path) -> BinaryIO | nullcontext[BinaryIO]:
    return nullcontext(sys.stdin.buffer) if path == STANDARD_INPUT else path.open("rb")


def article_of(line: bytes, where: str) -> dict[str, Any]:
    """Read one line of input; every field it may have is checked here."""
    try:
        article = json.loads(line)
    except ValueError as error:
        raise MonitorError(f"{where}: not a line of JSON: {error}") from error
    if not isinstance(article, dict) or "id" not in article:
        raise MonitorError(f'{where}: not an article: expected an object with "id"')
    for name in ("title", "text", "lang", "source", "url", "published"):
        if not isinstance(article.get(name), str | None):
            raise MonitorError(f'{where}: "{name}" must be a string')
    if not article.get("title") and not article.get("text"):
        raise MonitorError(f'{where}: not an article: neither "title" nor "text"')
    return article


def read_text(path: Path) -> tuple[str, str]:
    """A text file's first line as title, the rest as text."""
    try:
        raw = sys.stdin.buffer.read() if path == STANDARD_INPUT else path.read_bytes()
    except OSError as error:
        raise MonitorError(f"{path}: cannot read: {error.strerror}") from error
    title, _, text = raw.decode("utf-8", "replace").lstrip("\ufeff").partition("\n")
    return title.strip(), text.strip()


def _describe(path: Path, result: MatchResult) -> None:
    """Say in a few lines which rules fired and why."""
    from monitor.alerts.wording import line

    if not result.matches:
        print(f"{path}: no rule fires")
    for match in result.matches:
        topics = ", ".join(match.topics)
        print(f"{path}: {match.rule_id} [{match.severity.word}] {topics}")
        print(f"  \u201c{line(match.quote.text)}\u201d")
        print(f"  {line(match.reason)}")
    for rule in result.over_budget:
        print(f"{path}: rule {rule} ran out of its time budget and was left out")
