"""Ballots from paper and by phone: entered by buttons, confirmed by a second person, settled by channel."""
