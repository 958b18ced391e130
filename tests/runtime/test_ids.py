"""Public ids: short, safe in a button and in a link, and not to be guessed."""

import re
from collections import Counter

from storage.base import new_id


def test_each_is_ten_letters_of_thirty_two_and_every_letter_is_as_likely() -> None:
    made = [new_id() for _ in range(3_200)]
    assert all(re.fullmatch("[0-9a-hjkmnp-tv-z]{10}", one) for one in made)
    assert len(set(made)) == len(made)
    often = Counter("".join(made))
    # Of 1,000 each the deviation is 31: twelve of these either way.
    assert len(often) == 32
    assert all(620 < times < 1_380 for times in often.values())
