"""Words in pictures of who has answered, and under them."""

from datetime import datetime

from bot.rules.ports import Language
from bot.rules.votes.grids import BuildingGrid
from bot.rules.votes.pictures import ParticipationPicture
from messages.rendering import plain_text, render
from messages.votes.wording import place_name, say


def participation_picture(language: Language, *, facts: ParticipationPicture) -> str:
    """The caption: all that has to be read is in it, since nothing is said by a picture alone."""
    first, last = (place_name(language, facts.buildings[at]) for at in (0, -1))
    return say(language, "participation_picture", facts.heading, facts=facts, first=first, last=last)


def picture_asked(language: Language) -> str:
    return render(language, "votes/picture_asked")


def picture_building(language: Language, *, grid: BuildingGrid) -> str:
    return plain_text(render(language, "votes/picture_building", grid=grid, name=place_name(language, grid.building)))


def picture_floor(language: Language, *, floor: int) -> str:
    return plain_text(render(language, "votes/picture_floor", floor=floor))


def picture_others(language: Language) -> str:
    return plain_text(render(language, "votes/picture_others"))


def picture_moment(language: Language, *, as_of: datetime, closed: bool) -> str:
    return plain_text(render(language, "votes/picture_moment", as_of=as_of, closed=closed))


def picture_legend(language: Language, *, closed: bool) -> tuple[str, str]:
    """What a full cell means, and a striped one."""
    full, striped = plain_text(render(language, "votes/picture_legend", closed=closed)).splitlines()
    return full, striped
