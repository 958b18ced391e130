"""A vote may be extended: letters that nothing edits afterwards say 「截止前」, and leave the time to those that are edited."""

from datetime import datetime
from typing import Any

import pytest

from bot.rules.ports import LANGUAGES, Language
from handlers.registry import all_cards
from messages.formatting import when
from messages.rendering import plain_text
from tests.architecture.test_cards import SAMPLES

# Written once, without a living key.
WRITTEN_ONCE = (
    "entries.ballot_settled",
    "entries.ballot_undone",
    "entries.entries_lapsed",
    "entries.entry_returned",
    "entries.power_entered",
    "votes.papers_void",
    "votes.remembered_tap",
    "votes.scheme_changed",
)


def _is_over(facts: Any) -> bool:
    """A time that has passed moves no more."""
    return type(facts).__name__ == "EntriesLapsed" and not facts.reschemed and not facts.forgotten


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", WRITTEN_ONCE)
def test_what_is_written_once_names_no_time_that_an_extension_moves(name: str, language: Language) -> None:
    samples = [one for one in SAMPLES[name] if not _is_over(one)]
    assert samples
    for facts in samples:
        closes_at: datetime = facts.closes_at
        said = plain_text(all_cards()[name].words(facts, language).text)
        shown = when(closes_at, language)
        assert shown not in said.replace("\u2060", "").replace("\u00a0", " "), said
