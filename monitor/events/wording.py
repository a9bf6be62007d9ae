"""The status words of a topic: our phases in the terms a desk counts each kind of event in."""

from __future__ import annotations

from monitor.model.events import EventRecord, Phase, Stance

_DEALS = {
    Phase.CONSIDERED: "planned",
    Phase.NEGOTIATING: "planned",
    Phase.PLANNED: "planned",
    Phase.AGREED: "agreed",
    Phase.SIGNED: "agreed",
    Phase.IN_PROGRESS: "agreed",
    Phase.DELIVERED: "delivered",
    Phase.COMPLETED: "delivered",
    Phase.USED: "delivered",
    Phase.IN_SERVICE: "delivered",
    Phase.SUSPENDED: "cancelled",
    Phase.CANCELLED: "cancelled",
}
_VISITS = {
    Phase.PLANNED: "planned",
    Phase.COMPLETED: "arrived",
    Phase.DEPARTED: "departed",
    Phase.REFUSED: "refused",
    Phase.CANCELLED: "cancelled",
}
_BANS = {
    Phase.IN_FORCE: "imposed",
    Phase.LIFTED: "lifted",
    Phase.CONSIDERED: "considered",
    Phase.EXTENDED: "extended",
}
_TABLES = {"transfer": _DEALS, "ship_visit": _VISITS, "arms_ban": _BANS}
#: What is told without a word on how far it has got is told as the commonest case.
_UNTOLD = {"transfer": "agreed", "ship_visit": "arrived", "arms_ban": "imposed"}


def contract_status(topic: str, record: EventRecord) -> str | None:
    """Return a record's status in the words counted for a topic's deals, visits or bans.

    Deals are planned, agreed, delivered, denied, cancelled or reported; visits planned, arrived,
    departed, refused or cancelled; bans imposed, lifted, considered, extended or denied. Other
    topics keep the record's own word; None when nothing tells.
    """
    table = _TABLES.get(record.frame)
    if table is None:
        return record.status or None
    if record.stance is Stance.DENIED and record.frame != "ship_visit":
        return "denied"
    if record.frame == "transfer" and record.stance in {Stance.ALLEGED, Stance.REPORTED} and topic:
        return "cancelled" if record.phase is Phase.CANCELLED else "reported"
    return table.get(record.phase) if record.phase is not None else None


def counted_status(topic: str, record: EventRecord) -> str | None:
    """Return the same for counting: what no word tells the stage of counts as the commonest case.

    That is agreed for a deal, arrived for a visit, imposed for a ban; the record's own `status`
    stays empty.
    """
    return contract_status(topic, record) or _UNTOLD.get(record.frame)
