"""Words of the door-knock list: on the screen, and on the paper that is taken along."""

from bot.rules.ports import Language
from bot.rules.votes.facts import Heading
from bot.rules.votes.knocking import DoorTicked, KnockHome, KnockList, KnockSheet
from messages import formatting
from messages.rendering import plain_text, render
from messages.votes.wording import heading, home_place, say

# Nobody reads more rooms in a line; the buttons below have them all.
MOST_ROOMS = 8


def knock_list(language: Language, *, facts: KnockList) -> str:
    rooms = [knock_room(language, one) for one in facts.homes if facts.reminds and not one.reminded]
    others = [*rooms[:MOST_ROOMS], *(["…"] if len(rooms) > MOST_ROOMS else [])]
    papers = [knock_room(language, one) for one in facts.homes if not one.delivered]
    papers = [*papers[:MOST_ROOMS], *(["…"] if len(papers) > MOST_ROOMS else [])]
    place = home_place(language, facts.homes[0].name)
    return say(language, "knock_list", facts.heading, facts=facts, place=place, others=others, papers=papers)


def knock_room(language: Language, home: KnockHome) -> str:
    """Within its entrance the room is enough."""
    return formatting.home("", "", home.name.room, language)


def door_ticked(language: Language, *, ticked: DoorTicked) -> str:
    home = formatting.home(ticked.home.building, ticked.home.entrance, ticked.home.room, language)
    return render(language, "votes/door_ticked", ticked=ticked, home=home)


def knocks_queued(language: Language) -> str:
    return render(language, "votes/knocks_queued")


def knocks_printed(language: Language, *, sheet: KnockSheet) -> str:
    return say(language, "knocks_printed", sheet.heading, homes=_homes(sheet))


def knocks_file(language: Language) -> str:
    return plain_text(render(language, "votes/knocks_file"))


def knock_sheet_title(language: Language, *, about: Heading) -> str:
    return plain_text(render(language, "votes/knock_sheet_title", head=heading(language, about)))


def knock_sheet_note(language: Language, *, sheet: KnockSheet) -> str:
    return plain_text(render(language, "votes/knock_sheet_note", sheet=sheet, homes=_homes(sheet)))


def knock_sheet_columns(language: Language) -> tuple[str, ...]:
    """Heads of the four columns: the box, the home, what is known, room for a note."""
    return tuple(plain_text(render(language, "votes/knock_sheet_columns")).splitlines())


def knock_sheet_state(language: Language, *, home: KnockHome) -> str:
    return plain_text(render(language, "votes/knock_sheet_state", home=home))


def _homes(sheet: KnockSheet) -> int:
    return sum(len(entrance) for entrance in sheet.entrances)
