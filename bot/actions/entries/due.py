"""What happens by itself: a ballot, a power or a table that was left half filled in is forgotten."""

from bot.actions.entries.entering import FORGET, forget_due
from bot.actions.entries.powers import FORGET_POWER, forget_power_due
from bot.actions.entries.tables import FORGET_TABLE, forget_table_due

DUE = {FORGET: forget_due, FORGET_POWER: forget_power_due, FORGET_TABLE: forget_table_due}
