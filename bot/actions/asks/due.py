"""What happens to asks by itself."""

from bot.actions.asks.telling import GO_ON, tell_due

DUE = {GO_ON: tell_due}
