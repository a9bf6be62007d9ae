"""From matches to events: what happened, to whom, and is it new."""

from monitor.events.clauses import Reading
from monitor.events.extract import FRAMES, extract, extract_from
from monitor.events.where import holds, satisfies
from monitor.events.wording import contract_status, counted_status

__all__ = [
    "FRAMES",
    "Reading",
    "contract_status",
    "counted_status",
    "extract",
    "extract_from",
    "holds",
    "satisfies",
]
