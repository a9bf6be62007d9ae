"""How far a status has got, for comparing two reports of one event. Data."""

from __future__ import annotations

# The words are those of `contract_status` and of the record itself.
STEPS = {
    "considered": 1,
    "negotiating": 1,
    "planned": 1,
    "agreed": 2,
    "signed": 2,
    "in_progress": 3,
    "delivered": 4,
    "arrived": 4,
    "occurred": 4,
    "imposed": 4,
    "completed": 4,
    "extended": 5,
    "departed": 5,
}
ENDED = frozenset({"cancelled", "refused", "suspended", "lifted"})
