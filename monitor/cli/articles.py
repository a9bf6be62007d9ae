"""`monitor articles`: what was read, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli import imports, retry, show
from monitor.cli.context import AsJson, Limit, examples, reading
from monitor.cli.match import match_record
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.store.rows import ArticleRow, ArticleShown

STATES = ("to_match", "matched", "failed")

app = typer.Typer(no_args_is_help=True, help="What was read, which rules fired, what is a copy.")
app.command("import", epilog=imports.EXAMPLES)(imports.import_)
app.command("retry", epilog=retry.ARTICLES_EXAMPLES)(retry.articles)


@app.command("list", epilog=examples("monitor articles list", "monitor articles list --json"))
def list_(
    ctx: typer.Context,
    state: Annotated[
        str | None, typer.Option(help=f"Only those in this state: {', '.join(STATES)}.")
    ] = None,
    limit: Limit = 20,
    json_: AsJson = False,
) -> None:
    """List the last articles, newest first, with the rules that fired on them."""
    from monitor.store import queries

    if state is not None and state not in STATES:
        raise UsageError(f"--state {state}: must be one of {', '.join(STATES)}")
    with reading(ctx) as connection:
        rows = queries.list_articles(connection, state, limit)
    if json_:
        show.as_json([_record(row) for row in rows])
        return
    show.table(
        ("id", "read", "rests on", "rules", "title", "source"),
        [
            (
                str(row.id),
                show.moment(row.fetched_at),
                row.text_source,
                _fired(row),
                show.headline(row.title),
                row.source,
            )
            for row in rows
        ],
        empty="No articles yet",
    )


@app.command("show", epilog=examples("monitor articles show 40", "monitor articles show 40 --json"))
def show_(
    ctx: typer.Context,
    article: Annotated[int, typer.Argument(metavar="ARTICLE", help="Its number.")],
    json_: AsJson = False,
) -> None:
    """Show one article: its text as it was read, and why each rule fired."""
    from monitor.model import ArticleId
    from monitor.store import queries

    with reading(ctx) as connection:
        shown = queries.show_article(connection, ArticleId(article))
    if json_:
        show.as_json(_shown_record(shown))
        return
    show.facts(_facts(shown))
    for paragraph in shown.article.text.split("\n\n"):
        print(f"\n{show.line(paragraph)}")
    for match in shown.matches:
        print(f"\n{match.rule_id} [{match.severity.word}] {', '.join(match.topics)}")
        print(f"  {show.line(match.reason)}")


def _fired(row: ArticleRow) -> str:
    """The rules that fired, or what it is instead."""
    if row.rules:
        return ", ".join(row.rules)
    return f"copy of {row.copy_of}" if row.copy_of else "-"


def _facts(shown: ArticleShown) -> dict[str, str]:
    row, article = shown.row, shown.article
    return {
        "article": f"{row.id}  {row.title}",
        "address": row.url,
        "source": row.source,
        "published": show.moment(row.published),
        "read": show.moment(row.fetched_at),
        "rests on": f"{row.text_source}  {article.note}".strip(),
        "story": f"{row.story_id}{f', a copy of article {row.copy_of}' if row.copy_of else ''}",
        "state": f"{row.state}  {row.detail}".strip(),
        "language": article.lang or "",
        "left out": ", ".join(f"{rule} (out of time)" for rule in shown.over_budget),
    }


def _record(row: ArticleRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "story": row.story_id,
        "copy_of": row.copy_of,
        "title": row.title,
        "url": row.url,
        "source": row.source,
        "rests_on": row.text_source,
        "published": row.published,
        "read": row.fetched_at,
        "state": row.state,
        "detail": row.detail,
        "rules": list(row.rules),
    }


def _shown_record(shown: ArticleShown) -> dict[str, Any]:
    return _record(shown.row) | {
        "text": shown.article.text,
        "lang": shown.article.lang,
        "note": shown.article.note,
        "matches": [match_record(match) for match in shown.matches],
        "over_budget": list(shown.over_budget),
    }
