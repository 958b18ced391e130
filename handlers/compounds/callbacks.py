"""Presses about a compound's roster; every one is authorised again by its action."""

from aiogram.filters.callback_data import CallbackData


class CompoundChosen(CallbackData, prefix="coc"):
    """Which compound the file is for."""

    place: str


class ImportConfirmed(CallbackData, prefix="coi"):
    pass


class ImportUndone(CallbackData, prefix="cou"):
    place: str


class GapsOpened(CallbackData, prefix="cog"):
    place: str


class GapAnswered(CallbackData, prefix="coa"):
    """`how`: area (填面积) or reason (不算这户)."""

    place: str
    gap: str
    how: str


class NamesOpened(CallbackData, prefix="con"):
    place: str


class NameDecided(CallbackData, prefix="cod"):
    place: str
    home: str
    same: bool


class MissingOpened(CallbackData, prefix="com"):
    """`after`: the home that was skipped."""

    place: str
    after: str = ""


class RetireAsked(CallbackData, prefix="cor"):
    place: str
    home: str
