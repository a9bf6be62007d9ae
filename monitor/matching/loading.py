"""From a folder of rule files to a rule set, or to every fault in it."""

from __future__ import annotations

import gc
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from monitor.errors import RuleError
from monitor.matching.compile import Compiler
from monitor.matching.correlations import check_rules, read_correlations
from monitor.matching.documents import Document, aliased, compose
from monitor.matching.examples import TEXT_FILES, ExampleReader, is_text, texts_of
from monitor.matching.folding import FOLDED
from monitor.matching.lists import (
    CompiledList,
    NamedList,
    compile_list,
    read_lists,
    resolve_includes,
    word_list,
)
from monitor.matching.matcher import RuleSet, SourceFile
from monitor.matching.plan import Vocabulary
from monitor.matching.problems import Place, Problems, RuleProblems, relative
from monitor.matching.rules import Correlation, Rule
from monitor.matching.scan import WordList
from monitor.matching.syntax import RuleReader

LONGEST_FILE = 1_000_000  # of a test's text, in bytes
KINDS = ("rule", "rules", "lists", "correlation")


@dataclass(slots=True)
class Loaded:
    """A folder of rule files as read, and what was found wrong in it."""

    problems: Problems
    rules: list[Rule] = field(default_factory=list)
    lists: dict[str, NamedList] = field(default_factory=dict)
    correlations: list[Correlation] = field(default_factory=list)
    compiler: Compiler | None = None
    wordlists: dict[str, WordList] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    sources: dict[str, SourceFile] = field(default_factory=dict)
    read_from: dict[str, tuple[list[Rule], list[Correlation]]] = field(default_factory=dict)
    lists_digest: bytes = b""
    written: dict[Place, str] = field(default_factory=dict)  # expressions, for what judges them
    tested: dict[str, str] = field(default_factory=dict)  # the text files that tests may name

    def digest(self, text: str) -> bytes:
        """Return what tells whether a rule file, or a text its tests may name, has changed."""
        if not self.tested or "file:" not in text:
            return _digest(text)
        return _digest(text + repr(sorted(self.tested.items())))

    def take_over(self, name: str, source: SourceFile) -> None:
        """Add what an unchanged file held when it was read before."""
        self.sources[name] = source
        self.rules += source.rules
        self.correlations += source.correlations

    def remember(self, name: str, digest: bytes) -> None:
        """Keep what a file held, for the next reload."""
        rules, correlations = self.read_from.pop(name, ([], []))
        self.sources[name] = SourceFile(digest, tuple(rules), tuple(correlations))

    def rule_set(self) -> RuleSet:
        """Return the compiled set.

        Raises:
            RuleProblems: when any file holds an error.
        """
        if errors := self.problems.errors:
            raise RuleProblems(errors)
        vocabulary = self.compiler.vocabulary if self.compiler else Vocabulary()
        return RuleSet(
            rules=tuple(self.rules),
            lists=self.lists,
            vocabulary=vocabulary,
            wordlists=self.wordlists,
            correlations=tuple(self.correlations),
            warnings=self.problems.warnings,
            sources=self.sources,
            lists_digest=self.lists_digest,
        )


def rule_files(folder: Path) -> list[Path]:
    """Return the rule files of a folder and its subfolders, in order.

    One rule file stands for itself, the lists beside it (`lists/`), and the texts of its tests
    beside it and in `tests/`.

    Raises:
        RuleError: when there is no such folder, or no file in it.
    """
    if folder.is_file():
        beside = folder.parent
        texts = (*beside.glob(TEXT_FILES), *(beside / "tests").rglob(TEXT_FILES))
        return [folder, *sorted((beside / "lists").rglob("*.y*ml")), *sorted(texts)]
    if not folder.is_dir():
        raise RuleError(f"{folder}: no such rules folder; `monitor init` writes a starter set")
    found = sorted(
        path
        for pattern in ("*.yml", "*.yaml")
        for path in folder.rglob(pattern)
        if not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )
    if not found:
        raise RuleError(f"{folder}: holds no rule files (*.yml)")
    return found + sorted(path for path in folder.rglob(TEXT_FILES) if path.is_file())


def load_rules(folder: Path, previous: RuleSet | None = None) -> RuleSet:
    """Read, check and compile all rule files of a folder.

    Args:
        folder: the rules folder; or one rule file, which is read with the lists beside it.
        previous: the set in force; rules of files that did not change since are taken over from it,
            as long as no list changed. It stays valid and may go on matching meanwhile.

    Raises:
        RuleProblems: listing every error of every file, each with its place.
        RuleError: when the folder is missing or empty, or a file cannot be read.
    """
    return load(read_files(rule_files(folder)), previous).rule_set()


def read_files(paths: Sequence[Path]) -> dict[str, bytes]:
    """Return the bytes of files by the name that messages show.

    Text files count only where some rule's test names a file, and up to 1 MB.

    Raises:
        RuleError: naming the file that cannot be read.
    """
    found = {relative(path): _bytes(path) for path in paths if not is_text(path.name)}
    if any(b"file:" in content for content in found.values()):
        texts = (path for path in paths if is_text(path.name))
        found |= {relative(path): _bytes(path) for path in texts if _size(path) <= LONGEST_FILE}
    return found


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise RuleError(f"{path}: cannot be read: {fault.strerror or fault}") from fault


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as fault:
        raise RuleError(f"{path}: cannot be read: {fault.strerror or fault}") from fault


def load_to_judge(files: Mapping[str, bytes]) -> Loaded:
    """Read and compile rule files, keeping their expressions as written; see `load`."""
    return _at_rest(files, None, {})


def load(files: Mapping[str, bytes], previous: RuleSet | None = None) -> Loaded:
    """Read and compile rule files given as bytes by name; faults are collected, never raised.

    Lists come first, since rules are compiled over them; then the rule files one by one, so that
    only one file's nodes are in memory at a time. Millions of objects that all stay make the
    collector of reference cycles run in vain, so it rests meanwhile.
    """
    return _at_rest(files, previous, None)


def _at_rest(
    files: Mapping[str, bytes], previous: RuleSet | None, written: dict[Place, str] | None
) -> Loaded:
    """Load while the collector rests."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _load(files, previous, written)
    finally:
        FOLDED.clear()  # the words of rules would push those of texts apart in memory
        if collecting:
            gc.enable()


def _load(
    files: Mapping[str, bytes], previous: RuleSet | None, written: dict[Place, str] | None
) -> Loaded:
    loaded = Loaded(Problems(), written=written or {})
    texts = {
        name: text
        for name, content in files.items()
        if not is_text(name) and (text := _text(name, content, loaded))
    }
    loaded.tested = texts_of(files)
    first = {name: text for name, text in texts.items() if _NAMES_LISTS.search(text)}
    loaded.lists_digest = _digest("".join(f"{name}\0{text}\0" for name, text in first.items()))
    kept = _kept(texts, loaded, previous)
    examples = ExampleReader(loaded.tested)
    waiting: list[tuple[str, str, Document, Node]] = []
    for name, text in first.items():
        for kind, document, node in _documents(name, text, loaded):
            if kind == "lists":
                read_lists(document, node, loaded.lists)
            else:
                waiting.append((name, kind, document, node))
    resolve_includes(loaded.lists, loaded.documents)
    vocabulary = previous.vocabulary if previous is not None and kept else Vocabulary()
    keep = None if written is None else loaded.written
    reader = RuleReader(_compile_lists(loaded, vocabulary), loaded.lists, examples, keep)
    for name, kind, document, node in waiting:
        _read(name, kind, document, node, reader, loaded)
    for name, text in texts.items():
        if name in kept:
            loaded.take_over(name, kept[name])
        elif name not in first:
            for kind, document, node in _documents(name, text, loaded):
                _read(name, kind, document, node, reader, loaded)
            loaded.remember(name, loaded.digest(text))
    _check_ids(loaded)
    check_rules(loaded.correlations, loaded.rules, loaded.problems)
    return loaded


def _digest(text: str) -> bytes:
    return hashlib.blake2s(text.encode(errors="replace"), digest_size=16).digest()


def _kept(
    texts: Mapping[str, str], loaded: Loaded, previous: RuleSet | None
) -> dict[str, SourceFile]:
    """Return what the set before read from files that are still the same.

    Nothing is kept when a list changed, since rules hold the patterns of lists, or when so many
    rules have come and gone that old patterns would weigh down the automaton.
    """
    if previous is None or previous.lists_digest != loaded.lists_digest:
        return {}
    known = previous.sources
    same = {
        name: known[name]
        for name, text in texts.items()
        if name in known and known[name].digest == loaded.digest(text)
    }
    return same if 2 * len(same) >= len(known) else {}


# A cheap look that tells the files to read first; one that only seems to hold lists does no harm.
_NAMES_LISTS = re.compile(r"kind['\"]?\s*:\s*['\"]?lists")


def _text(name: str, content: bytes, loaded: Loaded) -> str:
    """Return a file's text, or "" when it is none."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content[: fault.start].count(b"\n") + 1
        place = Place(name, line, 1)
        loaded.problems.add("E01", place, "not UTF-8 text", "save the file as UTF-8")
        return ""
    loaded.problems.know(name, text)
    return text


def _documents(name: str, text: str, loaded: Loaded) -> Iterator[tuple[str, Document, Node]]:
    """Yield the YAML documents of a file with their kinds; what is wrong with them is reported."""
    document = loaded.documents[name] = Document(name, loaded.problems)
    for node in compose(name, text, loaded.problems):
        if (again := aliased(node)) is not None:
            message = "YAML anchors and aliases are not used in rule files"
            document.error(again, message, "write it out")
        elif kind := _kind(document, node):
            yield kind, document, node


def _read(  # noqa: PLR0917
    name: str, kind: str, document: Document, node: Node, reader: RuleReader, loaded: Loaded
) -> None:
    """Read one document that holds rules or correlations."""
    if kind == "correlation":
        found = read_correlations(document, node)
        loaded.correlations += found
        loaded.read_from.setdefault(name, ([], []))[1].extend(found)
        return
    for one in _rules_of(document, node) if kind == "rules" else [node]:
        rule = reader.read(document, one)
        if rule is not None:
            loaded.rules.append(rule)
            loaded.read_from.setdefault(name, ([], []))[0].append(rule)


def _kind(document: Document, node: Node) -> str:
    if not isinstance(node, MappingNode):
        document.error(node, "a rule file is a mapping that starts with kind:", "kind: rule")
        return ""
    for key, value in node.value:
        if isinstance(key, ScalarNode) and key.value == "kind":
            return document.word(value, "kind", KINDS)
    document.error(node, 'the file needs the key "kind"', f"one of {', '.join(KINDS)}")
    return ""


def _rules_of(document: Document, node: Node) -> list[Node]:
    """Return the rules of a file that holds several."""
    fields = document.mapping(
        node, "a rules file", ("kind", "version", "rules", "title"), ("rules",)
    )
    found = fields.get("rules")
    if found is None:
        return []
    if not isinstance(found, SequenceNode):
        document.error(found, "rules must be a list of rules")
        return []
    return list(found.value)


def _compile_lists(loaded: Loaded, vocabulary: Vocabulary) -> Compiler:
    known: dict[int, Sequence[int]] = {}
    compiled: dict[str, CompiledList] = {
        name: compile_list(named, vocabulary, loaded.documents, known)
        for name, named in loaded.lists.items()
    }
    compiler = loaded.compiler = Compiler(vocabulary, compiled)
    for name, named in loaded.lists.items():
        loaded.wordlists[name] = word_list(named, compiled[name], compiler)
    compiler.used.clear()  # guards do not make a list used: only rules do
    return compiler


def _check_ids(loaded: Loaded) -> None:
    """Report ids that two rules or correlations share."""
    seen: dict[str, Place] = {}
    everything: list[Rule | Correlation] = [*loaded.rules, *loaded.correlations]
    for one in everything:
        if first := seen.get(one.id):
            message = f'"{one.id}" is defined twice'
            loaded.problems.add(
                "E11", one.place, message, f"first at {first.file}:{first.line}", one.id
            )
        seen.setdefault(one.id, one.place)
