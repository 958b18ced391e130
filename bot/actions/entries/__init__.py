"""Ballots from paper and by phone: entered, confirmed, settled where an owner's channels contradict each other."""
