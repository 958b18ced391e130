"""What happens to menus by itself: they close; a draft that nobody sent is forgotten."""

from datetime import timedelta

from bot.actions.wishes.closing import close_due
from bot.actions.wishes.common import CLOSE, FORGET
from bot.actions.wishes.drafting import forget_due
from bot.rules.votes import LONGEST_WAIT_FOR_UPDATES

DUE = {CLOSE: close_due, FORGET: forget_due}
# A tap that arrived in time counts, also while it is still being recorded, as with votes (R14).
PATIENCE: dict[str, timedelta] = {CLOSE: LONGEST_WAIT_FOR_UPDATES}
