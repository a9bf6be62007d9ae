"""An alert on a terminal: the quoted sentence with what fired in it, the rule, topics and link."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.text import Text

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
    """Return an alert as a rich renderable; texts are cleaned and no markup in them is obeyed."""
    lead = max(alert.matches, key=lambda match: match.severity)
    rows = [_head(alert), Text(cut(line(alert.headline), 300), style="bold"), Text()]
    rows += [_quote(lead.quote.text, lead.quote.highlights), Text()]
    for match in alert.matches:
        name = f"{line(match.rule_title)} ({line(match.rule_id)} {line(match.rule_version)[:12]})"
        rows.append(_fact("rule", name))
        rows.append(_fact("why", cut(line(match.reason), 400)))
    rows.append(_fact("source", _source(alert)))
    if alert.text_source is not TextSource.PAGE:
        rows.append(_fact("rests on", RESTS_ON[alert.text_source]))
    if copies:
        rows.append(_fact("also in", ", ".join(line(source) for source in copies)))
    address = link(alert.url)
    rows.append(_fact("link", address.href if address else "withheld: not a plain web address"))
    return Group(*rows)


def _head(alert: Alert) -> Text:
    head = Text()
    head.append(f" {alert.severity.word.upper()} ", style=f"{TONES[alert.severity]} reverse")
    head.append(f"  {', '.join(line(topic) for topic in alert.topics)}", style="bold cyan")
    head.append(f"  alert {alert.id}", style="bright_black")
    return head


def _quote(text: str, highlights: tuple[tuple[int, int], ...]) -> Text:
    quote = Text("  \u201c")
    for piece in pieces(text, highlights):
        words = clean(piece.text).replace("\n", " ")
        quote.append(words, style=MARK if piece.marked else "")
    quote.append("\u201d")
    return quote


def _source(alert: Alert) -> str:
    when = moment(alert.published) if alert.published else "no date given"
    return f"{line(alert.source)}, {when}"


def _fact(name: str, value: str) -> Text:
    fact = Text(f"  {name:<9}", style="bright_black")
    fact.append(value, style="default")
    return fact
