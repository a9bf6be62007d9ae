"""List files: the names rules share, typed, owned and guarded.

A list holds items (a state, a maker, a drone type) with their names, or plain words. Items say what
they belong to (`of`, `maker`), so that a rule about states also knows the state behind a company.
A guard drops single mentions that mean something else: the bird, the porcelain, Georgia in America.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from yaml.nodes import MappingNode, Node, ScalarNode

from monitor.matching.affixes import LANGUAGES
from monitor.matching.compile import Compiler
from monitor.matching.documents import Document, scalar_offset
from monitor.matching.expression import parse
from monitor.matching.plan import Plan, Vocabulary
from monitor.matching.problems import Place, Problems, nearest
from monitor.matching.scan import Guard, Meaning, WordList
from monitor.matching.terms import numbers, term_of
from monitor.matching.tree import ExpressionError, ListRef, Term

_LIST_KEYS = (
    "type", "class", "lang", "inflect", "include", "items", "words", "title", "description", "note",
    "generic",
)  # fmt: skip
_NAME_KEYS = ("names", "demonyms", "capital", "metonyms", "abbreviations")
_DATA_KEYS = (
    "of", "maker", "class", "generic", "locode", "icao", "iata", "imo", "mmsi", "note", "title",
    "kind", "status", "since", "until", "type", "members", "branch", "location", "operators",
)  # fmt: skip
_ITEM_KEYS = (*_NAME_KEYS, "prefix_name", "guard", "inflect", "lang", "words", *_DATA_KEYS)
_GUARD_KEYS = ("case", "unless")


@dataclass(frozen=True, slots=True)
class Name:
    """One name of an item, as written in the list file."""

    term: Term
    place: Place
    lang: str = ""
    inflect: tuple[str, ...] = ()
    capital: bool = False
    named: bool = False  # `prefix_name`: a capitalised name must follow
    role: str = "names"  # the key it stands under: names, demonyms, capital, metonyms


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list: its names, and what is known about it."""

    key: str
    names: tuple[Name, ...]
    place: Place
    data: Mapping[str, Any] = field(default_factory=dict)
    proper: bool = False
    guard: str = ""
    guard_at: tuple[Document, ScalarNode] | None = None

    @property
    def owner(self) -> str:
        """The key of what the item belongs to: the state of a force, the maker of a system."""
        return str(self.data.get("of") or self.data.get("maker") or "")


@dataclass(frozen=True, slots=True)
class Include:
    """Another list whose items a list takes in, all or some: `@drones`, `@drones[-tb2]`."""

    ref: ListRef
    place: Place

    @property
    def name(self) -> str:
        """The other list's name."""
        return self.ref.name


@dataclass(slots=True)
class NamedList:
    """One list as read: items by key (a list of plain words has one item, "")."""

    name: str
    type: str
    place: Place
    items: dict[str, Item]
    includes: list[Include]
    digest: str = ""
    lang: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


# --- Reading --------------------------------------------------------------------------------------


def read_lists(document: Document, node: Node, lists: dict[str, NamedList]) -> None:
    """Read one file of `kind: lists` into `lists`; faults are added to the document's problems."""
    top = document.mapping(
        node, "a lists file", ("kind", "version", "lists", "title", "description")
    )
    if "lists" not in top:
        document.error(node, 'a lists file needs the key "lists"')
        return
    for key, value in document.pairs(top["lists"], "lists"):
        if known := lists.get(key.value):
            where = f"{known.place.file}:{known.place.line}"
            document.error(key, f'list "{key.value}" is defined twice', f"first at {where}", "E11")
            continue
        lists[key.value] = _read_list(document, key, value)


def _read_list(document: Document, key: ScalarNode, node: Node) -> NamedList:
    fields = document.mapping(node, f'list "{key.value}"', _LIST_KEYS)
    lang = _language(document, fields.get("lang"))
    inflect = _languages(document, fields.get("inflect"))
    kind = document.text(fields["type"], "type") if "type" in fields else ""
    found = NamedList(key.value, kind, document.place(key), {}, [], lang=lang)
    found.data = {
        name: document.data(fields[name]) for name in ("class", "title") if name in fields
    }
    if "include" in fields:
        for name, entry in document.texts(fields["include"], "include"):
            _include(document, "@" + name.lstrip("@"), entry, found)
    if "words" in fields:
        names = _names(document, fields["words"], found, lang=lang, inflect=inflect)
        found.items[""] = Item("", tuple(names), document.place(key))
    if "items" in fields:
        for item_key, value in document.pairs(fields["items"], "items"):
            found.items[item_key.value] = _read_item(document, item_key, value, found, inflect)
    if not found.items and not found.includes:
        document.error(key, f'list "{key.value}" is empty', "give it items or words", "E20")
    found.digest = hashlib.blake2s(_text_of(document, node).encode(), digest_size=8).hexdigest()
    return found


def _text_of(document: Document, node: Node) -> str:
    return repr(document.data(node))


def _read_item(
    document: Document, key: ScalarNode, node: Node, owner: NamedList, inflect: tuple[str, ...]
) -> Item:
    what = f'item "{key.value}"'
    if not isinstance(node, MappingNode):  # the short form: only names
        names = _names(document, node, owner, lang=owner.lang, inflect=inflect)
        return Item(key.value, tuple(names), document.place(key))
    fields = document.mapping(node, what, _ITEM_KEYS)
    lang = _language(document, fields.get("lang")) or owner.lang
    inflect = _languages(document, fields.get("inflect")) or inflect
    found: list[Name] = []
    for name in (*_NAME_KEYS, "words", "prefix_name"):
        if name in fields:
            found += _names(document, fields[name], owner, lang=lang, inflect=inflect, role=name)
    data = {name: document.data(fields[name]) for name in _DATA_KEYS if name in fields}
    proper, guard, guard_at = _read_guard(document, fields.get("guard"))
    if not found:
        document.error(key, f"{what} has no names", "give it names", "E20")
    return Item(key.value, tuple(found), document.place(key), data, proper, guard, guard_at)


def _read_guard(
    document: Document, node: Node | None
) -> tuple[bool, str, tuple[Document, ScalarNode] | None]:
    if node is None:
        return False, "", None
    fields = document.mapping(node, "guard", _GUARD_KEYS)
    proper = "case" in fields and document.word(fields["case"], "case", ("proper",)) == "proper"
    expression = fields.get("unless")
    if expression is None:
        return proper, "", None
    text = document.text(expression, "unless")
    return proper, text, (document, expression) if isinstance(expression, ScalarNode) else None


def _names(
    document: Document,
    node: Node,
    owner: NamedList,
    *,
    lang: str,
    inflect: tuple[str, ...],
    role: str = "names",
) -> list[Name]:
    """Read names: a list of them, or a mapping from language to lists."""
    if isinstance(node, MappingNode):
        found = []
        for key, value in document.pairs(node, role):
            if key.value not in LANGUAGES:
                document.error(
                    key, f'unknown language "{key.value}"', f"one of {', '.join(LANGUAGES)}"
                )
            spoken = inflect or ((key.value,) if key.value != "en" else ())
            found += _names(document, value, owner, lang=key.value, inflect=spoken, role=role)
        return found
    found = []
    for text, entry in document.texts(node, role):
        place = document.place(entry)
        if text.startswith("@") and role in {"names", "words"}:
            _include(document, text, entry, owner)
            continue
        try:
            term = term_of(text)
        except ExpressionError as fault:
            document.problems.add(fault.code, place, fault.message, fault.help)
            continue
        capital, named = role == "capital", role == "prefix_name"
        found.append(Name(term, place, lang, inflect, capital=capital, named=named, role=role))
    return found


def _include(document: Document, text: str, entry: ScalarNode, into: NamedList) -> None:
    """Add the list that an entry names to what a list takes in."""
    try:
        ref = parse(text)
    except ExpressionError as fault:
        report_fault(fault, document, entry)
        return
    if isinstance(ref, ListRef):
        into.includes.append(Include(ref, document.place(entry)))
    else:
        document.error(entry, f'"{text}" is more than the name of a list', "write @list", "E02")


def _language(document: Document, node: Node | None) -> str:
    return document.word(node, "lang", LANGUAGES) if node is not None else ""


def _languages(document: Document, node: Node | None) -> tuple[str, ...]:
    if node is None:
        return ()
    found = []
    for language, entry in document.texts(node, "inflect"):
        if language not in LANGUAGES:
            document.error(
                entry, f'unknown language "{language}"', f"one of {', '.join(LANGUAGES)}"
            )
        else:
            found.append(language)
    return tuple(found)


# --- Includes -------------------------------------------------------------------------------------


def resolve_includes(lists: dict[str, NamedList], documents: Mapping[str, Document]) -> None:
    """Copy into each list what it includes; unknown lists and circles are errors."""
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in done:
            return
        current = lists[name]
        for include in current.includes:
            included, place = include.name, include.place
            problems = documents[place.file].problems
            if included not in lists:
                hint = nearest(included, lists)
                problems.add("E10", place, f'unknown list "@{included}"', hint)
            elif included in (*path, name):
                circle = " -> ".join((*path, name, included))
                problems.add("E12", place, f"lists include each other in a circle: {circle}")
            else:
                visit(included, (*path, name))
                _merge(current, lists[included], _chosen(include, lists[included], problems))
        done.add(name)

    for name in lists:
        visit(name, ())


def _chosen(include: Include, included: NamedList, problems: Problems) -> dict[str, Item]:
    """Return the items of another list that are taken in; keys it does not have are reported."""
    ref, known = include.ref, included.items
    for key in (*ref.only, *ref.without):
        if key not in known:
            message = f'list "{ref.name}" has no item "{key}"'
            hint = nearest(key, known) or f"the list has {len(known)} items"
            problems.add("E10", include.place, message, hint)
    chosen = {
        key: item
        for key, item in known.items()
        if (not ref.only or key in ref.only) and key not in ref.without
    }
    if not chosen and known:
        problems.add("E20", include.place, f'"{ref.written}" selects nothing', "check its keys")
    return chosen


def _merge(into: NamedList, included: NamedList, items: Mapping[str, Item]) -> None:
    for key, item in items.items():
        mine = into.items.get(key)
        if mine is None:
            into.items[key] = item
        elif key == "":
            names = tuple(dict.fromkeys((*mine.names, *item.names)))
            into.items[key] = Item("", names, mine.place)
    into.type = into.type or included.type
    into.digest += included.digest


# --- Compiling ------------------------------------------------------------------------------------


@dataclass(slots=True)
class CompiledList:
    """A list over numbered patterns: which patterns stand for which items."""

    name: str
    type: str
    by_key: dict[str, frozenset[int]]
    meanings: dict[int, tuple[Meaning, ...]]

    @property
    def is_cue(self) -> bool:
        """Whether it holds plain words rather than named things."""
        return self.type in {"cue", ""}

    def keys(self) -> frozenset[str]:
        """Return the keys of the items."""
        return frozenset(self.by_key)

    def ids(self, keys: frozenset[str] | None) -> frozenset[int]:
        """Return the patterns of the chosen items, or of all."""
        if keys is None:
            return frozenset(self.meanings)
        return frozenset().union(*(self.by_key[key] for key in keys)) if keys else frozenset()


Known = dict[int, Sequence[int]]


def compile_list(
    named: NamedList, vocabulary: Vocabulary, documents: Mapping[str, Document], known: Known
) -> CompiledList:
    """Number the patterns of a list; names that cannot be used are reported.

    `known` keeps the patterns of names worked out before, since lists include each other.
    """
    by_key: dict[str, frozenset[int]] = {}
    meanings: dict[int, dict[Meaning, None]] = {}
    for key, item in named.items.items():
        own: set[int] = set()
        for name in item.names:
            meaning = Meaning(key, name.capital)
            if id(name) not in known:
                known[id(name)] = _numbers(name, vocabulary, documents[name.place.file])
            for number in known[id(name)]:
                own.add(number)
                meanings.setdefault(number, {})[meaning] = None
        by_key[key] = frozenset(own)
    shared: dict[tuple[Meaning, ...], tuple[Meaning, ...]] = {}
    settled = {
        number: shared.setdefault(m := tuple(found), m) for number, found in meanings.items()
    }
    return CompiledList(named.name, named.type, by_key, settled)


def _numbers(name: Name, vocabulary: Vocabulary, document: Document) -> Sequence[int]:
    try:
        found = numbers(name.term, vocabulary, language=name.lang, inflect=name.inflect)
    except ExpressionError as fault:
        document.problems.add(fault.code, name.place, fault.message, fault.help)
        return ()
    if not name.named:
        return found
    again = []
    for number in found:
        words = tuple(vocabulary.patterns[number].split())
        again.append(vocabulary.number(words, vocabulary.written.get(number), named=True))
    return again


def word_list(named: NamedList, compiled: CompiledList, compiler: Compiler) -> WordList:
    """Return a list as the matcher reads it, its guards compiled."""
    guards: dict[str, Guard] = {}
    for key, item in named.items.items():
        plan = None
        if item.guard and item.guard_at is not None:
            document, node = item.guard_at
            plan = compile_text(item.guard, document, node, compiler)
        if item.proper or plan is not None:
            guards[key] = Guard(item.proper, plan)
    return WordList(named.name, named.type, compiled.meanings, guards)


def report_fault(fault: ExpressionError, document: Document, node: ScalarNode) -> None:
    """Report a fault of an expression at its line and column in the file."""
    first_line = document.line(node.start_mark.line + 2)
    exact = scalar_offset(node, first_line, fault.at)
    place, message = document.place(node), fault.message
    if exact is not None:
        place = Place(document.file, *exact, fault.length)
    elif near := node.value[fault.at : fault.at + fault.length].strip():
        message = f'{message}, at "{near}"'
    document.problems.add(fault.code, place, message, fault.help, document.rule)


def compile_text(
    text: str, document: Document, node: ScalarNode, compiler: Compiler
) -> Plan | None:
    """Compile an expression of a file; faults are reported at their place. None if unreadable."""

    def report(fault: ExpressionError) -> None:
        report_fault(fault, document, node)

    if node.style == ">":
        report(
            ExpressionError(
                "E02", 0, 1, "an expression must be a | block or a single-quoted line",
                "so that places of errors can be shown exactly",
            )
        )  # fmt: skip
        return None
    try:
        tree = parse(text)
    except ExpressionError as fault:
        report(fault)
        return None
    return compiler.compile(tree, report)
