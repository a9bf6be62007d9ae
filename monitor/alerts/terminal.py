"""An alert on a terminal: the quoted sentence with what fired in it, the rule, topics and link."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.style import Style
from rich.table import Table
from rich.text import Text

from monitor.alerts.event import event_line, lead_event, leading_first, status_word
from monitor.alerts.render import RESTS_ON
from monitor.alerts.wording import clean, cut, line, link, moment, pieces
from monitor.model import Alert, Severity, TextSource

TONES = {
    Severity.LOW: "bold bright_black",
    Severity.MEDIUM: "bold blue",
    Severity.HIGH: "bold yellow",
    Severity.CRITICAL: "bold red",
}
MARK = "bold black on yellow"


def picture(alert: Alert, copies: tuple[str, ...] = ()) -> RenderableType:
    """Return an alert as a rich renderable; texts are cleaned and no markup in them is obeyed.

    Print it with `crop=False`: the link may be wider than the terminal and must stay whole.
    """
    matches = leading_first(alert)
    lead = matches[0]
    facts: list[tuple[str, Text]] = []
    record = lead_event(alert)
    if told := event_line(record):
        facts.append(("event", Text(f"{status_word(record)}: {told}".removeprefix(": "))))
    for match in matches:
        name = f"{line(match.rule_title)} ({line(match.rule_id)} {line(match.rule_version)[:12]})"
        facts.append(("rule", Text(name)))
        facts.append(("why", Text(cut(line(match.reason), 400))))
    facts.append(("source", Text(_source(alert))))
    if alert.text_source is not TextSource.PAGE:
        facts.append(("rests on", Text(RESTS_ON[alert.text_source])))
    if copies:
        facts.append(("also in", Text(", ".join(line(source) for source in copies))))
    headline = Text(cut(line(alert.headline), 300), style="bold")
    quote = _quote(lead.quote.text, lead.quote.highlights)
    return Group(
        _head(alert),
        headline,
        Text(),
        Padding(quote, (0, 2)),
        Text(),
        _listed(facts),
        _address(alert.url),
    )


def _head(alert: Alert) -> Text:
    head = Text()
    head.append(f" {alert.severity.word.upper()} ", style=f"{TONES[alert.severity]} reverse")
    head.append(f"  {', '.join(line(topic) for topic in alert.topics)}", style="bold cyan")
    head.append(f"  alert {alert.id}", style="bright_black")
    return head


def _quote(text: str, highlights: tuple[tuple[int, int], ...]) -> Text:
    quote = Text("\u201c")
    for piece in pieces(text, highlights):
        words = clean(piece.text).replace("\n", " ")
        quote.append(words, style=MARK if piece.marked else "")
    quote.append("\u201d")
    return quote


def _source(alert: Alert) -> str:
    when = moment(alert.published) if alert.published else "no date given"
    return f"{line(alert.source)}, {when}"


def _address(url: str) -> Text:
    """The link on a line of its own that is never broken, so that it can be clicked and copied."""
    address = link(url)
    row = Text(f"  {'link':<9}", style="bright_black", no_wrap=True, overflow="ignore")
    if address is None:
        return row.append("withheld: not a plain web address", style="default")
    return row.append(address.href, style=Style(color="default", link=address.href))


def _listed(facts: list[tuple[str, Text]]) -> Table:
    """Names and values in two columns, so that long values stay on their side."""
    table = Table.grid(padding=(0, 1))
    table.add_column(width=10, style="bright_black")
    table.add_column(overflow="fold")
    for name, value in facts:
        table.add_row(f"  {name}", value)
    return table
