"""What the buttons about deliveries carry; every press is authorised again in the action."""

from aiogram.filters.callback_data import CallbackData

from bot.rules.deliveries import Way


class PickBuilding(CallbackData, prefix="yb"):
    """`building` counts the vote's buildings from 0."""

    vote: str
    building: int


class PickEntrance(CallbackData, prefix="ye"):
    """`way`: what a tap on a home records."""

    vote: str
    way: Way
    building: int
    entrance: int
    page: int = 0


class MarkDelivery(CallbackData, prefix="yt"):
    """`on` False: taken back. The button says which, so that a tap delivered twice is one."""

    vote: str
    way: Way
    home: str
    on: bool
    page: int = 0
