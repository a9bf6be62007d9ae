"""What a rule found in an article, shown: where, when, and the sentence with its words marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from monitor.alerts.wording import clean, pieces
from monitor.cli import show
from monitor.cli.match import match_record

if TYPE_CHECKING:
    from rich.console import Console

    from monitor.model import Match
    from monitor.run.forecast import Coverage, Found

MARKED = "bold black on yellow"
MARK = "**"  # around marked words where no colours are to be had


def console() -> Console:
    """Standard output; words are marked by colour on a terminal, else by asterisks."""
    from rich.console import Console

    return Console(highlight=False, markup=False, soft_wrap=True)


def tell(out: Console, found: Found, sign: str = "") -> None:
    """Print one finding: where it is, the sentence, and the event it tells."""
    where = f"{show.moment(found.at)}  {show.line(found.source) or '-'}  article {found.article_id}"
    out.print(f"{sign}{where}  {show.headline(found.title)}")
    indent = " " * len(sign) + "  "
    quote(out, found.match, indent)
    if told := event(found.match):
        out.print(f"{indent}{told}")


def event(match: Match) -> str:
    """Return the event a match tells in one line, its status first; "" when it tells none."""
    from monitor.alerts.event import event_line, status_word

    return "  ".join(filter(None, (status_word(match.event), event_line(match.event))))


def quote(out: Console, match: Match, indent: str) -> None:
    """Print the sentence a rule fired on."""
    out.print(f"{indent}\u201c", end="")
    marked(out, match.quote.text, match.quote.highlights)
    out.print("\u201d")


def marked(out: Console, text: str, spans: tuple[tuple[int, int], ...]) -> None:
    """Print a text as one line, the words of `spans` marked."""
    from rich.text import Text

    coloured = out.is_terminal and not out.no_color
    line = Text()
    for piece in pieces(text, spans):
        words = clean(piece.text).replace("\n", " ")
        if piece.marked and not coloured:
            words = f"{MARK}{words}{MARK}"
        line.append(words, style=MARKED if piece.marked and coloured else "")
    out.print(line, end="")


def record(found: Found) -> dict[str, Any]:
    """Return one finding for programs."""
    return {
        "article": found.article_id,
        "story": found.story_id,
        "published": found.at,
        "title": found.title,
        "url": found.url,
        "source": found.source,
        "highlights": [list(span) for span in found.match.quote.highlights],
        **match_record(found.match),
    }


def archive_record(coverage: Coverage) -> dict[str, Any]:
    """Return what the archive covers, for programs."""
    return {
        "days": round(coverage.days, 2) if coverage.articles else 0,
        "articles": coverage.articles,
        "first": coverage.first,
        "last": coverage.last,
        "texts_let_go": coverage.let_go,
    }
