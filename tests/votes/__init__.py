"""Votes: the arithmetic, the worked cases, and the command that checks a vote on files."""
