"""The shared lists of rules/lists: whole, consistent, and reproducible where they are generated."""

from __future__ import annotations

import importlib.util
import re
import unicodedata
from functools import cache
from pathlib import Path

import pytest
import yaml

from monitor.matching.folding import fold

ROOT = Path(__file__).parent.parent
LISTS = ROOT / "rules" / "lists"
LEAST = {
    "states": 205,
    "forces": 400,
    "makers": 150,
    "drones": 110,
    "weapons": 80,
    "aircraft": 30,
    "warships": 80,
    "ports": 230,
    "airbases": 300,
    "exercises": 40,
}
BLOCS = {
    "EU", "UN", "NATO", "GCC", "ASEAN", "OSCE", "ECOWAS", "SCO", "CSTO", "ARAB-LEAGUE",
    "AFRICAN-UNION",
}  # fmt: skip
NAME_KINDS = ("names", "demonyms", "capital")


class Plain(yaml.SafeLoader):
    """YAML as the rule loader reads it: NO is Norway."""


Plain.yaml_implicit_resolvers = {
    sign: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:bool"]
    for sign, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@cache
def items(name):
    document = yaml.load((LISTS / f"{name}.yml").read_text(encoding="utf-8"), Plain)
    lists = document["lists"]
    found = dict(lists[name]["items"])
    for included in lists[name].get("include", ()):
        found |= lists[included]["items"]
    return found


def aliases(item):
    return [name for kind in NAME_KINDS for name in item.get(kind, ())]


def folded(alias):
    return " ".join(
        piece for word in re.split(r"[\s\-./]+", alias.strip("=~*")) for piece in fold(word)
    )


def scripts(text):
    return {unicodedata.name(sign).split()[0] for sign in text if sign.isalpha()}


@cache
def builder():
    pytest.importorskip("babel", reason="the generator needs babel, a development dependency")
    pytest.importorskip("airportsdata", reason="the generator needs airportsdata")
    place = ROOT / "tools" / "build_lists.py"
    if not place.exists():
        pytest.skip("tools/ is not part of this copy")
    spec = importlib.util.spec_from_file_location("build_lists", place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["states", "forces", "airbases"])
def test_the_generator_reproduces_the_generated_lists_byte_for_byte(name):
    build = builder()
    on_disk = (LISTS / f"{name}.yml").read_text(encoding="utf-8")
    head = on_disk.partition("kind: lists")[0]
    made = build.FILES[f"{name}.yml"]()
    if made.partition("kind: lists")[0] != head:
        pytest.skip("another version of the locale or airport data is installed")
    assert made == on_disk


@pytest.mark.parametrize("name", LEAST)
def test_no_name_stands_for_two_items_of_a_list(name):
    owner = {}
    for key, item in items(name).items():
        if item.get("generic"):
            continue  # languages share words for any weapon
        for alias in aliases(item):
            assert owner.setdefault(folded(alias), key) == key, f"{alias!r}: {key} and another"


@pytest.mark.parametrize("name", LEAST)
def test_each_owner_is_known(name):
    for key, item in items(name).items():
        assert item.get("of", "TR") in items("states"), key
        assert item.get("maker", "baykar") in items("makers"), key


@pytest.mark.parametrize("name", LEAST)
def test_no_name_mixes_two_scripts(name):
    for key, item in items(name).items():
        for alias in aliases(item):
            for word in alias.split():
                found = scripts(word)
                assert len(found) < 2, f"{key}: {word!r} is written in {sorted(found)}"


def test_each_state_has_names_in_five_languages():
    for key, item in items("states").items():
        found = set().union(*(scripts(name) for name in item["names"]))
        assert {"LATIN", "ARABIC", "DEVANAGARI"} <= found, key
        if key not in BLOCS:
            assert len(item["names"]) >= 4, key


@pytest.mark.parametrize(("name", "least"), LEAST.items())
def test_the_lists_reach_over_the_world(name, least):
    assert len(items(name)) >= least


def test_all_members_of_the_united_nations_and_five_more_are_states():
    keys = {key for key in items("states") if key not in BLOCS}
    assert len(keys) >= 199
    assert {"XK", "TW", "PS", "HK", "VA"} <= keys


def test_every_maker_of_a_drone_has_a_state():
    for key, item in items("drones").items():
        assert "maker" in item or "of" in item or item.get("generic"), key
    assert all("of" in maker for maker in items("makers").values())


def test_every_port_and_air_base_belongs_to_a_state():
    assert all("of" in item for name in ("ports", "airbases") for item in items(name).values())
