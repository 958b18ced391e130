"""The demand list of a renovation menu as bars: rank, homes and cost beside each, and what the budget reaches with a sign of its own."""

from bot.files.pictures.bars import Bar, draw_sheet
from bot.rules.ports import Language
from bot.rules.wishes.facts import WishResult
from messages import wishes as texts


def draw_wishes(result: WishResult, language: Language) -> bytes:
    """A PNG with a bar an item, in the order of the list; full would be every home that chose."""
    bars = [
        Bar(
            texts.bar_words(language, result=result, row=row),
            texts.figure(language, result=result, row=row),
            row.homes / result.answered if result.answered else 0.0,
        )
        for row in result.rows
    ]
    return draw_sheet(texts.picture_title(language, result=result), bars, texts.picture_notes(language, result=result))
