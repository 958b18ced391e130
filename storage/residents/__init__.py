"""Tables of people; the repositories on them are in `accounts`, `homes`, `doors`, `roles`, `codes` and `calls`."""

from storage.residents.accounts import BoundAccount, Residents, Tap
from storage.residents.codes import NewInvite
from storage.residents.tables import (
    appointments,
    bindings,
    code_tries,
    consents,
    help_calls,
    invites,
    last_refusals,
    objections,
    people,
    remembered_taps,
)

__all__ = [
    "BoundAccount",
    "NewInvite",
    "Residents",
    "Tap",
    "appointments",
    "bindings",
    "code_tries",
    "consents",
    "help_calls",
    "invites",
    "last_refusals",
    "objections",
    "people",
    "remembered_taps",
]
