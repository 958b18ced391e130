"""Ballots: one door for every tap, whatever button or words it came by."""

from bot.actions.ballots.caster import VoteCaster
from bot.actions.ballots.items import Cast, Recorded

__all__ = ["Cast", "Recorded", "VoteCaster"]
