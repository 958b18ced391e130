"""What happens by itself: a ballot that was left half filled in is forgotten."""

from bot.actions.entries.entering import FORGET, forget_due

DUE = {FORGET: forget_due}
