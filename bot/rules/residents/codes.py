"""Codes on slips and in invite links: how long they live, how they are compared, how many tries there are."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

# Letters and digits that nobody confuses on paper: no i, l, o, u (as on licence keys).
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
# 13 letters of 5 bits are 65 random bits: single use, at least 60 (people.md, Binding).
CODE_LENGTH = 13
CODE_BITS = 5 * CODE_LENGTH
# How long a code lives: 7 days, on a printed slip 60 (people.md, Binding).
CODE_LIFE = timedelta(days=7)
SLIP_LIFE = timedelta(days=60)
# Codes nobody used are kept so long after their end, then deleted (design.md, Numbers).
UNUSED_KEPT = timedelta(days=7)
# Wrong, used or expired codes that one person may show in an hour: a mistyped slip takes two or three (threat 8).
TRIES_PER_PERSON = 6
PERSON_SPAN = timedelta(hours=1)
# Used or expired codes of one home that may be shown in a day, by whomever (threat 8).
TRIES_PER_HOME = 12
HOME_SPAN = timedelta(days=1)
# How a code travels in a link: `/start i_<code>`.
LINK_PREFIX = "i_"

# What is written by hand is read as what was meant.
_MEANT = str.maketrans("oil", "011")
_CODE = re.compile(rf"[{ALPHABET}]{{{CODE_LENGTH}}}")
# A link that was copied or forwarded instead of opened, alone or within the words it came with.
_IN_LINK = re.compile(rf"[?&]start={LINK_PREFIX}([0-9a-zA-Z]{{{CODE_LENGTH}}})(?![0-9a-zA-Z_-])")


class InviteKind(StrEnum):
    """What a code opens."""

    ROLE = "role"
    SLIP = "slip"
    """One roster owner of one home."""
    HOUSEHOLD = "household"
    """Family or tenants of a home."""


@dataclass(frozen=True, slots=True)
class Invite:
    """A code as it is remembered: never the code itself. `role` is a Role or a HomeRole."""

    id: str
    kind: InviteKind
    role: str
    place_id: str
    home_id: str | None
    owner_id: str | None
    created_by: str | None
    created_at: datetime
    expires_at: datetime
    used_by: str | None
    revoked_at: datetime | None

    def is_open(self, now: datetime) -> bool:
        return self.used_by is None and self.revoked_at is None and now < self.expires_at


@dataclass(frozen=True, slots=True)
class Issued:
    """A code that was just made: the only moment at which it can be read."""

    invite_id: str
    code: str
    expires_at: datetime

    @property
    def payload(self) -> str:
        """What stands after `?start=` in its link."""
        return f"{LINK_PREFIX}{self.code}"


def read_code(text: str) -> str | None:
    """The code in what somebody typed, scanned or pasted (`K7Q2 M9XP …`, `i_k7q2…`, a whole link), or None when it is none."""
    if (link := _IN_LINK.search(text)) is not None:
        text = link[1]
    tight = re.sub(r"[\s\-·.]", "", text).lower().removeprefix(LINK_PREFIX).translate(_MEANT)
    return tight if _CODE.fullmatch(tight) else None


def code_hash(code: str) -> str:
    """Only this is stored: a copy of the database opens no home."""
    return hashlib.sha256(code.encode()).hexdigest()
