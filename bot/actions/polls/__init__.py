"""Straw polls: drafted by buttons, asked in the groups, answered by a tap, counted at their close."""
