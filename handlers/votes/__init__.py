"""Votes: what residents press, how votes are drafted, and what those in charge do with them."""
