"""How many days are left, in words, and when these words are true no more."""

from datetime import timedelta

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
# So near a whole day people say the day: a week less seven minutes is 7 天, and nobody is promised an hour too much.
NEARLY = timedelta(hours=1)
# From so much on a day and its rest are 「1 天多」: on a Sunday night, Tuesday evening is not one day away.
MUCH_MORE = timedelta(hours=6)
# A week is near enough without its hours.
FAR = 7


def days_left(left: timedelta) -> tuple[int, bool]:
    """(days, whether it is a good deal more); no days on the last one, which is told in hours."""
    left = left // MINUTE * MINUTE
    if left < DAY:
        return 0, False
    days = (left + NEARLY - MINUTE) // DAY
    return days, days < FAR and left - days * DAY >= MUCH_MORE


def words_change_at(left: timedelta) -> timedelta | None:
    """How much will be left when the words differ for the first time; None on the last day."""
    days, is_more = days_left(left)
    if not days:
        return None
    if is_more:
        return days * DAY + MUCH_MORE - MINUTE
    return days * DAY - (NEARLY if days > 1 else MINUTE)
