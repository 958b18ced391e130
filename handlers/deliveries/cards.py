"""Screens about deliveries: a button a home."""

from aiogram.types import InlineKeyboardButton

from bot.rules.deliveries import BY_HAND, DeliveryHome, DeliveryHomes, DeliveryPlaces, Way
from bot.rules.ports import Language
from handlers.deliveries.callbacks import MarkDelivery, PickBuilding, PickEntrance
from handlers.menus import OpenDeliveries, OpenEntries
from handlers.screens import Screen, button, in_rows, keyboard
from messages import deliveries as texts
from messages.deliveries.labels import MARKS, label
from messages.labels import label as shared


def delivery_places(facts: DeliveryPlaces, language: Language) -> Screen:
    vote = facts.heading.vote_id

    def to(number: int) -> PickEntrance | PickBuilding:
        if facts.building:
            return PickEntrance(vote=vote, way=Way.HANDED, building=facts.building_number, entrance=number)
        return PickBuilding(vote=vote, building=number)

    places = [button(texts.place_label(language, name=name), to(number)) for number, name in facts.names] if facts.is_open else []
    back = button(shared(language, "back"), OpenEntries(vote=vote))
    return Screen(texts.delivery_places(language, facts=facts), keyboard(*in_rows(places), [back]))


def delivery_homes(facts: DeliveryHomes, language: Language) -> Screen:
    vote, (building, entrance) = facts.heading.vote_id, facts.at

    def here(way: Way, page: int) -> PickEntrance:
        return PickEntrance(vote=vote, way=way, building=building, entrance=entrance, page=page)

    homes = [_home(facts, one, language) for one in facts.homes]
    [other] = [way for way in BY_HAND if way is not facts.way]
    turns = (("earlier", facts.page - 1), ("later", facts.page + 1))
    pages = [button(label(language, name), here(facts.way, page)) for name, page in turns if 0 <= page < facts.pages]
    switch = button(label(language, f"to_{other.value}"), here(other, facts.page))
    back = button(shared(language, "back"), OpenDeliveries(vote=vote))
    return Screen(texts.delivery_homes(language, facts=facts), keyboard(*in_rows(homes), pages, [switch, back]))


def _home(facts: DeliveryHomes, one: DeliveryHome, language: Language) -> InlineKeyboardButton:
    room = texts.room_label(language, room=one.room)
    # A tap takes back what was recorded in this way; what was recorded otherwise becomes this.
    tap = MarkDelivery(vote=facts.heading.vote_id, way=facts.way, home=one.home_id, on=one.way is not facts.way, page=facts.page)
    return button(f"{MARKS[one.way][language]} {room}" if one.way is not None else room, tap)
