"""Concerns: what residents raise about a vote, and what those who answer do with it."""
