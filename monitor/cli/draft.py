"""`monitor rules draft`: a first rule from example articles, for an analyst to edit."""

from __future__ import annotations

import re
import sys
from typing import Annotated

import typer

from monitor.cli.context import examples, rules_folder
from monitor.cli.explain import RulesOption
from monitor.cli.targets import read_targets
from monitor.errors import UsageError

EXAMPLES = examples(
    "monitor rules draft one.txt two.txt > rules/my-rule.yml",
    "monitor rules draft https://news.example/story.html 40 --id port-calls",
)
_ID = re.compile(r"[a-z0-9][a-z0-9_.-]{0,99}")


def draft(
    ctx: typer.Context,
    targets: Annotated[
        list[str],
        typer.Argument(metavar="FILE|URL|ARTICLE...", help="What the rule is to find."),
    ],
    id_: Annotated[str, typer.Option("--id", help="The id of the new rule.")] = "draft",
    rules: RulesOption = None,
) -> None:
    """Propose a rule that finds these articles and passes `monitor rules check`, as YAML.

    It is built from what the articles share: names of the lists in one sentence with cue words. The
    articles become its tests. Read it and edit it: it knows nothing of what it should leave out.
    """
    from monitor.matching import load_rules
    from monitor.matching.draft import draft as drafted

    if not _ID.fullmatch(id_):
        raise UsageError(f"--id {id_}: a rule's id is small letters, digits and hyphens")
    rule_set = load_rules(rules_folder(ctx, rules))
    read = read_targets(ctx, targets)
    sys.stdout.write(drafted(rule_set, [(one.title, one.text) for one in read], id_))
