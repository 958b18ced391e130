"""Every table, so that the metadata is whole for migrations and tests."""

from storage import (
    chats,
    compounds,
    concerns,
    entries,
    forms,
    groups,
    intakes,
    jobs,
    leases,
    opinions,
    outbox,
    polls,
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
    "entries",
    "forms",
    "groups",
    "intakes",
    "jobs",
    "leases",
    "metadata",
    "opinions",
    "outbox",
    "polls",
    "residents",
    "schedule",
    "updates",
    "votes",
]
