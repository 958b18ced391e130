"""How few answers are not told in figures."""

from bot.rules.votes.participation import SMALLEST_BREAKDOWN

# Voting-rules.md, section 6 (PIPL Article 25): what fewer than five say is not shown by itself. There heads are counted, here homes: a
# family of five is one of them.
SMALLEST_TOLD = SMALLEST_BREAKDOWN


def is_told(homes: int) -> bool:
    """Whether what so many homes answered may be shown: of fewer, neighbours can tell whose it is."""
    return homes >= SMALLEST_TOLD
