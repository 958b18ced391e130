"""Concerns: what residents fear of a matter that is voted on."""
