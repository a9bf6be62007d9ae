"""docs/operate.md says what is so: settings, fields, exit codes and commands are compared with the code."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from commands import typed

from monitor import errors
from monitor.config.sections import File

DOCS = Path(__file__).parent.parent / "docs"
TEXT = (DOCS / "operate.md").read_text(encoding="utf-8")
README = (DOCS.parent / "README.md").read_text(encoding="utf-8")
# Given in words, for all that are given like it.
SAID_IN_WORDS = {"url_file", "url_credential", "url_env", "url"}


def rows(heading: str) -> dict[str, list[str]]:
    """The tables under a heading, by their first cell."""
    part = TEXT.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    cells = [line.strip("|").split("|") for line in part.splitlines() if line.startswith("|")]
    return {cell[0].strip(): [each.strip() for each in cell[1:]] for cell in cells}


def test_every_setting_is_documented_in_its_section():
    documented = set(re.findall(r"`(\w+)`", " ".join(rows("Configuration"))))
    channels = TEXT.partition("\n## Channels and secrets\n")[2]
    for name, field in File.model_fields.items():
        if name == "channels":
            known = set(re.findall(r"^(\w+) =", channels, re.MULTILINE))
            settings = set(field.annotation.__args__[1].model_fields) - SAID_IN_WORDS
            assert settings <= known
            continue
        assert f"**[{name}]**" in TEXT
        assert set(field.annotation.model_fields) - SAID_IN_WORDS <= documented, name


def test_no_setting_is_documented_that_is_not_there():
    documented = set(re.findall(r"`([a-z_]+)`", " ".join(rows("Configuration"))))
    known = {
        setting
        for name, field in File.model_fields.items()
        if name != "channels"
        for setting in field.annotation.model_fields
    }
    assert documented - known == set()


def test_exit_codes_are_those_of_the_errors():
    codes = {code for code in rows("Exit codes") if code.isdigit()}
    kinds = [each for each in vars(errors).values() if isinstance(each, type)]
    raised = {str(each.exit_code) for each in kinds if issubclass(each, errors.MonitorError)}
    assert raised <= codes


@pytest.mark.parametrize("fence", re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL))
def test_every_toml_example_is_a_configuration(fence):
    File.model_validate(tomllib.loads(fence.replace("url_credential", "url_env")))


def test_every_command_shown_exists(tmp_path):
    shown = set()
    for text in (TEXT, README):
        for line in re.findall(r"(?:monitor|monitorctl) ([a-z][a-z -]*)", text):
            words = line.split()
            if words[0] in {"db", "feeds", "alerts", "deliveries", "channels"}:
                shown.add(tuple(words[:2]))
    assert len(shown) > 8
    for command in sorted(shown):
        helped = typed(*command, "--help", cwd=tmp_path)
        assert helped.code == 0, f"{' '.join(command)}: {helped.err}"


def test_every_link_to_a_page_or_a_heading_leads_somewhere():
    for text, folder in ((README, DOCS.parent), (TEXT, DOCS)):
        for target in re.findall(r"\]\(([^)#:]+)\)", text):
            assert (folder / target).exists(), target
    headings = {re.sub(r"[^a-z -]", "", line.lower()).replace(" ", "-")
                for line in re.findall(r"^## (.+)$", TEXT, re.MULTILINE)}  # fmt: skip
    assert set(re.findall(r"\]\(#([^)]+)\)", TEXT)) <= headings


def test_every_message_explained_is_one_that_is_said():
    package = DOCS.parent / "monitor"
    source = "\n".join(path.read_text(encoding="utf-8") for path in package.rglob("*.py"))
    source = re.sub(r'"\s*\n\s*f?"', "", source)  # literals that continue on the next line
    source = re.sub(r"\{'setting'[^}]*\}", "setting", source)
    explained = [
        fragment.strip(" ():;,")
        for message in re.findall(r"`([^`]+)`", " ".join(rows("What a message means")))
        for fragment in re.split(r"\.\.\.|\.\.|;|\b[A-Z]+\b|\[section\] name:|error\[", message)
    ]
    assert [each for each in explained if len(each) > 5 and each not in source] == []
