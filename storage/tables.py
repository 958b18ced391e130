"""Every table, so that the metadata is whole for migrations and tests."""

from storage import (
    chats,
    compounds,
    concerns,
    deliveries,
    entries,
    entries_powers,
    forms,
    groups,
    intakes,
    jobs,
    leases,
    outbox,
    residents,
    schedule,
    updates,
    votes,
)
from storage.base import metadata

__all__ = [
    "chats",
    "compounds",
    "concerns",
    "deliveries",
    "entries",
    "entries_powers",
    "forms",
    "groups",
    "intakes",
    "jobs",
    "leases",
    "metadata",
    "outbox",
    "residents",
    "schedule",
    "updates",
    "votes",
]
