"""From a folder of rule files to a rule set, or to every fault in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from monitor.errors import RuleError
from monitor.matching.compile import Compiler
from monitor.matching.documents import Document, aliased, compose
from monitor.matching.lists import (
    CompiledList,
    NamedList,
    compile_list,
    read_lists,
    resolve_includes,
    word_list,
)
from monitor.matching.matcher import RuleSet
from monitor.matching.plan import Vocabulary
from monitor.matching.problems import Place, Problems, RuleProblems, nearest, relative
from monitor.matching.rules import Correlation, Rule
from monitor.matching.scan import WordList
from monitor.matching.syntax import RuleReader, read_correlations

KINDS = ("rule", "rules", "lists", "correlation")


@dataclass(slots=True)
class Loaded:
    """A folder of rule files as read: the rule set when there is no error, and all that was found."""

    problems: Problems
    rules: list[Rule] = field(default_factory=list)
    lists: dict[str, NamedList] = field(default_factory=dict)
    correlations: list[Correlation] = field(default_factory=list)
    compiler: Compiler | None = None
    wordlists: dict[str, WordList] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)

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
        )


def rule_files(folder: Path) -> list[Path]:
    """Return the rule files of a folder and its subfolders, in order.

    One rule file stands for itself and the lists beside it (`lists/`).

    Raises:
        RuleError: when there is no such folder, or no file in it.
    """
    if folder.is_file():
        return [folder, *sorted((folder.parent / "lists").rglob("*.y*ml"))]
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
    return found


def load_rules(folder: Path) -> RuleSet:
    """Read, check and compile all rule files of a folder.

    Raises:
        RuleProblems: listing every error of every file, each with its place.
        RuleError: when the folder is missing or empty, or a file cannot be read.
    """
    return load(read_files(rule_files(folder))).rule_set()


def read_files(paths: Iterable[Path]) -> dict[str, bytes]:
    """Return the bytes of files by the name that messages show.

    Raises:
        RuleError: naming the file that cannot be read.
    """
    found = {}
    for path in paths:
        try:
            found[relative(path)] = path.read_bytes()
        except OSError as fault:
            raise RuleError(f"{path}: cannot be read: {fault.strerror or fault}") from fault
    return found


def load(files: Mapping[str, bytes]) -> Loaded:
    """Read and compile rule files given as bytes by name; faults are collected, never raised."""
    loaded = Loaded(Problems())
    sorted_nodes: dict[str, list[tuple[Document, Node]]] = {kind: [] for kind in KINDS}
    for name, content in files.items():
        _sort_documents(name, content, loaded, sorted_nodes)
    for document, node in sorted_nodes["lists"]:
        read_lists(document, node, loaded.lists)
    resolve_includes(loaded.lists, loaded.documents)
    _compile_lists(loaded)
    _read_rules(loaded, sorted_nodes)
    for document, node in sorted_nodes["correlation"]:
        loaded.correlations += read_correlations(document, node)
    _check_ids(loaded)
    return loaded


def _sort_documents(
    name: str,
    content: bytes,
    loaded: Loaded,
    sorted_nodes: dict[str, list[tuple[Document, Node]]],
) -> None:
    """Read one file's YAML documents and put each where its `kind` says."""
    problems = loaded.problems
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content[: fault.start].count(b"\n") + 1
        problems.add("E01", Place(name, line, 1), "not UTF-8 text", "save the file as UTF-8")
        return
    problems.know(name, text)
    document = loaded.documents[name] = Document(name, problems)
    for node in compose(name, text, problems):
        if (again := aliased(node)) is not None:
            document.error(
                again, "YAML anchors and aliases are not used in rule files", "write it out"
            )
            continue
        kind = _kind(document, node)
        if kind == "rules":
            sorted_nodes["rule"] += [(document, one) for one in _rules_of(document, node)]
        elif kind:
            sorted_nodes[kind].append((document, node))


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


def _compile_lists(loaded: Loaded) -> None:
    vocabulary = Vocabulary()
    known: dict[int, Sequence[int]] = {}
    compiled: dict[str, CompiledList] = {
        name: compile_list(named, vocabulary, loaded.documents, known)
        for name, named in loaded.lists.items()
    }
    loaded.compiler = Compiler(vocabulary, compiled)
    for name, named in loaded.lists.items():
        loaded.wordlists[name] = word_list(named, compiled[name], loaded.compiler)
    # Guards do not make a list used: only rules do.
    loaded.compiler.used.clear()


def _read_rules(loaded: Loaded, sorted_nodes: dict[str, list[tuple[Document, Node]]]) -> None:
    if loaded.compiler is None:
        return
    reader = RuleReader(loaded.compiler, loaded.lists)
    for document, node in sorted_nodes["rule"]:
        rule = reader.read(document, node)
        if rule is not None:
            loaded.rules.append(rule)


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
