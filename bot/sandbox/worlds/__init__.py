"""Worlds as data: who lives where, what they did, what was said."""

import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from bot.rules.residents import HomeRole
from bot.sandbox.people import Side

# Ids of accounts: made up.
FIRST_ACCOUNT = 7_000_001
COLORS = 8


@dataclass(frozen=True, slots=True)
class Home:
    building: str
    entrance: str
    room: str
    area: str
    owners: str
    did: str

    @property
    def ref(self) -> str:
        return f"{self.building}-{self.entrance}-{self.room}"


@dataclass(frozen=True, slots=True)
class Person:
    """`did`: agree, against, abstain, quiet (bound, has not answered), or nothing."""

    slug: str
    account: int
    name: str
    name_en: str
    role: str
    role_en: str
    side: Side
    color: int
    named: bool = True
    home: str = ""
    lives_as: HomeRole = HomeRole.OWNER
    owner: str = ""
    asks_for: str = ""
    head_of: str = ""
    chief: bool = False
    staff: bool = False
    did: str = ""
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    slug: str
    title: str
    title_en: str
    subtitle: str
    subtitle_en: str
    owner: str
    everybody: bool = False
    members: tuple[str, ...] = ()
    with_bot: bool = True


@dataclass(frozen=True)
class WorldData:
    street: str
    community: str
    compound: str
    vote_title: str
    vote_body: str
    homes: list[Home]
    people: list[Person]
    groups: list[Group]
    said: list[tuple[str, str, str]]

    @cached_property
    def drafter(self) -> Person:
        return next(person for person in self.people if person.staff)

    def person(self, slug: str) -> Person:
        return next(one for one in self.people if one.slug == slug)


def load_world(name: str) -> WorldData:
    """KeyError or TypeError when the data does not fit: it is ours, so that is a mistake of ours."""
    data = tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text(encoding="utf-8"))
    homes = [Home(*row) for row in data["homes"]]
    named = [_named(row, number) for number, row in enumerate(data["person"])]
    crowd = [_neighbour(home, number) for number, home in enumerate(homes, start=len(named)) if home.did not in {"named", "absent"}]
    groups = [Group(**{**row, "members": tuple(row.get("members", ()))}) for row in data["group"]]
    said = [(row["by"], row["in"], row["text"]) for row in data["said"]]
    vote = data["vote"]
    return WorldData(
        **data["place"], vote_title=vote["title"], vote_body=vote["body"], homes=homes, people=named + crowd, groups=groups, said=said
    )


def _named(row: dict[str, Any], number: int) -> Person:
    lives_as = HomeRole(row.pop("as", HomeRole.OWNER))
    return Person(**{**row, "account": FIRST_ACCOUNT + number, "lives_as": lives_as, "unread": tuple(row.get("unread", ()))})


def _neighbour(home: Home, number: int) -> Person:
    """An owner without a phone on the page; `there` is in the group and not bound."""
    name = home.owners.split(";")[0]
    bound = home.did != "there"
    return Person(
        slug=f"neighbour-{number}",
        account=FIRST_ACCOUNT + number,
        name=name,
        name_en=f"Neighbour {number}",
        role="业主",
        role_en="owner",
        side="resident",
        color=number % COLORS + 1,
        named=False,
        home=home.ref if bound else "",
        owner=name if bound else "",
        did=home.did if bound else "",
    )
