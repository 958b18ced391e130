"""What happens by itself: a ballot, or a power, that was left half filled in is forgotten."""

from bot.actions.entries.entering import FORGET, forget_due
from bot.actions.entries.powers import FORGET_POWER, forget_power_due

DUE = {FORGET: forget_due, FORGET_POWER: forget_power_due}
