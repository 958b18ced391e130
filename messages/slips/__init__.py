"""The words of printed papers: slips, their list, the invite poster. Paper shows no marks, so these are plain text."""

from calendar import month_name
from datetime import date

from bot.rules.ports import Language
from bot.rules.rosters import HomeName
from messages import formatting
from messages.rendering import plain_text, render


def slip_head(language: Language, *, compound: str) -> str:
    return plain_text(render(language, "slips/slip_head", compound=compound))


def slip_home(language: Language, *, home: HomeName, part: int = 1, parts: int = 1) -> str:
    """`part` of `parts`: a home with many owners gets several slips."""
    return plain_text(render(language, "slips/slip_home", home=_home(language, home), part=part, parts=parts))


def slip_foot(language: Language, *, until: date, bot: str) -> str:
    """Two lines: how to scan, and what to do for whom nothing scans."""
    return plain_text(render(language, "slips/slip_foot", until=until, month=month_name[until.month], bot=bot))


def slip_list_title(language: Language, *, compound: str) -> str:
    return plain_text(render(language, "slips/slip_list_title", compound=compound))


def slip_list_note(language: Language, *, homes: int, until: date) -> str:
    return plain_text(render(language, "slips/slip_list_note", homes=homes, until=until, month=month_name[until.month]))


def slip_list_home(language: Language, *, home: HomeName, owners: int) -> str:
    return plain_text(render(language, "slips/slip_list_home", home=_home(language, home), owners=owners))


def poster_title(language: Language, *, compound: str) -> str:
    return plain_text(render(language, "slips/poster_title", compound=compound))


def poster_subtitle(language: Language) -> str:
    return plain_text(render(language, "slips/poster_subtitle"))


def poster_offer(language: Language) -> str:
    return plain_text(render(language, "slips/poster_offer"))


def poster_steps(language: Language, *, button: str) -> str:
    """One step a line; `button` is the last thing to tap."""
    return plain_text(render(language, "slips/poster_steps", button=button))


def poster_help(language: Language, *, community: str) -> str:
    return plain_text(render(language, "slips/poster_help", community=community))


def _home(language: Language, home: HomeName) -> str:
    return formatting.home(home.building, home.entrance, home.room, language)
