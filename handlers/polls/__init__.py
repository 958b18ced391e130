"""Straw polls: drafted and ended by those in charge, answered by whoever lives there."""
