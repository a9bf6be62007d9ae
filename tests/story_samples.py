"""Facts of made-up reports, for the tests of events."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from monitor.model.stories import Facet, OpenStory, StoryFacts

FIRST_DAY = date(2025, 3, 3)


def visit(article: str = "a", *, after: int = 0, **fields: Any) -> StoryFacts:
    """A report on a Turkish frigate in Karachi, so many days after the first."""
    day = FIRST_DAY + timedelta(days=after)
    facet = Facet(
        topic="ship-visits",
        frame="ship_visit",
        roles=(
            ("visitor", fields.pop("visitor", ("TR",))),
            ("host", fields.pop("host", ("PK",))),
            ("port", fields.pop("port", ("karachi",))),
            ("ship", fields.pop("ship", ("buyukada",))),
        ),
        status=fields.pop("status", "arrived"),
        stance=fields.pop("stance", "asserted"),
        prominence=fields.pop("prominence", "main"),
        start=fields.pop("start", day),
        end=fields.pop("end", day),
    )
    given: dict[str, Any] = {"source": f"{article}.example", "states": ("TR", "PK")}
    return StoryFacts(article=article, day=day, facets=(facet,), **(given | fields))


def deal(article: str = "a", *, after: int = 0, **fields: Any) -> StoryFacts:
    """A report on Turkish drones for Pakistan, so many days after the first."""
    facet = Facet(
        topic=fields.pop("topic", "drone-deals"),
        frame="transfer",
        roles=(
            ("supplier", fields.pop("supplier", ("TR",))),
            ("recipient", fields.pop("recipient", ("PK",))),
            ("system", fields.pop("system", ("tb2",))),
        ),
        status=fields.pop("status", "agreed"),
        stance=fields.pop("stance", "asserted"),
        prominence="main",
        usd=fields.pop("usd", None),
        quantity=fields.pop("quantity", None),
    )
    given: dict[str, Any] = {"source": f"{article}.example", "states": ("TR", "PK")}
    day = FIRST_DAY + timedelta(days=after)
    return StoryFacts(article=article, day=day, facets=(facet,), **(given | fields))


def story(*articles: StoryFacts, identity: str = "one") -> OpenStory:
    """An open story of these articles."""
    return OpenStory(identity, articles)
