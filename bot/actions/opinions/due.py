"""What happens to opinions by itself: what was begun and not handed in is forgotten."""

from bot.actions.opinions.photos import FORGET, forget_due

DUE = {FORGET: forget_due}
