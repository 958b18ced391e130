"""Tables of votes; the repositories on them are in `records`, `electorates` and `drafts`."""

from storage.votes.tables import (
    ballots,
    door_knocks,
    standing_choices,
    vote_counts,
    vote_drafts,
    vote_events,
    vote_extensions,
    vote_groups,
    vote_heads,
    vote_homes,
    vote_opinions,
    vote_owners,
    vote_participation,
    vote_pictures,
    vote_practices,
    votes,
)

__all__ = [
    "ballots",
    "door_knocks",
    "standing_choices",
    "vote_counts",
    "vote_drafts",
    "vote_events",
    "vote_extensions",
    "vote_groups",
    "vote_heads",
    "vote_homes",
    "vote_opinions",
    "vote_owners",
    "vote_participation",
    "vote_pictures",
    "vote_practices",
    "votes",
]
