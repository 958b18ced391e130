"""Words about deliveries; one function per template."""

from bot.rules.deliveries import DeliveryHomes, DeliveryMarked, DeliveryPlaces
from bot.rules.ports import Language
from messages import formatting
from messages.labels import label
from messages.rendering import render
from messages.votes import heading, place_name


def place_label(language: Language, *, name: str) -> str:
    return place_name(language, name) if name else label(language, "no_entrance")


def room_label(language: Language, *, room: str) -> str:
    return formatting.home("", "", room, language)


def delivery_places(language: Language, *, facts: DeliveryPlaces) -> str:
    building = place_name(language, facts.building) if facts.building else ""
    return render(language, "deliveries/delivery_places", head=heading(language, facts.heading), facts=facts, building=building)


def delivery_homes(language: Language, *, facts: DeliveryHomes) -> str:
    parts = [place_name(language, part) for part in (facts.building, facts.entrance) if part]
    place = ("" if language == "zh" else ", ").join(parts)
    return render(language, "deliveries/delivery_homes", head=heading(language, facts.heading), facts=facts, place=place)


def delivery_marked(language: Language, *, marked: DeliveryMarked) -> str:
    home = formatting.home(marked.home.building, marked.home.entrance, marked.home.room, language)
    return render(language, "deliveries/delivery_marked", marked=marked, home=home)
