"""What happens to concerns by itself: a reminder, going up, being handed over."""

from bot.actions.concerns.common import OVERDUE, REMIND
from bot.actions.concerns.escalation import HANDING_OVER, hand_over_due, overdue, remind_due

DUE = {REMIND: remind_due, OVERDUE: overdue, HANDING_OVER: hand_over_due}
