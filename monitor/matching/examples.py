"""The tests a rule carries: texts, or files of text, and what must come of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import PurePosixPath
from posixpath import normpath
from typing import Any

from yaml.nodes import Node, ScalarNode, SequenceNode

from monitor.matching.conditions import EXPECTED_AMOUNT, ROLES
from monitor.matching.documents import Document
from monitor.matching.expectations import BY_WORDS
from monitor.matching.problems import nearest
from monitor.matching.rules import Example
from monitor.model import Severity
from monitor.model.events import Phase, Prominence, Stance

TEXT_FILES = "*.txt"
_TEST_KEYS = (
    "name", "title", "text", "file", "published", "lang", "source", "url", "expect", "gate",
    "note",
)  # fmt: skip
EXPECT_KEYS = (
    "match", "because", "alternative", "evidence", "topics", "severity", "only", "frame", "status",
    "quantity", "value", "date", "prominence", "stance", "phase", *ROLES,
)  # fmt: skip
_WORDS: Mapping[str, type[StrEnum]] = {
    "phase": Phase,
    "stance": Stance,
    "prominence": Prominence,
}


@dataclass(frozen=True, slots=True)
class ExampleReader:
    """Reads the tests of rules; `texts` are the files that tests may name, by their names."""

    texts: Mapping[str, str]

    def read(self, document: Document, node: Node | None) -> tuple[Example, ...]:
        """Return the tests of one rule; what is wrong with them is reported."""
        if node is None:
            return ()
        if not isinstance(node, SequenceNode):
            document.error(node, "tests must be a list")
            return ()
        found = (self._example(document, entry) for entry in node.value)
        return tuple(example for example in found if example is not None)

    def _example(self, document: Document, entry: Node) -> Example | None:
        fields = document.mapping(entry, "a test", _TEST_KEYS, ("expect",))
        if "expect" not in fields:
            return None
        if not fields.keys() & {"text", "title", "file"}:
            document.error(entry, "a test needs a text, a title or a file")
            return None
        said: dict[str, str] = {
            key: document.text(fields[key], key)
            for key in ("name", "title", "text", "lang", "source", "url")
            if key in fields
        }
        if "file" in fields:
            said = self._from_file(document, fields["file"], said)
        return Example(
            name=said.get("name", ""),
            title=said.get("title", ""),
            text=said.get("text", ""),
            lang=said.get("lang", ""),
            source=said.get("source", ""),
            url=said.get("url", ""),
            expect=_expect(document, fields["expect"]),
            place=document.place(entry),
            published=_day(document, fields.get("published")),
            gate="gate" not in fields or document.flag(fields["gate"], "gate"),
        )

    def _from_file(self, document: Document, node: Node, said: dict[str, str]) -> dict[str, str]:
        """Add what a file beside the rule holds: its first line is the title, the rest the text.

        A title of the test's own takes the place of the first line as title.
        """
        named = document.text(node, "file")
        if "text" in said:
            document.error(node, "a test has a text or a file, not both", "remove one of them")
            return said
        content = self.texts.get(normpath(str(PurePosixPath(document.file).parent / named)))
        if content is None:
            message = f'there is no text file "{named}"'
            document.error(node, message, _near(named, self.texts))
            return said
        title, _, text = content.partition("\n")
        return {
            "title": title.strip(),
            **said,
            "text": text.strip(),
            "name": said.get("name", named),
        }


def _near(named: str, known: Mapping[str, str]) -> str:
    """Return what may be meant by a file's name."""
    names = {PurePosixPath(one).name for one in known}
    usual = "a path from the rule file's folder to a .txt file in the rules folder"
    return nearest(PurePosixPath(named).name, names) or usual


def _expect(document: Document, node: Node) -> dict[str, Any]:
    """Read what a test expects: `true`, `false`, or a mapping."""
    if isinstance(node, ScalarNode):
        return {"match": document.flag(node, "expect")}
    fields = document.mapping(node, "expect", EXPECT_KEYS)
    found = {key: document.data(value) for key, value in fields.items()}
    if "match" in fields and not (isinstance(found["match"], bool) or found["match"] == BY_WORDS):
        document.error(fields["match"], f"match must be true, false or {BY_WORDS}")
        del found["match"]
    if "only" in fields and not isinstance(found["only"], bool):
        document.error(fields["only"], "only must be true or false")
        del found["only"]
    for key, words in _WORDS.items():
        if key in fields and found[key] is not None:
            document.word(fields[key], key, tuple(words))
    if "severity" in fields:
        document.word(fields["severity"], "severity", tuple(level.word for level in Severity))
    for key in ("value", "quantity"):
        if key in fields and found[key] is not None:
            _check_amount(document, fields[key], key, found[key])
    return found


def _check_amount(document: Document, node: Node, key: str, value: object) -> None:
    if not EXPECTED_AMOUNT.fullmatch(str(value)):
        hint = "write 900 million USD, or >= 24" if key == "value" else "write 20, >= 24 or 300-400"
        document.error(node, f'{key} cannot be "{str(value)[:60]}"', hint)


def _day(document: Document, node: Node | None) -> datetime | None:
    if node is None:
        return None
    text = document.text(node, "published")
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        document.error(node, f'"{text[:40]}" is no date', "write 2025-06-20")
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def texts_of(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the text files among files, by their names; signs that are no UTF-8 are replaced."""
    return {
        normpath(name): content.decode("utf-8-sig", "replace")
        for name, content in files.items()
        if is_text(name)
    }


def is_text(name: str) -> bool:
    """Say whether a file holds the text of a test rather than rules."""
    return name.endswith(".txt")


__all__: Sequence[str] = ("EXPECT_KEYS", "TEXT_FILES", "ExampleReader", "is_text", "texts_of")
