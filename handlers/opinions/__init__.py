"""Opinions: what residents give, what those in charge make of it, the demand list."""
