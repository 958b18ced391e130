"""The people of the sandbox: who they are, and how they stand to the bot."""

from dataclasses import dataclass
from typing import Literal

Side = Literal["resident", "organiser"]
Language = Literal["zh", "en"]

# What a phone sends as `language_code` when its app speaks this language.
LANGUAGE_CODES: dict[Language, str] = {"zh": "zh-hans", "en": "en"}


@dataclass(frozen=True, slots=True)
class Person:
    """`named` people stand on the page; a `crowd` person is a registered neighbour who can be sent to vote."""

    slug: str
    user_id: int
    name: str
    name_en: str
    role: str
    role_en: str
    side: Side
    color: int
    language_code: str
    named: bool = True
    crowd: bool = False
    username: str | None = None
    started: bool = False
    blocked: bool = False
    deactivated: bool = False
