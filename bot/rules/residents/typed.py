"""What people type about themselves: kept whole, or refused; never cut unseen."""

import unicodedata

from bot.rules.residents.violations import HelpNotUsable, NameMissing, NameTooLong
from bot.rules.rosters.writing import LONGEST_NAME, plain_text, said_text

# Words of a call for help that are carried on: a sentence or two.
LONGEST_HELP = 300


def name_from(typed: str) -> str:
    """Composed, without invisible characters (threat 15)."""
    name = plain_text(typed, LONGEST_NAME + 1)
    if not any(unicodedata.category(letter).startswith("L") for letter in name):
        raise NameMissing
    if len(name) > LONGEST_NAME:
        raise NameTooLong(longest=LONGEST_NAME)
    return name


def help_words_from(typed: str) -> str:
    words = said_text(typed, LONGEST_HELP + 1)
    if not words or len(words) > LONGEST_HELP:
        raise HelpNotUsable(longest=LONGEST_HELP)
    return words
