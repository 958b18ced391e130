"""Presses about a compound's roster; every one is authorised again by its action."""

from aiogram.filters.callback_data import CallbackData

from bot.rules.compounds import Settling


class CompoundChosen(CallbackData, prefix="coc"):
    """Which compound the file is for."""

    place: str
    file: str


class CompoundDoubted(CallbackData, prefix="cow"):
    """「换小区」: the file is for another one. `preview`: the one that was looked at."""

    preview: str


class CompoundAdded(CallbackData, prefix="cop"):
    """「新小区」: its name is typed next."""

    file: str


class TitledAdded(CallbackData, prefix="cot"):
    """A new compound of the name that stands in the file's title."""

    file: str


class ImportConfirmed(CallbackData, prefix="coi"):
    """`preview`: the one that was looked at."""

    preview: str


class ImportUndone(CallbackData, prefix="cou"):
    """`id`: the import that was looked at; a newer one, perhaps a colleague's, is another matter."""

    place: str
    id: str


class GapsOpened(CallbackData, prefix="cog"):
    place: str


class GapAnswered(CallbackData, prefix="coa"):
    """`how`: area (填面积), as_it_is (先记下), reason (不算这户) or back (不填了)."""

    place: str
    gap: str
    how: str


class AreaTaken(CallbackData, prefix="coq"):
    """「是 89.35」 or 「就是 8,935.00」, in 0.01 m²."""

    place: str
    gap: str
    area: int


class NamesOpened(CallbackData, prefix="con"):
    place: str


class NameDecided(CallbackData, prefix="cod"):
    """`owner`: the one whose name is asked about."""

    place: str
    owner: str
    same: bool


class MissingOpened(CallbackData, prefix="com"):
    """`after`: the home that was skipped."""

    place: str
    after: str = ""


class RetireAsked(CallbackData, prefix="cor"):
    place: str
    home: str


class SettlingUndone(CallbackData, prefix="cob"):
    """「改回去」: `what` is one of Settling, `id` that of the gap, the owner or the home."""

    place: str
    what: Settling
    id: str
