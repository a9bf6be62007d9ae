"""From matches to events: what happened, to whom, and is it new."""

from monitor.events.extract import FRAMES, extract
from monitor.events.where import holds, satisfies
from monitor.events.wording import contract_status

__all__ = ["FRAMES", "contract_status", "extract", "holds", "satisfies"]
