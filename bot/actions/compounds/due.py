"""What happens to rosters by itself: a preview that nobody confirmed is forgotten."""

from bot.actions.compounds.forgetting import FORGET, forget_preview_due

DUE = {FORGET: forget_preview_due}
