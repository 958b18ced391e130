"""A reason is printed with the result, so there is something in it to read."""

import pytest

from bot.rules.compounds import ReasonMissing, clean_reason
from bot.rules.votes.drafts import reason_from
from bot.rules.votes.violations import ReasonNotUsable

NOTHING = ["\u200b\u200b", ".", "。", "📄", "\u2060 \ufeff", "——", "👨\u200d👩"]


@pytest.mark.parametrize("typed", NOTHING)
def test_signs_are_no_reason(typed: str) -> None:
    with pytest.raises(ReasonMissing):
        clean_reason(typed)
    with pytest.raises(ReasonNotUsable):
        reason_from(typed)


def test_what_nobody_sees_is_taken_out() -> None:
    assert clean_reason(" 车\u200b库，\n不是住户 ") == "车库， 不是住户"
    assert reason_from("人\u200b太少") == "人太少"
    assert clean_reason("8") == "8"
